/** The buttons of a call: always in the same places; each says why when it cannot be used (the server decides). */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import type { ActionName, Controls } from "../wire";
import { isKeypadOpen, keypad, toggleKeypad } from "./keypad";
import { controlsOf, order, refusalOf } from "./orders";
import { isTransferOpen, toggleTransfer, transferPanel } from "./transfer_panel";

interface Button {
  name: ActionName;
  key: string;
  icon: string;
  word: string;
  run: () => void;
  pressed?: boolean;
  style?: string;
}

function button(one: Button, controls: Controls): TemplateResult {
  const action = controls.actions[one.name];
  const id = `why-${one.name}`;
  const why = action.can ? "" : _(action.why ?? "");
  return html`<button class=${one.style ?? ""} aria-disabled=${action.can ? nothing : "true"} aria-describedby=${why ? id : nothing}
      aria-pressed=${one.pressed === undefined ? nothing : String(one.pressed)} title=${why || nothing} @click=${one.run}>
      ${icon(one.icon)}<span>${one.word}</span> <kbd>${keyName(one.key)}</kbd>${why ? html`<span id=${id} class="hidden-label">${why}</span>` : nothing}</button>`;
}

/** Opens a panel, or says why that is of no use now. */
function open(controls: Controls, name: ActionName, toggle: (callId: string) => void): void {
  if (controls.actions[name].can) {
    const other = name === "keys" ? isTransferOpen : isKeypadOpen;
    if (other(controls.call_id)) closePanel(controls.call_id);
    toggle(controls.call_id);
  } else void order(controls.call_id, name);
}

function hold(controls: Controls): Button {
  const held = controls.phase === "held";
  const name: ActionName = held ? "resume" : "hold";
  return {
    name, key: "H", icon: held ? "resume" : "held", word: held ? _("Resume") : _("Hold"),
    pressed: held, run: () => void order(controls.call_id, name),
  };
}

function mute(controls: Controls): Button {
  const { muted, call_id } = controls;
  return {
    name: "mute", key: "M", icon: muted ? "muted" : "microphone", word: muted ? _("Unmute") : _("Mute"), pressed: muted,
    run: () => void order(call_id, "mute", { muted: !muted }),
  };
}

function record(controls: Controls): Button {
  const { recording, call_id } = controls;
  if (!recording) {
    return { name: "record", key: "V", icon: "record", word: _("Record"), run: () => void order(call_id, "record", { wish: "start" }) };
  }
  const wish = recording.paused ? "resume" : "pause";
  return {
    name: "pause_recording", key: "V", icon: recording.paused ? "record" : "held",
    word: recording.paused ? _("Record on") : _("Pause rec."), run: () => void order(call_id, "pause_recording", { wish }),
  };
}

function main(controls: Controls): Button[] {
  const { call_id } = controls;
  return [
    hold(controls),
    mute(controls),
    { name: "transfer", key: "T", icon: "transfer", word: _("Transfer"), pressed: isTransferOpen(call_id), run: () => open(controls, "transfer", toggleTransfer) },
    { name: "keys", key: "K", icon: "keypad", word: _("Keypad"), pressed: isKeypadOpen(call_id), run: () => open(controls, "keys", toggleKeypad) },
    { name: "park", key: "P", icon: "park", word: _("Park"), run: () => void order(call_id, "park") },
    record(controls),
  ];
}

function asking(controls: Controls): TemplateResult | typeof nothing {
  if (controls.phase !== "consulting") return nothing;
  const run = (name: ActionName) => () => void order(controls.call_id, name);
  const buttons: Button[] = [
    { name: "complete", key: "X", icon: "check", word: _("Hand over"), run: run("complete"), style: "primary" },
    { name: "conference", key: "W", icon: "conference", word: _("All three"), run: run("conference") },
    { name: "return", key: "B", icon: "back", word: _("Return"), run: run("return") },
  ];
  return html`<div class="asking" role="group" aria-label=${_("Consultation")}>${buttons.map((one) => button(one, controls))}</div>`;
}

function banner(controls: Controls): TemplateResult | typeof nothing {
  const { recording, muted } = controls;
  if (!recording && !muted) return nothing;
  return html`<p class="sound-state">
    ${recording
      ? html`<span class=${recording.paused ? "rec paused" : "rec"}>${icon(recording.paused ? "held" : "record", 14)}${recording.paused ? _("Recording paused") : _("Recording")}
          <button class="quiet" @click=${() => void order(controls.call_id, "pause_recording", { wish: "stop" })}>${_("Stop")}</button></span>`
      : nothing}
    ${muted ? html`<span class="mute">${icon("muted", 14)}${_("You are muted")}</span>` : nothing}</p>`;
}

/** A phone that answers when asked, or the word that it does not. */
function ringing(controls: Controls): TemplateResult {
  const { can, why } = controls.actions.answer;
  if (!can) return html`<p class="pick-up">${icon("down")}${_(why ?? "")}</p>`;
  const one: Button = { name: "answer", key: "Y", icon: "dial", word: _("Answer"), run: () => void order(controls.call_id, "answer"), style: "primary large" };
  return html`<div class="call-actions">${button(one, controls)}</div>`;
}

/** `hangUp` is the column's own button: it is armed by Esc. */
export function controlPart(callId: string, hangUp: TemplateResult): TemplateResult {
  const controls = controlsOf(callId);
  if (!controls) return hangUp;
  const refused = refusalOf(callId);
  const problem = refused ? html`<p class="problem" role="alert">${refused}</p>` : nothing;
  if (controls.phase === "ringing") return html`${ringing(controls)}${problem}`;
  return html`${banner(controls)}
    ${asking(controls)}
    <div class="controls" role="group" aria-label=${_("Call control")}>${main(controls).map((one) => button(one, controls))}</div>
    ${transferPanel(controls)}${keypad(controls)}
    ${hangUp}${problem}`;
}

/** An open panel takes the room of the lists below the call. */
export const hasPanel = (callId: string): boolean => {
  const actions = controlsOf(callId)?.actions;
  return (isTransferOpen(callId) && actions?.transfer.can === true) || (isKeypadOpen(callId) && actions?.keys.can === true);
};

/** True when a panel of the call was open and is closed now. */
export function closePanel(callId: string): boolean {
  if (!hasPanel(callId)) return false;
  if (isTransferOpen(callId)) toggleTransfer(callId);
  else toggleKeypad(callId);
  return true;
}

/** The call's own key: the same as pressing the button that has it now. False: no such button is there. */
export function pressControl(callId: string, key: string): boolean {
  const controls = controlsOf(callId);
  if (!controls) return false;
  if (key === "Y" && controls.phase === "ringing") {
    void order(callId, "answer");
    return true;
  }
  const consulting: Record<string, ActionName> = { X: "complete", W: "conference", B: "return" };
  const name = consulting[key];
  if (name) {
    void order(callId, name);
    return true;
  }
  const pressed = main(controls).find((one) => one.key === key);
  if (!pressed || controls.phase === "ringing") return false;
  pressed.run();
  if (controls.actions[pressed.name].can) announce(pressed.word);
  return true;
}
