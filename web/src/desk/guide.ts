/** A guided first call: one strip above the call that says what to do next, as the real state goes on. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import type { AgentStateName } from "../wire";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import { refresh } from "../ui/view";
import { stepAfter, type Step } from "./guide_steps";
import type { Phase } from "./selection";

const KEPT = "cti.guide";
let step = localStorage.getItem(KEPT) as Step | null;

function keep(next: Step | null): void {
  step = next;
  if (next) localStorage.setItem(KEPT, next);
  else localStorage.removeItem(KEPT);
}

export function startGuide(): void {
  keep("shift");
  refresh();
}

function stop(): void {
  keep(null);
  refresh();
}

/** The keys are one's own: the text names the ones to press now. */
function words(at: Step): string {
  const key = { S: keyName("S"), O: keyName("O"), H: keyName("H"), T: keyName("T"), N: keyName("N"), Enter: keyName("Enter"), finish: keyName("Ctrl+Enter") };
  const texts: Record<Step, () => string> = {
    shift: () => _("Start your shift: press the button below, or {S} and choose Ready. From then on calls come to you.", key),
    wait: () => _("You are ready. When a call rings, this column turns amber and the customer stands in the middle before you answer."),
    ring: () => _("It rings. Look in the middle: who calls, and what was promised last time. Then pick up."),
    talk: () => _("You are talking. The script is on the right: a digit picks an answer, {Enter} goes on. {O} writes a note, {H} holds, {T} transfers.", key),
    wrap_up: () => _("The call is over and your time to write runs. Pick the outcome with a digit, then {finish} finishes.", key),
    done: () => _("That was a whole call. The key ? shows every key; each can be changed there."),
  };
  return texts[at]();
}

const LAST: Step[] = ["shift", "wait", "ring", "talk", "wrap_up", "done"];

/** Nothing unless it was asked for. */
export function guide(phase: Phase | null, state: AgentStateName): TemplateResult | typeof nothing {
  if (!step) return nothing;
  const next = stepAfter(step, phase, state);
  if (next !== step) keep(next);
  return html`<aside class="guide" aria-label=${_("Guided first call")}>
    <header><strong>${_("First call")} ${LAST.indexOf(next) + 1}/${LAST.length}</strong>
      <button class="quiet" @click=${stop}>${icon("close", 14)}<span>${next === "done" ? _("Close") : _("Stop the guide")}</span></button></header>
    <p role="status">${words(next)}</p></aside>`;
}

/** Offered where there is room: before the shift, and in the list of keys. */
export function guideOffer(): TemplateResult | typeof nothing {
  if (step) return nothing;
  return html`<button class="quiet" @click=${startGuide}>${icon("flag", 14)}<span>${_("New here? Be guided through a call")}</span></button>`;
}
