/** Calls whose time ended before the agent said how they went: one line on the desk, opened when there is time. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { get } from "../api";
import { _ } from "../i18n";
import { live } from "../live/state";
import { fullTime, when } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { refresh } from "../ui/view";
import type { Uncoded, Work } from "../wire";
import { select, shownWork } from "./selection";

let calls: Uncoded[] = [];

/** What the server told while the list was on its way, which is newer. */
let meanwhile: Work[] | null = null;

/** All of them, at the beginning and after a lost connection; from then on the frames tell. */
export async function fetchUncoded(): Promise<void> {
  const told: Work[] = (meanwhile = []);
  const { items } = await get<{ items: Uncoded[] }>("/work/uncoded");
  if (meanwhile !== told) return; // asked again since
  meanwhile = null;
  calls = items;
  told.forEach(take);
  refresh();
}

/** The server tells of every item when it has written it down. */
export function follow(work: Work): void {
  meanwhile?.push(work);
  take(work);
}

function take(work: Work): void {
  const others = calls.filter((call) => call.work_id !== work.work_id);
  calls = work.uncoded_at ? [...others, uncodedOf(work)].sort((a, b) => a.at.localeCompare(b.at)) : others;
}

function uncodedOf({ work_id, call_id, pop, customer, answered_at, created_at }: Work): Uncoded {
  const { caller, caller_display } = pop;
  const number = caller_display ?? caller.number;
  return { work_id, call_id, at: answered_at ?? created_at, queue: pop.queue, number, name: customer?.name ?? caller.name };
}

async function open(call: Uncoded): Promise<void> {
  const work = await get<Work>(`/work/${call.work_id}`);
  live.work.set(work.work_id, work);
  select(work);
  refresh();
}

function row(call: Uncoded): TemplateResult {
  const isShown = shownWork()?.work_id === call.work_id;
  return html`<li class="work work-unfinished"><button @click=${() => open(call)} aria-current=${isShown ? "true" : nothing}>
    ${icon("wrap_up")}<span class="grow">${numberText(call.number)} ${call.name ?? ""}</span>
    <time datetime=${call.at} title=${fullTime(call.at)}>${when(call.at)}</time></button></li>`;
}

/** Those that are not open already; `shortly`: only how many. */
export function uncodedPart(shortly: boolean): TemplateResult | typeof nothing {
  const waiting = calls.filter((call) => !live.work.has(call.work_id));
  if (!waiting.length) return nothing;
  if (shortly) return html`<section class="block counts"><span>${icon("wrap_up")}${_("Not coded: {n}", { n: waiting.length })}</span></section>`;
  return html`<section class="block"><h2>${_("Not coded yet")} <span class="count">${waiting.length}</span></h2>
    <ul class="rows">${repeat(waiting.slice(0, 5), (call) => call.work_id, row)}</ul></section>`;
}
