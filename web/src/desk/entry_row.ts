/** One entry of the work lists: who, why, since when, who has it, and what time it is for them. */

import { html, nothing, type TemplateResult } from "lit-html";
import { boot } from "../boot";
import { _ } from "../i18n";
import { serverNow } from "../live/clock";
import { tick } from "../live/ticking";
import { duration, fullTime, when } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { agentName } from "../ui/people";
import { timeThere } from "../ui/there";
import { reasonOf } from "../ui/words";
import type { Entry } from "../wire";
import { editTaskButton } from "../ui/task_form";
import { close, isInCall, subjectOf, take, whom } from "./entries";

export const isDue = (entry: Entry): boolean => entry.due_at !== null && Date.parse(entry.due_at) <= serverNow();

/** When it is due or began; what is overdue says by how much. */
export function dueSign(entry: Entry): TemplateResult {
  const at = entry.due_at ?? entry.since;
  if (!isDue(entry)) return html`<time datetime=${at} title=${fullTime(at)}>${when(at)}</time>`;
  const late = (): string => _("{time} late", { time: span((serverNow() - Date.parse(at)) / 1000) });
  return html`<time class="overdue" datetime=${at} title=${fullTime(at)}>${icon("flag", 12)}${tick(late)}</time>`;
}

/** Minutes, then hours, then days: nobody counts seconds here. */
export function span(seconds: number): string {
  if (seconds < 3600) return _("{n} min", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return _("{n} h", { n: Math.floor(seconds / 3600) });
  return _("{n} d", { n: Math.floor(seconds / 86_400) });
}

export function thereSign(entry: Entry): TemplateResult | typeof nothing {
  const now = serverNow();
  const at = new Date(entry.due_at ? Math.max(Date.parse(entry.due_at), now) : now);
  const there = timeThere(entry.zones, at);
  if (!there) return nothing;
  const words = _("there {time}", { time: there.times.join("–") });
  return there.isUnusual
    ? html`<span class="there unusual">${icon("warning", 12)}${words} · ${_("outside 8:00–21:00")}</span>`
    : html`<span class="there">${words}</span>`;
}

export function whyText(entry: Entry): string {
  const attempts = entry.attempts ? _("tried {n} times", { n: entry.attempts }) : "";
  if (entry.kind === "task") return [entry.name, entry.note, attempts].filter(Boolean).join(" · ");
  if (entry.kind === "callback") return [entry.note ?? _("Callback promised"), entry.agents.length ? "" : _("for anyone"), attempts].filter(Boolean).join(" · ");
  const times = entry.times > 1 ? _("{n} times", { n: entry.times }) : "";
  const waited = entry.waited_s ? _("waited {time}", { time: duration(entry.waited_s) }) : "";
  return [entry.queues.join(", ") || _("direct"), reasonOf(entry.reason), times, waited, attempts].filter(Boolean).join(" · ");
}

export function takenSign(entry: Entry): TemplateResult | typeof nothing {
  if (!entry.taken_by) return nothing;
  const isMine = entry.taken_by === boot.user?.name;
  return html`<span class="taken">${icon("person", 12)}${isMine ? _("taken by you") : _("taken by {name}", { name: agentName(entry.taken_by) })}</span>`;
}

function headline(entry: Entry): TemplateResult | string {
  if (entry.kind === "task") return entry.title ?? "";
  const number = numberText(entry.number);
  return html`${entry.name ?? number} ${entry.name ? html`<span class="muted">${number}</span>` : nothing}`;
}

/** Opening takes it: a colleague's entry stays readable, with the reason why it cannot be opened. */
export function entryRow(entry: Entry): TemplateResult {
  const isTheirs = entry.taken_by !== null && entry.taken_by !== boot.user?.name;
  const id = `why-${entry.entry}`;
  return html`<li class="entry ${isTheirs ? "theirs" : ""}" data-entry=${entry.entry}>
    <button class="open" aria-disabled=${isTheirs || isInCall() ? "true" : nothing} aria-describedby=${id} @click=${() => take(entry)}>
      <span class="grow">${headline(entry)}</span>${dueSign(entry)}
      <span class="why-line" id=${id}>${takenSign(entry)} ${thereSign(entry)} ${whyText(entry)}</span>
    </button>
    ${entry.kind === "task" && !isTheirs ? editTaskButton(subjectOf(entry), entry.title ?? "") : nothing}
    ${entry.kind === "missed" || isTheirs ? nothing : doneButton(entry)}</li>`;
}

function doneButton(entry: Entry): TemplateResult {
  const about = entry.kind === "task" ? _("The task is done") : _("Nothing is left to do: close the follow-up");
  return html`<button class="quiet done" title=${about} aria-label=${`${about}: ${whom(entry)}`} @click=${() => close(entry)}>${icon("check", 16)}</button>`;
}
