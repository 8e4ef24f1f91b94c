/** One call: what became of it, who had a part in it, where it waited, what was answered and noted. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import { onLanguage } from "../language";
import { onFrame } from "../live/live";
import { answeredIn, type Answered } from "../ui/answers";
import { duration, fullTime } from "../ui/format";
import { doneButton, reopenButton } from "../ui/follow_up";
import { icon } from "../ui/icon";
import { dialButton } from "../ui/dial";
import { numberText } from "../ui/number";
import { person } from "../ui/people";
import { soundFigures, soundWord } from "../softphone/words";
import { mount, refresh } from "../ui/view";
import { directionWord, dispositionWord, endedByWord, reasonOf, transferWord } from "../ui/words";
import type { Call, CallSound, Frame, Leg, Visit } from "../wire";
import { fetchRecordings, recordingsPart } from "./recordings";

let call: Call | null = null;
let problem = "";

async function load(): Promise<void> {
  const id = location.pathname.split("/").pop() ?? "";
  try {
    call = await get<Call>(`/calls/${id}`);
    void fetchRecordings(call);
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

function fact(label: string, value: unknown): TemplateResult | typeof nothing {
  return value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing;
}

const time = (iso: string | null): string => (iso ? fullTime(iso) : "");

function legRow(leg: Leg): TemplateResult {
  return html`<tr><td>${leg.agent ? person(leg.agent) : (leg.device ?? "")}</td><td>${leg.queue ?? ""}</td><td>${time(leg.offered_at)}</td>
    <td>${reasonOf(leg.reason)}${leg.transfer ? `, ${transferWord(leg.transfer)}` : ""}</td>
    <td class="figure">${duration(leg.ring_s)}</td><td class="figure">${duration(leg.talk_s)}</td>
    <td class="figure">${duration(leg.hold_s)}</td><td class="figure">${duration(leg.wrap_up_s)}</td></tr>`;
}

function legs(all: Leg[]): TemplateResult {
  if (!all.length) return html`<p class="empty">${_("This call rang at nobody.")}</p>`;
  return html`<div class="scroll"><table class="list"><thead><tr>
      <th scope="col">${_("Agent")}</th><th scope="col">${_("Queue")}</th><th scope="col">${_("Rang at")}</th><th scope="col">${_("Result")}</th>
      <th scope="col" class="figure">${_("Ring")}</th><th scope="col" class="figure">${_("Talk")}</th>
      <th scope="col" class="figure">${_("Hold")}</th><th scope="col" class="figure">${_("Wrap-up")}</th></tr></thead>
    <tbody>${all.map(legRow)}</tbody></table></div>`;
}

function soundRow(one: CallSound): TemplateResult {
  const whole = { loss: (100 * one.lost) / Math.max(1, one.lost + one.received), jitterMs: one.jitter_ms, rttMs: one.rtt_ms };
  return html`<tr><td>${person(one.agent)}</td><td class="nowrap">${soundWord(one.mos)}</td><td class="figure">${one.mos.toFixed(1)}</td>
    <td class="figure">${one.mos_worst.toFixed(1)}</td><td>${soundFigures(whole)}</td><td class="figure">${duration(one.seconds)}</td></tr>`;
}

/** How it sounded at browsers' phones; other phones tell nothing. */
function sounds(all: CallSound[]): TemplateResult | typeof nothing {
  if (!all.length) return nothing;
  return html`<h2>${_("Sound")}</h2><div class="scroll"><table class="list"><thead><tr><th scope="col">${_("Agent")}</th>
      <th scope="col">${_("Sound")}</th><th scope="col" class="figure">${_("MOS (estimate)")}</th><th scope="col" class="figure">${_("at worst")}</th>
      <th scope="col">${_("Measured in the browser")}</th><th scope="col" class="figure">${_("Talk")}</th></tr></thead>
    <tbody>${all.map(soundRow)}</tbody></table></div>`;
}

function visitRow(visit: Visit): TemplateResult {
  return html`<tr><td>${visit.queue}</td><td>${time(visit.joined_at)}</td><td>${reasonOf(visit.reason)}</td>
    <td class="figure">${visit.waited_s === null ? "" : duration(visit.waited_s)}</td></tr>`;
}

