/** One box for customers, calls and tasks: opened with / or Ctrl+K, arrows move, Enter opens. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { get, problemText, query } from "../api";
import { _ } from "../i18n";
import { live } from "../live/state";
import { announce } from "../ui/announce";
import { phone, when } from "../ui/format";
import { icon } from "../ui/icon";
import { refresh, whenDrawn } from "../ui/view";
import { reasonOf } from "../ui/words";
import type { Found } from "../wire";
import { take } from "./entries";

const PAUSE_MS = 200;

interface Hit {
  id: string;
  icon: string;
  text: string;
  about: string;
  open: () => void;
}

let isOpen = false;
let text = "";
let found: Found | null = null;
/** What was typed when `found` was looked for. */
let foundFor = "";
let problem = "";
let at = 0;
let timer = 0;
let asked = 0;
let before: HTMLElement | null = null;

export function openSearch(): boolean {
  if (!isOpen) before = document.activeElement as HTMLElement | null;
  isOpen = true;
  whenDrawn(() => document.querySelector<HTMLInputElement>(".search-panel input")?.select());
  return true;
}

/** True when it was open and is closed now; the focus goes back to where it was. */
export function closeSearch(): boolean {
  const wasOpen = isOpen;
  isOpen = false;
  if (wasOpen) {
    refresh();
    before?.focus();
  }
  return wasOpen;
}

async function look(): Promise<void> {
  const mine = ++asked;
  const wanted = text;
  try {
    const answer = wanted.trim() ? await get<Found>(`/search${query({ q: wanted.trim() })}`) : null;
    if (mine !== asked) return;
    [found, foundFor, problem, at] = [answer, wanted, "", 0];
    if (answer) announce(_("{n} found", { n: hits().length }));
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

function typed(event: Event): void {
  text = (event.target as HTMLInputElement).value;
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), PAUSE_MS);
}

/** Enter right after the last letter opens what is found for it, not what stands there from before. */
async function openChosen(): Promise<void> {
  clearTimeout(timer);
  if (foundFor !== text) await look();
  if (isOpen && foundFor === text) hits()[at]?.open();
}

const go = (address: string) => (): void => location.assign(address);

/** A task that is in the lists is opened there, another one where its call or customer is. */
function openTask(task: Found["tasks"][number]): void {
  const entry = live.lists.tasks.find((one) => one.entry === `task:${task.task_id}`);
  closeSearch();
  if (entry) take(entry);
  else if (task.customer_id) location.assign(`/customers/${task.customer_id}`);
  else if (task.call_id) location.assign(`/calls/${task.call_id}`);
}

function customerHits({ customers }: Found): Hit[] {
  return customers.map((one) => ({
    id: `found-${one.customer_id}`, icon: "person", text: one.name,
    about: [one.organisation, phone(one.numbers[0]?.e164 ?? one.numbers[0]?.raw)].filter(Boolean).join(" · "),
    open: go(`/customers/${one.customer_id}`),
  }));
}

function callHits({ calls }: Found): Hit[] {
  return calls.map((one) => ({
    id: `found-${one.call_id}`, icon: one.direction, open: go(`/calls/${one.call_id}`),
    text: one.customer_name ?? one.caller.name ?? phone(one.direction === "outbound" ? one.dialed : one.caller.number),
    about: [when(one.started_at), one.queue, reasonOf(one.reason), one.note].filter(Boolean).join(" · "),
  }));
}

function taskHits({ tasks }: Found): Hit[] {
  return tasks.map((one) => ({
    id: `found-${one.task_id}`, icon: "check", text: one.title, open: () => openTask(one),
    about: [one.done_at ? _("done") : null, one.due_at ? when(one.due_at) : null, one.note].filter(Boolean).join(" · "),
  }));
}

const kinds = (): [string, Hit[]][] =>
  found ? [[_("Customers"), customerHits(found)], [_("Calls"), callHits(found)], [_("Tasks"), taskHits(found)]] : [];

const hits = (): Hit[] => kinds().flatMap(([, rows]) => rows);

function onKey(event: KeyboardEvent): void {
  const count = hits().length;
  if (event.isComposing) return;
  if (event.key === "Escape") closeSearch();
  else if (event.key === "ArrowDown") at = Math.min(count - 1, at + 1);
  else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
  else if (event.key === "Enter") void openChosen();
  else return;
  event.preventDefault();
  event.stopPropagation();
  refresh();
}

function row(hit: Hit): TemplateResult {
  const isAt = hits()[at]?.id === hit.id;
  return html`<li role="option" id=${hit.id} aria-selected=${isAt} class=${isAt ? "at" : ""} @click=${hit.open}>
    ${icon(hit.icon)}<span class="grow">${hit.text}</span><span class="muted grow">${hit.about}</span></li>`;
}

function results(): TemplateResult | typeof nothing {
  if (!found) return nothing;
  if (!hits().length) return html`<p class="empty">${_("Nothing found. Try fewer letters or the last digits of a number.")}</p>`;
  return html`<div role="listbox" id="search-found" aria-label=${_("Found")}>${kinds().map(([title, rows]) => rows.length
    ? html`<ul role="group" aria-label=${title}><li role="presentation" class="kind">${title}</li>${rows.map(row)}</ul>`
    : nothing)}</div>`;
}

export function searchPanel(): TemplateResult | typeof nothing {
  if (!isOpen) return nothing;
  return html`<aside class="search-panel" role="search" aria-label=${_("Search customers, calls and tasks")}>
    <input type="search" role="combobox" aria-expanded=${hits().length > 0} aria-controls="search-found" aria-autocomplete="list"
      aria-activedescendant=${hits()[at]?.id ?? nothing} aria-label=${_("Search customers, calls and tasks")}
      placeholder=${_("Name, number, words of a note or task")} .value=${liveValue(text)} @input=${typed} @keydown=${onKey} />
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${results()}</aside>`;
}
