/** The call column: the call of this moment, or one's own state and figures between calls. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, myState } from "../live/state";
import { elapsed, remaining } from "../live/ticking";
import { duration, fullTime, phone } from "../ui/format";
import { dialForm } from "../ui/dial";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { stateWord, type Tone } from "../ui/state";
import { refresh } from "../ui/view";
import { keyName } from "../ui/keys";
import type { Work } from "../wire";
import { startShift } from "./alerts";
import { controlPart } from "./controls";
import { guideOffer } from "./guide";
import { controlsOf, order } from "./orders";
import { phaseOfLine, seatsPart } from "./seats";
import { liveCall, phaseOf, select, shownWork, type Phase } from "./selection";

let problem = "";
let armed = 0;

/** Esc hangs up when it is pressed twice within three seconds. */
export function escapeHangsUp(work: Work): void {
  const now = Date.now();
  if (now - armed < 3000) void hangUp(work);
  else armed = now;
  setTimeout(refresh, 3050);
  refresh();
}

async function hangUp(work: Work): Promise<void> {
  armed = 0;
  await order(work.call_id, "hangup");
}

async function dismiss(work: Work): Promise<void> {
  try {
    await post(`/work/${work.work_id}/dismiss`);
    live.work.delete(work.work_id);
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

const TONES: Record<Phase, Tone> = {
  ringing: "ringing", talking: "talking", held: "held", wrap_up: "wrap_up", unfinished: "wrap_up", missed: "offline", closed: "offline",
};

function phaseWord(phase: Phase): string {
  if (phase === "missed") return _("Not answered");
  if (phase === "unfinished") return _("To be finished");
  if (phase === "closed") return _("Finished");
  return stateWord(TONES[phase]);
}

const isOn = (phase: Phase): boolean => phase === "talking" || phase === "held";

function phaseTime(work: Work, phase: Phase): unknown {
  const call = liveCall(work);
  const until = work.wrap_up_until ?? myState().until;
  if (phase === "ringing") return elapsed(call?.offered_at ?? work.created_at);
  if (call && (phase === "talking" || phase === "held")) return elapsed(call.answered_at ?? work.answered_at ?? work.created_at);
  if (phase === "wrap_up" && until) return remaining(until);
  return nothing;
}

function waitedOf(work: Work): string {
  const call = live.calls.get(work.call_id);
  const seconds = call?.answered_at ? call.waited_s : (work.call?.waited_s ?? null);
  return seconds === null ? "" : _("waited {time}", { time: duration(seconds) });
}

function way(work: Work): TemplateResult {
  const { pop } = work;
  const call = live.calls.get(work.call_id);
  const dialed = pop.dialed ?? call?.dialed ?? work.call?.dialed ?? null;
  const queued = call?.queued_at && !call.answered_at ? call.queued_at : null;
  return html`<dl class="way-in">
    ${dialed ? html`<div><dt>${_("Dialled")}</dt><dd class="time">${phone(dialed)}</dd></div>` : nothing}
    <div><dt>${_("Queue")}</dt><dd>${pop.queue ?? _("direct")}</dd></div>
    ${queued
      ? html`<div><dt>${_("Waiting")}</dt><dd class="time" title=${fullTime(queued)}>${elapsed(queued)}</dd></div>`
      : html`<div><dt>${_("Wait")}</dt><dd class="time">${waitedOf(work).replace(/^\D+/, "") || "–"}</dd></div>`}
  </dl>`;
}

function hangUpButton(work: Work): TemplateResult {
  const isArmed = Date.now() - armed < 3000;
  const why = controlsOf(work.call_id)?.actions.hangup.why;
  return html`<div class="call-actions"><button class="danger" aria-disabled=${why ? "true" : nothing} title=${why ? _(why) : nothing}
      aria-describedby=${why ? "why-hangup" : nothing} @click=${() => hangUp(work)}>${icon("hangup")}
      <span>${isArmed ? _("Press Esc again to hang up") : _("Hang up")}</span> <kbd>Esc</kbd>${why ? html`<span id="why-hangup" class="hidden-label">${_(why)}</span>` : nothing}</button></div>`;
}

function actions(work: Work, phase: Phase): TemplateResult | typeof nothing {
  if (phase === "ringing") return controlsOf(work.call_id) ? controlPart(work.call_id, html``) : nothing;
  if (phase === "talking" || phase === "held") return controlPart(work.call_id, hangUpButton(work));
  if (phase === "missed") {
    return html`<div class="call-actions"><button @click=${() => dismiss(work)}>${icon("close")}<span>${_("Put away")}</span> <kbd>${keyName("D")}</kbd></button></div>`;
  }
  return nothing;
}

function show(work: Work): void {
  select(work);
  refresh();
}

/** The way to a call whose customer and script are not shown, because other work was not to be disturbed. */
function showButton(work: Work): TemplateResult | typeof nothing {
  if (shownWork()?.work_id === work.work_id) return nothing;
  return html`<button class="primary" @click=${() => show(work)}>${_("Show customer and script")} <kbd>${keyName("N")}</kbd></button>`;
}

/** D puts a missed call away. */
export function dismissShown(work: Work): boolean {
  if (phaseOf(work) !== "missed") return false;
  void dismiss(work);
  return true;
}

export function callCard(work: Work): TemplateResult {
  const phase = phaseOf(work);
  const { pop } = work;
  const controls = isOn(phase) ? controlsOf(work.call_id) : null;
  const tone = controls?.phase === "consulting" ? "talking" : TONES[phase];
  const name = work.customer?.name ?? pop.caller.name;
  const seats = seatsPart(controls, name);
  const who = [name, work.customer?.organisation, pop.caller_location].filter(Boolean).join(" · ");
  return html`<article class="call-card tone-${tone}">
    <header><span class="state-line">${icon(tone, 18)}<strong>${phaseOfLine(controls) ?? phaseWord(phase)}</strong></span>
      <span class="time big">${phaseTime(work, phase)}</span></header>
    <p class="caller">${pop.caller.number ? numberText(pop.caller.number, pop.caller_display) : _("Number withheld")}</p>
    <p class="who">${who || _("Unknown caller")}</p>
    ${seats === nothing ? way(work) : seats}
    ${showButton(work)}
    ${actions(work, phase)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </article>`;
}

export function idleCard(): TemplateResult {
  const { state } = myState();
  if (state === "offline" && boot.user?.extension) {
    return html`<article class="call-card tone-offline idle">
      <header><span class="state-line">${icon("offline", 18)}<strong>${_("Offline")}</strong></span></header>
      <p>${_("No calls come to you yet.")}</p>
      <button class="primary large" @click=${startShift}>${_("Start shift")}</button>
      <p class="hint">${_("Makes you ready and lets this page notify you when it rings.")}</p>
      ${guideOffer()}
    </article>`;
  }
  const text = state === "ready" ? _("Waiting for the next call.") : _("No queue call comes to you in this state.");
  return html`<article class="call-card tone-${state} idle">
    <header><span class="state-line">${icon(state, 18)}<strong>${stateWord(state)}</strong></span>
      <span class="time big">${elapsed(myState().since)}</span></header>
    <p>${text}</p>
    ${state === "offline" ? nothing : dialForm()}
  </article>`;
}
