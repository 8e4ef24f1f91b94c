/** Who else is on the line and how: the customer on hold, the colleague who is asked, a third person. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { phone } from "../ui/format";
import { icon } from "../ui/icon";
import { agentName } from "../ui/people";
import { stateWord } from "../ui/state";
import type { Controls, OnTheLine } from "../wire";
import { live } from "../live/state";
import { order, refusalOf } from "./orders";
import { keyName } from "../ui/keys";

function nameOf(one: OnTheLine, customer: string | null): string {
  if (one.agent) return agentName(one.agent);
  if (customer && !one.colleague) return customer;
  return one.name ?? (phone(one.number) || _("Number withheld"));
}

function seat(one: OnTheLine, customer: string | null): TemplateResult {
  const who = one.colleague ? _("Colleague") : _("Customer");
  return html`<li class="seat seat-${one.seat}">${icon(one.seat, 14)}<span class="grow"><span class="role">${who}</span> ${nameOf(one, customer)}</span>
    <span>${stateWord(one.seat)}</span></li>`;
}

/** The queue that is asked, while none of its members is rung. */
function queueSeat({ asking, parties }: Controls): TemplateResult | typeof nothing {
  if (!asking || parties.some((one) => one.seat === "ringing")) return nothing;
  return html`<li class="seat seat-waiting">${icon("waiting", 14)}<span class="grow"><span class="role">${_("Queue")}</span> ${asking}</span>
    <span>${stateWord("waiting")}</span></li>`;
}

/** Shown as soon as there are more than two, or somebody waits. */
export function seatsPart(controls: Controls | null, customer: string | null = null): TemplateResult | typeof nothing {
  if (!controls || controls.phase === "ringing") return nothing;
  const { parties } = controls;
  if (parties.length < 2 && controls.phase !== "consulting") return nothing;
  return html`<ul class="seats" aria-label=${_("On the line")}>${parties.map((one) => seat(one, customer))}${queueSeat(controls)}</ul>`;
}

/** The word for what the agent does, where the call's own state says too little. */
export function phaseOfLine(controls: Controls | null): string | null {
  if (!controls) return null;
  if (controls.phase === "consulting") return controls.asking ? _("Asking a queue") : _("Asking a colleague");
  if (controls.phase === "asked") return _("A colleague asks you");
  if (controls.phase === "conference") return _("Three are talking");
  return null;
}

/** Calls that this agent parked: where they wait, and one click to fetch them. */
export function parkedPart(): TemplateResult | typeof nothing {
  const parked = [...live.controls.values()].filter((one) => one.phase === "parked");
  if (!parked.length) return nothing;
  return html`<section class="block parked"><h2>${_("Parked by me")}</h2>
    <ul class="rows">${parked.map(parkedRow)}</ul></section>`;
}

function parkedRow(one: Controls): TemplateResult {
  const call = live.calls.get(one.call_id);
  const who = call?.caller.agent ? call.dialed : call?.caller.number;
  const refused = refusalOf(one.call_id);
  return html`<li><span class="grow"><strong>${_("Place {place}", { place: one.place ?? "?" })}</strong> ${phone(who ?? null)}
      <span class="hint">${_("or dial {place} at your phone", { place: one.place ?? "?" })}</span>
      ${refused ? html`<span class="problem" role="alert">${refused}</span>` : nothing}</span>
    <button @click=${() => void order(one.call_id, "retrieve")}>${_("Fetch")} <kbd>${keyName("P")}</kbd></button></li>`;
}

/** P with no call of one's own fetches the call parked last. */
export function fetchParked(): boolean {
  const parked = [...live.controls.values()].filter((one) => one.phase === "parked");
  const last = parked.at(-1);
  if (last) void order(last.call_id, "retrieve");
  return last !== undefined;
}
