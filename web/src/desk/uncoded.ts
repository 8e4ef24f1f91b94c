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
let timer = 0;

/** The server writes the end of a wrap-up down a moment after it tells of it. */
const WRITTEN_MS = 600;

export async function fetchUncoded(): Promise<void> {
  calls = (await get<{ items: Uncoded[] }>("/work/uncoded")).items;
  refresh();
}

/** After wrap-ups and outcomes, once for several. */
export function uncodedChanged(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void fetchUncoded().catch(() => undefined), WRITTEN_MS);
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
