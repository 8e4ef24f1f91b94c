/** Below the call: other open work, waiting calls of my queues, callbacks due and missed calls. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, myState, pbxMark, queueKey, uncertainSince } from "../live/state";
import { elapsed } from "../live/ticking";
import { fullTime, when } from "../ui/format";
import { doneButton } from "../ui/follow_up";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { placeInQueue } from "../ui/place";
import { callbacksDue, missedToday } from "../ui/today";
import { refresh } from "../ui/view";
import { keyName } from "../ui/keys";
import type { Call, QueueFigures, Work } from "../wire";
import { followUpClosed } from "./matching";
import { frontWork, otherWork, phaseOf, select, shownWork } from "./selection";

function open(work: Work): void {
  select(work);
  refresh();
}

const ICONS = {
  ringing: "ringing", talking: "talking", held: "held", wrap_up: "wrap_up", unfinished: "wrap_up", missed: "missed", closed: "check",
} as const;

function workRow(work: Work, place: number): TemplateResult {
  const phase = phaseOf(work);
  const who = work.customer?.name ?? work.pop.caller.name ?? "";
  const isShown = work === shownWork();
  return html`<li class="work work-${phase}"><button @click=${() => open(work)} aria-current=${isShown ? "true" : nothing}>
    ${icon(ICONS[phase])}<span class="grow">${numberText(work.pop.caller.number, work.pop.caller_display)} ${who}</span>
    <time datetime=${work.created_at} title=${fullTime(work.created_at)}>${when(work.created_at)}</time>
    ${place === 0 && !isShown ? html`<kbd>${keyName("N")}</kbd>` : nothing}</button></li>`;
}

/** Other calls that want something of this agent; a ringing one is amber and says so. */
export function workList(): TemplateResult | typeof nothing {
  const front = frontWork();
  const beside = shownWork();
  const others = otherWork().filter((work) => work !== front);
  if (beside && front && beside !== front && phaseOf(beside) !== "closed") others.unshift(beside);
  if (!others.length) return nothing;
  return html`<section class="block"><h2>${_("Open work")} <span class="count">${others.length}</span></h2>
    <ul class="rows">${repeat(others, (work) => work.work_id, workRow)}</ul></section>`;
}

/** The places of those callers of a queue who ring here now; who else waits is a number for agents. */
function ringingPlaces(queue: QueueFigures): TemplateResult[] {
  const here = [...live.calls.values()].filter((call) => call.pbx === queue.pbx && call.queue === queue.queue && call.state === "ringing" && call.position !== null);
  return here.map((call) => html`${icon("ringing")}${placeInQueue(call)}`);
}

function queueRow(queue: QueueFigures): TemplateResult {
  const oldest = queue.waiting > 0 ? queue.oldest_joined_at : null;
  return html`<li class=${uncertainSince() ? "stale" : ""}><span class="grow">${queue.queue}${pbxMark(queue.pbx)}</span>${ringingPlaces(queue)}
    <span class="${queue.waiting ? "some" : "muted"}">${_("{n} waiting", { n: queue.waiting })}</span>
    <span class="time wide-time" title=${oldest ? fullTime(oldest) : nothing}>${oldest ? elapsed(oldest) : "–"}</span></li>`;
}

export function waitingPart(): TemplateResult {
  const names = new Set([...(boot.user?.queues ?? []), ...myState().queues]);
  const mine = [...live.queues.values()].filter((queue) => names.has(queue.queue));
  return html`<section class="block"><h2>${_("Waiting in my queues")}</h2>
    ${mine.length
      ? html`<ul class="rows">${repeat(mine, queueKey, queueRow)}</ul>`
      : html`<p class="empty">${_("You are in no queue.")}</p>`}</section>`;
}

function callRow(call: Call, time: string, control: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<li><a href="/calls/${call.call_id}">${numberText(call.caller.number)} ${call.customer_name ?? call.caller.name ?? ""}</a>
    <time datetime=${time} title=${fullTime(time)}>${when(time)}</time>${control}</li>`;
}

function dueRow(call: Call): TemplateResult {
  return callRow(call, call.follow_up_at ?? call.started_at, doneButton(call.call_id, () => followUpClosed(call.customer_id)));
}

/** `shortly`: during a call only the counts, so that the column never scrolls. */
export function ownLists(shortly: boolean): TemplateResult {
  const due = callbacksDue();
  const missed = missedToday();
  if (shortly) {
    return html`<section class="block counts"><span>${icon("flag")}${_("Callbacks due: {n}", { n: due.length })}</span>
      <span>${icon("missed")}${_("Missed today: {n}", { n: missed.length })}</span></section>`;
  }
  return html`<section class="block"><h2>${_("My callbacks due")} <span class="count">${due.length}</span></h2>
      ${due.length
        ? html`<ul class="rows">${due.slice(0, 5).map(dueRow)}</ul>`
        : html`<p class="empty">${_("Follow-ups you promised for today appear here.")}</p>`}</section>
    <section class="block"><h2>${_("Missed today")} <span class="count">${missed.length}</span></h2>
      ${missed.length
        ? html`<ul class="rows">${missed.slice(0, 5).map((call) => callRow(call, call.started_at))}</ul>`
        : html`<p class="empty">${_("Calls that rang here without an answer appear here.")}</p>`}</section>`;
}