function visits(all: Visit[]): TemplateResult {
  if (!all.length) return html`<p class="empty">${_("This call waited in no queue.")}</p>`;
  return html`<div class="scroll"><table class="list"><thead><tr><th scope="col">${_("Queue")}</th><th scope="col">${_("Joined")}</th>
      <th scope="col">${_("Left")}</th><th scope="col" class="figure">${_("Wait")}</th></tr></thead>
    <tbody>${all.map(visitRow)}</tbody></table></div>`;
}

function answers(one: Call): TemplateResult {
  if (!one.answers.length) return html`<p class="empty">${_("No script was answered in this call.")}</p>`;
  const row = (one: Answered): TemplateResult => html`<div><dt>${one.question}
    <span class="muted">${one.script} v${one.version}</span></dt><dd>${one.answer}</dd></div>`;
  return html`<dl class="answered">${answeredIn(one.answers).map(row)}</dl>`;
}

/** When it is due, and the way to close it; one that a person closed can be opened again. */
function followUp(one: Call, due: string): TemplateResult {
  const again = (): void => void load();
  if (one.follow_up_open) return html`${time(due)} ${doneButton(one.call_id, again)}`;
  const closed = one.follow_up_done_at;
  return html`${time(due)} · ${closed ? _("closed {time}", { time: time(closed) }) : _("settled by a later call")}
    ${closed ? reopenButton(one.call_id, again) : nothing}`;
}

function summary(one: Call): TemplateResult {
  return html`<dl class="facts wide-facts">
    ${fact(_("Caller"), html`${numberText(one.caller.number)} ${dialButton(one.caller.number, one.call_id)} ${one.caller.name ?? ""}`)}
    ${fact(_("Customer"), one.customer_id ? html`<a href="/customers/${one.customer_id}">${one.customer_name ?? _("Open the record")}</a>` : "")}
    ${fact(_("Dialled"), one.direction === "outbound" ? html`${numberText(one.dialed)} ${dialButton(one.dialed, one.call_id)}` : numberText(one.dialed))}
    ${fact(_("Queue"), one.queue)}${fact(_("Agent"), one.agent ? person(one.agent) : "")}
    ${fact(_("Started"), time(one.started_at))}
    ${fact(_("Ended"), one.ended_at ? html`${time(one.ended_at)} <span class="muted nowrap">${endedByWord(one.ended_by)}</span>` : _("In progress"))}
    ${fact(_("Wait"), html`<span class="time">${duration(one.waited_s)}</span>`)}
    ${fact(_("Talk"), html`<span class="time">${duration(one.talk_s)}</span>`)}
    ${fact(_("Hold"), html`<span class="time">${duration(one.hold_s)}</span>`)}
    ${fact(_("Outcome"), dispositionWord(one.disposition))}
    ${fact(_("Follow-up"), one.follow_up_at ? followUp(one, one.follow_up_at) : "")}
  </dl>
  ${one.note ? html`<p class="customer-note">${one.note}</p>` : nothing}`;
}

function page(): TemplateResult {
  if (!call) return html`<div class="sheet">${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}</div>`;
  const result = call.ended_at ? reasonOf(call.reason) : _("In progress");
  return html`<div class="sheet narrow">
    <p><a href="/calls">${_("All calls")}</a></p>
    <h1>${icon(call.direction, 18)} ${directionWord(call.direction)} · ${result}</h1>
    ${call.certain ? nothing : html`<p class="doubt stale">${icon("uncertain")}${_("Part of this call was not seen because the link to the PBX was lost; times may be wrong.")} ${call.gap_s ? _("Unseen: {n} s", { n: Math.round(call.gap_s) }) : nothing}</p>`}
    ${summary(call)}
    <h2>${_("Who had a part in it")}</h2>${legs(call.legs)}
    ${sounds(call.quality)}
    <h2>${_("Queues")}</h2>${visits(call.visits ?? [])}
    <h2>${_("Answers")}</h2>${answers(call)}
    ${recordingsPart(call)}
    <p class="hint">${_("Call")} ${call.call_id} · ${call.pbx} · ${call.linkedids.join(", ")}</p>
  </div>`;
}

/** A call that is still on is read again when something happens to it. */
function follow(frame: Frame): void {
  if (frame.type === "event" && "call_id" in frame && frame.call_id === call?.call_id) setTimeout(() => void load(), 500);
}

export function callPage(root: HTMLElement): void {
  void load();
  onFrame(follow);
  onLanguage(load);
  mount(root, page);
}
