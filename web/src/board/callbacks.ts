/** Everything that is to be called back: how old it is, how often it was tried, who has taken it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import { serverNow } from "../live/clock";
import { live } from "../live/state";
import { tick } from "../live/ticking";
import { subjectOf } from "../desk/entries";
import { dueSign, isDue, span } from "../desk/entry_row";
import { editTaskButton, openTaskForm, taskPart } from "../ui/task_form";
import { fullTime } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { agentName } from "../ui/people";
import { reasonOf } from "../ui/words";
import type { Entry } from "../wire";

function kindWord(entry: Entry): string {
  return { callback: _("Callback"), missed: reasonOf(entry.reason) || _("Missed call"), task: _("Task") }[entry.kind];
}

function who(entry: Entry): TemplateResult {
  const number = entry.number ? numberText(entry.number) : nothing;
  const name = entry.customer_id ? html`<a href="/customers/${entry.customer_id}">${entry.name ?? number}</a>` : (entry.name ?? nothing);
  return html`${name} ${entry.name || !entry.customer_id ? html`<span class="muted">${number}</span>` : nothing} ${entry.title ?? ""}`;
}

function whose(entry: Entry): string {
  return entry.queues.join(", ") || entry.agents.map(agentName).join(", ") || _("anyone");
}

function state(entry: Entry): string {
  if (entry.taken_by) return _("taken by {name}", { name: agentName(entry.taken_by) });
  if (entry.given_up) return _("given up after {n} attempts", { n: entry.attempts });
  return entry.attempts ? _("tried {n} times", { n: entry.attempts }) : _("open");
}

function row(entry: Entry): TemplateResult {
  const age = (): string => span((serverNow() - Date.parse(entry.since)) / 1000);
  return html`<tr class=${entry.given_up ? "muted" : ""}>
    <td>${entry.call_id ? html`<a href="/calls/${entry.call_id}">${kindWord(entry)}</a>` : kindWord(entry)}${entry.times > 1 ? ` × ${entry.times}` : ""}</td>
    <td class="long">${who(entry)}</td><td>${whose(entry)}</td>
    <td class="figure" title=${fullTime(entry.since)}>${tick(age)}</td>
    <td>${entry.due_at ? dueSign(entry) : "–"}</td><td>${state(entry)}${entry.kind === "task" ? editTaskButton(subjectOf(entry), entry.title ?? "") : nothing}</td></tr>`;
}

/** Missed calls by age first, then what is due by its date. */
function sorted(team: Entry[]): Entry[] {
  const rank = (entry: Entry): number => (entry.given_up ? 3 : entry.kind === "missed" ? 0 : isDue(entry) ? 1 : 2);
  return [...team].sort((a, b) => rank(a) - rank(b) || (a.due_at ?? a.since).localeCompare(b.due_at ?? b.since));
}

export function teamCallbacks(): TemplateResult | typeof nothing {
  const { team } = live;
  if (!team) return nothing;
  return html`<section class="team-callbacks"><header><h2>${_("To be called back")} <span class="count">${team.length}</span></h2>
      <button class="quiet" @click=${openTaskForm}>${icon("plus", 14)}<span>${_("Task")}</span></button></header>
    ${taskPart()}
    ${team.length
      ? html`<table class="list"><thead><tr><th scope="col">${_("Why")}</th><th scope="col">${_("Whom")}</th><th scope="col">${_("Queue or agent")}</th>
          <th scope="col" class="figure">${_("Age")}</th><th scope="col">${_("Due")}</th><th scope="col">${_("State")}</th></tr></thead>
          <tbody>${repeat(sorted(team), (one) => one.entry, row)}</tbody></table>`
      : html`<p class="empty">${_("Nothing is open. Missed calls, promised callbacks and tasks of the whole team appear here.")}</p>`}</section>`;
}
