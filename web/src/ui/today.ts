/** The agent's own figures of today beside the team's median; what each means stands with it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, query } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, myState } from "../live/state";
import type { DayFigures, Figure } from "../wire";
import { duration, percent } from "./format";
import { icon } from "./icon";
import { refresh } from "./view";

let mine: DayFigures | null = null;
let timer = 0;

/** The call's record is written a moment after its end is told. */
const WRITTEN_MS = 800;

export async function fetchMine(): Promise<void> {
  if (!boot.user?.extension) return;
  mine = await get<DayFigures>("/me/figures");
  refresh();
}

/** After calls and wrap-ups, once for several. */
export function figuresChanged(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void fetchMine().catch(() => undefined), WRITTEN_MS);
}

/** Service level over the agent's queues, weighted by their calls. */
function serviceLevel(): number | null {
  const names = new Set([...(boot.user?.queues ?? []), ...myState().queues]);
  const queues = [...live.queues.values()].filter((one) => names.has(one.queue));
  const offered = queues.reduce((sum, one) => sum + one.answered + one.abandoned, 0);
  const inTime = queues.reduce((sum, one) => sum + one.answered_in_service_level, 0);
  return offered ? (100 * inTime) / offered : null;
}

type Shown = (value: number) => string;

interface Row {
  name: string;
  figure: Figure;
  shown: Shown;
  about: string;
}

const count: Shown = (value) => String(Math.round(value * 10) / 10);

function rows(figures: DayFigures): Row[] {
  return [
    { name: _("My calls"), figure: figures.calls, shown: count, about: _("Calls you talked in today.") },
    { name: _("Talk"), figure: figures.talk_s, shown: duration, about: _("Your time in conversation, with hold.") },
    { name: _("AHT"), figure: figures.aht_s, shown: duration, about: _("Average handling time: talk, hold and wrap-up per call.") },
    { name: _("Wrap-up"), figure: figures.wrap_up_s, shown: duration, about: _("Your time after calls.") },
    {
      name: _("Satisfaction"), figure: figures.satisfaction, shown: percent,
      about: _("Answers 4 and 5 of 5 among {n} answers of customers you talked to (CSAT).", { n: figures.ratings }),
    },
    {
      name: _("Service level"), figure: { own: serviceLevel(), team: null }, shown: percent,
      about: _("Calls of your queues answered in time today, of answered and abandoned ones."),
    },
  ];
}

const text = (value: number | null, shown: Shown): string => (value === null ? "–" : shown(value));

function line(row: Row): TemplateResult {
  return html`<tr><th scope="row">${row.name}<span class="about-figure">${row.about}</span></th>
    <td class="figure">${text(row.figure.own, row.shown)}</td><td class="figure muted">${text(row.figure.team, row.shown)}</td></tr>`;
}

function teamNote(figures: DayFigures): string {
  return figures.others < 3
    ? _("A median is shown when at least three colleagues of your queues have the figure.")
    : _("Median of {n} colleagues who took calls of your queues today.", { n: figures.others });
}

let isOpen = false;

function toggled(event: Event): void {
  isOpen = (event.target as HTMLDetailsElement).open;
  refresh();
}

function panel(figures: DayFigures): TemplateResult {
  const calls = query({ agent: boot.user?.name, from: figures.since, to: figures.until });
  return html`<div class="figures-panel"><table><thead><tr><th scope="col">${_("Today")}</th><th scope="col" class="figure">${_("Me")}</th>
      <th scope="col" class="figure">${_("Team")}</th></tr></thead><tbody>${rows(figures).map(line)}</tbody></table>
      <p class="hint">${teamNote(figures)}</p>
      <p><a href="/calls${calls}">${_("My calls of today")}</a></p></div>`;
}

/** The three that fit, and all of them with their definitions behind a click. */
export function todayFigures(): TemplateResult | typeof nothing {
  if (!boot.user?.extension || boot.user.role !== "agent" || !mine) return nothing;
  const brief = (name: string, value: string): TemplateResult => html`<span class="figure-brief"><span class="muted">${name}</span> <strong>${value}</strong></span>`;
  return html`<details class="menu my-day" @toggle=${toggled}>
    <summary aria-label=${_("My figures of today")}>
      ${brief(_("My calls"), text(mine.calls.own, count))}${brief(_("AHT"), text(mine.aht_s.own, duration))}
      ${brief(_("Satisfaction"), text(mine.satisfaction.own, percent))}${icon("down", 12)}</summary>
    ${isOpen ? panel(mine) : nothing}
  </details>`;
}
