/** Below the call: other open work, waiting calls of my queues, and the work lists: callbacks, missed calls, tasks. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, myState, pbxMark, queueKey, uncertainSince } from "../live/state";
import { elapsed } from "../live/ticking";
import { fullTime, when } from "../ui/format";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import { numberText } from "../ui/number";
import { placeInQueue } from "../ui/place";
import { refresh } from "../ui/view";
import type { Entry, QueueFigures, Task, Work } from "../wire";
import { entryProblem, nextOrCall, prepared, reopenTask } from "./entries";
import { entryRow, isDue } from "./entry_row";
import { frontWork, otherWork, phaseOf, select, shownWork } from "./selection";
import { isTaskFormOpen, openTaskForm, taskPart } from "../ui/task_form";

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

/** Makes room for a new task while it is written. */
export function waitingPart(): TemplateResult | typeof nothing {
  if (isTaskFormOpen()) return nothing;
  const names = new Set([...(boot.user?.queues ?? []), ...myState().queues]);
  const mine = [...live.queues.values()].filter((queue) => names.has(queue.queue));
  return html`<section class="block"><h2>${_("Waiting in my queues")}</h2>
    ${mine.length
      ? html`<ul class="rows">${repeat(mine, queueKey, queueRow)}</ul>`
      : html`<p class="empty">${_("You are in no queue.")}</p>`}</section>`;
}

function list(title: string, entries: Entry[], count: number, empty: string): TemplateResult {
  const more = count - entries.length;
  return html`<h3>${title} <span class="count">${count}</span></h3>
    ${entries.length
      ? html`<ul class="rows entries">${repeat(entries, (one) => one.entry, entryRow)}</ul>`
      : html`<p class="empty">${empty}</p>`}
    ${more > 0 ? html`<p class="hint">${_("and {n} more", { n: more })}</p>` : nothing}`;
}

function doneRow(task: Task): TemplateResult {
  return html`<li><span class="grow done-task">${icon("check", 14)} ${task.title}</span>
    <button class="quiet" @click=${() => reopenTask(task.task_id)}>${_("Undo")}</button></li>`;
}

function doneTasks(): TemplateResult | typeof nothing {
  const { done } = live.lists;
  return done.length ? html`<ul class="rows" aria-label=${_("Done today")}>${done.slice(0, 3).map(doneRow)}</ul>` : nothing;
}

function counts(): TemplateResult {
  const { callbacks, missed_count, tasks } = live.lists;
  return html`<section class="block counts" aria-label=${_("To do")}>
    <span>${icon("flag")}${_("Callbacks due: {n}", { n: callbacks.filter(isDue).length })}</span>
    <span>${icon("missed")}${_("Missed: {n}", { n: missed_count })}</span>
    <span>${icon("check")}${_("Tasks due: {n}", { n: tasks.filter(isDue).length })}</span></section>`;
}

/** `shortly`: during a call only the counts, so that the column never scrolls. */
export function ownLists(shortly: boolean): TemplateResult {
  if (shortly) return counts();
  const { callbacks, missed, tasks, callback_count, missed_count, task_count } = live.lists;
  const problem = entryProblem();
  return html`<section class="block to-do" aria-label=${_("To do")}>
    <header><h2>${_("To do")}</h2>
      ${prepared() ? html`<span class="push"></span>` : html`<button class="push" @click=${nextOrCall}>${_("Take next")} <kbd>${keyName("G")}</kbd></button>`}
      <button class="quiet" @click=${() => openTaskForm()}>${icon("plus", 14)}<span>${_("Task")}</span></button></header>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <div class="scroll" tabindex="-1">${taskPart()}
      ${list(_("Callbacks"), callbacks, callback_count, _("Callbacks promised by you, or for anyone in your queues, appear here."))}
      ${list(_("Missed calls"), missed, missed_count, _("Callers of your queues whom nobody reached appear here."))}
      ${list(_("Tasks"), tasks, task_count, _("Things to do that somebody wrote down appear here."))}
      ${doneTasks()}
    </div></section>`;
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".to-do .entry .open")];

/** Z: to the first row. */
export function focusLists(): boolean {
  const first = rows()[0];
  (first ?? document.querySelector<HTMLElement>(".to-do .scroll"))?.focus();
  return document.querySelector(".to-do") !== null;
}

/** Up and down between the rows, while the focus is on one. */
export function moveInLists(step: number): boolean {
  const at = rows().indexOf(document.activeElement as HTMLElement);
  if (at < 0) return false;
  rows()[Math.min(rows().length - 1, Math.max(0, at + step))]?.focus();
  return true;
}
