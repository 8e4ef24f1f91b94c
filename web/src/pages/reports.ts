/** Simple totals over the call records of some days: by queue, agent, outcome and hour. */

import { html, nothing, svg, type TemplateResult } from "lit-html";
import { get, problemText, query } from "../api";
import { _ } from "../i18n";
import { duration, percent, startOfDay } from "../ui/format";
import { agentName } from "../ui/people";
import { mount, refresh } from "../ui/view";
import { dispositionWord } from "../ui/words";
import { gapsSince, gapTable } from "../ui/gaps";
import type { Call, LinkGap, Page } from "../wire";
import { byHour, totalOf, totalsBy, type Totals } from "./totals";

const MOST_CALLS = 2000;

let days = 0;
let calls: Call[] = [];
let gaps: LinkGap[] = [];
let isCut = false;
let problem = "";
let asked = 0;

async function load(): Promise<void> {
  const mine = ++asked;
  const found: Call[] = [];
  let cursor: string | null = null;
  try {
    const unseen = await gapsSince(startOfDay(days));
    if (mine !== asked) return;
    gaps = unseen;
    do {
      const page: Page<Call> = await get<Page<Call>>(`/calls${query({ from: startOfDay(days), limit: 200, cursor })}`);
      if (mine !== asked) return;
      found.push(...page.items);
      cursor = page.next;
    } while (cursor && found.length < MOST_CALLS);
    problem = "";
  } catch (error) {
    problem = problemText(error);
  }
  calls = found;
  isCut = cursor !== null;
  refresh();
}

function choose(value: number): void {
  days = value;
  void load();
  refresh();
}

const mean = (sum: number, count: number): string => (count ? duration(sum / count) : "–");
const share = (part: number, whole: number): string => percent(whole ? (100 * part) / whole : null);

function row(one: Totals, label: string): TemplateResult {
  return html`<tr><th scope="row">${label}</th><td class="figure">${one.calls}</td><td class="figure">${one.answered}</td>
    <td class="figure">${one.abandoned}</td><td class="figure">${share(one.abandoned, one.answered + one.abandoned)}</td>
    <td class="figure">${mean(one.waited, one.calls)}</td><td class="figure">${mean(one.talked, one.answered)}</td></tr>`;
}

function table(title: string, rows: Totals[], label: (key: string) => string): TemplateResult {
  return html`<section><h2>${title}</h2>${rows.length
    ? html`<div class="scroll"><table class="list"><thead><tr><th scope="col"><span class="hidden-label">${title}</span></th>
      <th scope="col" class="figure">${_("Number of calls")}</th><th scope="col" class="figure">${_("Answered")}</th>
      <th scope="col" class="figure">${_("Abandoned")}</th><th scope="col" class="figure">${_("Share abandoned")}</th>
      <th scope="col" class="figure">${_("Average wait")}</th><th scope="col" class="figure">${_("Average talk")}</th></tr></thead>
      <tbody>${rows.map((one) => row(one, label(one.key)))}</tbody></table></div>`
    : html`<p class="empty">${_("No calls in this time.")}</p>`}</section>`;
}

function hours(): TemplateResult {
  const counts = byHour(calls);
  const most = Math.max(1, ...counts);
  const bar = (count: number, hour: number): unknown => {
    const height = (60 * count) / most;
    return svg`<g><title>${hour}:00 – ${count}</title><rect class="bar" x=${hour * 20 + 2} y=${64 - height} width="16" height=${height}></rect>
      ${hour % 3 === 0 ? svg`<text x=${hour * 20 + 10} y="80" text-anchor="middle">${hour}</text>` : nothing}</g>`;
  };
  return html`<section><h2>${_("Calls by hour")}</h2>
    <svg class="hours" viewBox="0 0 480 84" role="img" aria-label=${_("Calls by hour")}>
      <line x1="0" x2="480" y1="64" y2="64"></line>${counts.map(bar)}</svg></section>`;
}

function period(value: number, label: string): TemplateResult {
  return html`<button aria-pressed=${days === value} @click=${() => choose(value)}>${label}</button>`;
}

function sums(): TemplateResult {
  const total = totalOf(calls);
  const tile = (label: string, value: string | number): TemplateResult => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<dl class="sums">
    ${tile(_("Number of calls"), total.calls)}${tile(_("Answered"), total.answered)}${tile(_("Abandoned"), total.abandoned)}
    ${tile(_("Share abandoned"), share(total.abandoned, total.answered + total.abandoned))}
    ${tile(_("Average wait"), mean(total.waited, total.calls))}${tile(_("Average talk"), mean(total.talked, total.answered))}
  </dl>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <header class="sheet-head"><h1>${_("Reports")}</h1>
      <span class="pair" role="group" aria-label=${_("Period")}>${period(0, _("Today"))}${period(6, _("7 days"))}${period(29, _("30 days"))}</span></header>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${isCut ? html`<p class="doubt stale">${_("Only the newest {n} calls of this time are counted.", { n: calls.length })}</p>` : nothing}
    ${sums()}
    <div class="report-grid">
      ${hours()}
      ${table(_("By outcome"), totalsBy(calls, (call) => call.disposition), dispositionWord)}
      ${table(_("By queue"), totalsBy(calls, (call) => call.queue), (key) => key)}
      ${table(_("By agent"), totalsBy(calls, (call) => call.agent), agentName)}
      ${gapTable(gaps)}
    </div>
  </div>`;
}

export function reportsPage(root: HTMLElement): void {
  void load();
  mount(root, page);
}
