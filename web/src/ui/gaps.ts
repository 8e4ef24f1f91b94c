/** When a PBX was not seen: the list for the reports, the last ones for the board. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, query } from "../api";
import { _ } from "../i18n";
import type { LinkGap, Page } from "../wire";
import { clockTime, duration, fullTime } from "./format";

const ON_BOARD = 3;

/** The gaps since `from` (ISO time), newest first. */
export async function gapsSince(from: string): Promise<LinkGap[]> {
  return (await get<Page<LinkGap>>(`/gaps${query({ from })}`)).items;
}

function lasted(gap: LinkGap): string {
  return gap.gap_s < 60 ? _("{n} s", { n: Math.round(gap.gap_s) }) : duration(gap.gap_s);
}

/** "14:03 pbx: 12 s unseen, 1 call ended unseen, 2 went on", one line a gap. */
export function lastGaps(gaps: LinkGap[]): TemplateResult | typeof nothing {
  if (!gaps.length) return nothing;
  const facts = (gap: LinkGap): Record<string, string | number> => ({
    time: clockTime(gap.from), pbx: gap.pbx, lasted: lasted(gap), closed: gap.calls_closed, kept: gap.calls_kept,
  });
  const line = (gap: LinkGap): string => _("{time} {pbx}: {lasted} unseen, calls ended unseen: {closed}, calls that went on: {kept}", facts(gap));
  return html`<ul class="gaps muted" aria-label=${_("Gaps of the PBX link today")}>
    ${gaps.slice(0, ON_BOARD).map((gap) => html`<li title=${fullTime(gap.to)}>${line(gap)}</li>`)}</ul>`;
}

function row(gap: LinkGap): TemplateResult {
  return html`<tr><th scope="row">${gap.pbx}</th><td>${fullTime(gap.from)}</td><td>${fullTime(gap.to)}</td><td class="figure">${lasted(gap)}</td>
    <td class="figure">${gap.calls_closed}</td><td class="figure">${gap.calls_kept}</td></tr>`;
}

/** The table of the reports. */
export function gapTable(gaps: LinkGap[]): TemplateResult {
  const table = html`<div class="scroll"><table class="list"><thead><tr><th scope="col">${_("PBX")}</th><th scope="col">${_("From")}</th>
    <th scope="col">${_("To")}</th><th scope="col" class="figure">${_("Unseen")}</th><th scope="col" class="figure">${_("Calls ended unseen")}</th>
    <th scope="col" class="figure">${_("Calls that went on")}</th></tr></thead><tbody>${gaps.map(row)}</tbody></table></div>`;
  return html`<section><h2>${_("Gaps of the PBX link")}</h2>
    ${gaps.length ? table : html`<p class="empty">${_("Everything was seen in this time.")}</p>`}</section>`;
}
