/** A call of one's own that popped up nobody: a colleague, a number just dialled. Small, with the same controls. */

import { html, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { live } from "../live/state";
import { phone } from "../ui/format";
import { icon } from "../ui/icon";
import { agentName } from "../ui/people";
import { stateWord } from "../ui/state";
import type { Controls } from "../wire";
import { controlPart } from "./controls";
import { order } from "./orders";
import { phaseOfLine, seatsPart } from "./seats";

/** What rings from outside pops up in a moment; so may what is told here before its call is. */
function isBare(one: Controls): boolean {
  if (one.phase === "parked") return false;
  const direction = live.calls.get(one.call_id)?.direction ?? null;
  return one.phase !== "ringing" || (direction !== null && direction !== "inbound");
}

/** Lines without a work item; those parked have their own place. */
export function bareLines(): Controls[] {
  const popped = new Set([...live.work.values()].map((work) => work.call_id));
  return [...live.controls.values()].filter((one) => !popped.has(one.call_id) && isBare(one));
}

function whom(controls: Controls): string {
  const other = controls.parties.find((one) => !one.colleague) ?? controls.parties[0];
  if (other?.agent) return agentName(other.agent);
  return phone(other?.number ?? live.calls.get(controls.call_id)?.dialed ?? null) || _("Number withheld");
}

function word(controls: Controls): string {
  if (controls.phase === "ringing" || controls.phase === "calling") return stateWord("ringing");
  return phaseOfLine(controls) ?? stateWord(controls.phase === "held" ? "held" : "talking");
}

function lineCard(controls: Controls): TemplateResult {
  const why = controls.actions.hangup.why;
  const hangUp = html`<div class="call-actions"><button class="danger" aria-disabled=${why ? "true" : "false"} title=${why ? _(why) : ""}
    @click=${() => void order(controls.call_id, "hangup")}>${icon("hangup")}<span>${_("Hang up")}</span></button></div>`;
  return html`<article class="line-card tone-${controls.phase === "held" ? "held" : "talking"}">
    <header><span class="state-line">${icon(controls.phase === "held" ? "held" : "talking", 18)}<strong>${word(controls)}</strong></span></header>
    <p class="who">${whom(controls)}</p>${seatsPart(controls)}${controlPart(controls.call_id, hangUp)}</article>`;
}

export function lineCards(): TemplateResult[] {
  return bareLines().map(lineCard);
}
