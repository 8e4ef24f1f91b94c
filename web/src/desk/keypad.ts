/** Keys for the menu at the other end: pressed with the mouse, or typed while the keypad has the focus. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { refresh, whenDrawn } from "../ui/view";
import type { Controls } from "../wire";
import { order } from "./orders";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
let openFor: string | null = null;
let pressed = "";
/** One key after the other, in the order in which they were pressed. */
let sending = Promise.resolve(true);

export const isKeypadOpen = (callId: string): boolean => openFor === callId;

export function toggleKeypad(callId: string): void {
  openFor = openFor === callId ? null : callId;
  pressed = "";
  if (openFor) whenDrawn(() => document.querySelector<HTMLElement>(".keypad input")?.focus());
  else refresh();
}

function press(callId: string, key: string): void {
  pressed = (pressed + key).slice(-24);
  sending = sending.then(() => send(callId, key));
  refresh();
}

function clicked(callId: string, key: string): void {
  press(callId, key);
  document.querySelector<HTMLElement>(".keypad input")?.focus();
}

async function send(callId: string, key: string): Promise<boolean> {
  return order(callId, "keys", { keys: key });
}

function typed(event: KeyboardEvent, callId: string): void {
  if (event.key === "Escape") {
    event.preventDefault();
    toggleKeypad(callId);
    return;
  }
  if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  press(callId, event.key);
}

export function keypad(controls: Controls): TemplateResult | typeof nothing {
  const { call_id } = controls;
  if (openFor !== call_id || !controls.actions.keys.can) return nothing;
  return html`<section class="keypad" aria-label=${_("Keypad")}>
    <input type="text" inputmode="numeric" autocomplete="off" aria-label=${_("Keys for the other side; type digits, * or #")} .value=${pressed}
      @beforeinput=${(event: InputEvent) => event.preventDefault()} @keydown=${(event: KeyboardEvent) => typed(event, call_id)} />
    <div class="pad">${KEYS.map((key) => html`<button @click=${() => clicked(call_id, key)}>${key}</button>`)}</div></section>`;
}
