/** Calling a number: the own phone rings first, then the other side. Only for people who have a phone. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { announce } from "./announce";
import { icon } from "./icon";
import { phone } from "./format";
import { keyName } from "./keys";
import { refresh } from "./view";

let notice = "";
/** What is being typed; a call that comes meanwhile does not lose it. */
let typed = "";

/** `callId`: the call whose other side has the number; the server knows it when it is not shown whole. */
export async function dial(number: string, callId?: string): Promise<void> {
  try {
    await (callId && isHidden(number) ? post(`/calls/${callId}/dial`) : post("/dial", { number }));
    notice = _("Calling {number}: your phone rings first.", { number: phone(number) });
    announce(notice);
  } catch (error) {
    notice = problemText(error);
  }
  refresh();
}

/** The last number dialled from here or at the phone; the server knows it. */
export async function redial(): Promise<void> {
  try {
    const { number } = await post<{ number: string }>("/redial");
    notice = _("Calling {number}: your phone rings first.", { number: phone(number) });
  } catch (error) {
    notice = problemText(error);
  }
  announce(notice);
  refresh();
}

function submit(event: SubmitEvent): void {
  event.preventDefault();
  const number = typed.trim();
  typed = "";
  if (number) void dial(number);
}

function take(event: Event): void {
  typed = (event.target as HTMLInputElement).value;
}

export function dialForm(): TemplateResult | typeof nothing {
  if (!boot.user?.device) return nothing;
  return html`<form class="dial" @submit=${submit}>
    <input name="number" type="tel" required maxlength="40" autocomplete="off" aria-label=${_("Number to call")} placeholder=${_("Number to call")}
      .value=${live(typed)} @input=${take} />
    <button>${icon("dial")}<span>${_("Dial")}</span></button>
    <button type="button" class="quiet redial" @click=${() => void redial()}>${_("Redial")} <kbd>${keyName("L")}</kbd></button>
    <p class="hint" role="status">${notice}</p></form>`;
}

const isHidden = (number: string): boolean => number.includes("•");

/** A small button beside a number, of the other side of a call. */
export function dialButton(number: string | null, callId?: string): TemplateResult | typeof nothing {
  if (!boot.user?.device || !number) return nothing;
  const about = _("Call {number}", { number: phone(number) });
  return html`<button class="quiet dial-button" title=${about} aria-label=${about} @click=${() => void dial(number, callId)}>${icon("dial", 14)}</button>`;
}
