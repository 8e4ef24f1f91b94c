/** The strip of the phone in the browser: whether calls reach it, how a talk sounds, where it rings. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { elapsed } from "../live/ticking";
import { icon } from "../ui/icon";
import { meter, runMeters, stopMeters } from "./meters";
import type { View } from "./mirror";
import { isListening } from "./check";
import { isPanelOpen, settingsPanel, togglePanel } from "./panel";
import { fetchPhone, levels, phone } from "./phone";
import { wordOf } from "./quality";
import { isMuted } from "./ringer";
import { registrationWord, soundFigures, soundWord, troubleText } from "./words";
import type { Sound } from "./types";

function soundPart(sound: Sound | null): TemplateResult | typeof nothing {
  if (!sound) return nothing;
  return html`<p class="sound sound-${wordOf(sound.mos)}" title=${_("Estimate (MOS): {mos}", { mos: sound.mos.toFixed(1) })}>
    ${icon(wordOf(sound.mos) === "good" ? "check" : "warning")}<strong>${soundWord(sound.mos)}</strong>
    <span class="time">${soundFigures(sound)}</span></p>`;
}

function talkPart(view: View): TemplateResult | typeof nothing {
  const { talk, quality } = view.state;
  if (talk?.phase !== "talking") return nothing;
  return html`${talk.interrupted ? html`<p class="unsaved" role="alert">${icon("warning")}${_("No sound at the moment: reconnecting. The call is still up.")}</p>` : nothing}
    ${view.isMine ? html`<div class="levels">${meter("microphone", _("Microphone"))}${meter("ear", _("Other side"))}</div>` : nothing}
    ${soundPart(quality)}`;
}

function moveMeters(view: View): void {
  if (view.isMine && view.state.talk?.phase === "talking") runMeters(levels);
  else if (!isListening()) stopMeters();
}

function heading(view: View): TemplateResult {
  const { state } = view;
  const isGood = state.registration === "registered";
  return html`<header class=${isGood ? "good" : "doubt"}>${icon(isGood ? "dial" : "unlinked")}
    <span><strong>${_("Phone in the browser")}</strong> <span class="phone-state">${registrationWord(state)}</span>
      ${state.registration === "lost" ? html`<span class="time">${elapsed(state.since)}</span>` : nothing}
      ${view.isMine ? nothing : html`<span class="muted">${_("in another tab")}</span>`}</span>
    <button class="quiet" aria-expanded=${isPanelOpen()} aria-controls="softphone-settings" @click=${togglePanel}>${_("Sound")}</button></header>`;
}

/** Nothing for users whose phone stands on the desk. */
export function phoneStrip(): TemplateResult | typeof nothing {
  const view = phone();
  if (!view) return nothing;
  moveMeters(view);
  const { trouble, detail } = view.state;
  return html`<section class="block softphone" aria-label=${_("Phone in the browser")}>
    ${heading(view)}
    ${view.state.registration === "elsewhere" ? html`<button @click=${fetchPhone}>${_("Take calls in this browser")}</button>` : nothing}
    ${trouble ? html`<p class="problem" role="alert">${troubleText(trouble, detail)}</p>` : nothing}
    ${view.isMine && isMuted() ? html`<p class="unsaved">${icon("warning")}${_("Click once in this page so that it may ring.")}</p>` : nothing}
    ${talkPart(view)}${settingsPanel()}
  </section>`;
}
