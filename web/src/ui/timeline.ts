/** A customer's whole past: everything that ever was, newest first, with a filter and a search. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import type { Call, EntryKind, TimelineEntry } from "../wire";
import { answeredIn, type Answered } from "./answers";
import { duration, fullTime, when } from "./format";
import { icon } from "./icon";
import { keyName } from "./keys";
import { numberText } from "./number";
import { agentName } from "./people";
import { filterPast, morePast, pastOf, searchPast, takeBackRuling, type Past } from "./timeline_state";
import { directionWord, dispositionWord, entryKindWord, entryWord, reasonOf } from "./words";

const KINDS: EntryKind[] = ["call", "note", "follow_up", "answers", "message", "task", "ruling", "merge"];
const ICONS: Record<EntryKind, string> = {
  call: "internal", note: "script", follow_up: "flag", answers: "script", message: "talking", task: "check", ruling: "person", merge: "link",
};

/** What lies side by side and belongs to one call is one item of the list. */
function grouped(entries: TimelineEntry[]): TimelineEntry[][] {
  const groups: TimelineEntry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const isMessage = entry.kind === "message";
    if (last && entry.call_id && !isMessage && last[0]?.kind !== "message" && last[0]?.call_id === entry.call_id) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function timeOf(entry: TimelineEntry): TemplateResult {
  const time = html`<time datetime=${entry.at} title=${fullTime(entry.at)}>${when(entry.at)}</time>`;
  return entry.call_id ? html`<a href="/calls/${entry.call_id}">${time}</a>` : time;
}

const who = (...parts: (string | null)[]): string => parts.filter(Boolean).join(" · ");
const nameOf = (agent: string | null): string | null => (agent ? agentName(agent) : null);

function answersOf(entry: TimelineEntry): TemplateResult {
  const row = (one: Answered): TemplateResult => html`<div title=${one.question}><dt>${one.question}</dt><dd>${one.answer}</dd></div>`;
  return html`<dl class="answers" aria-label=${_("Answers")}>${answeredIn(entry.answers).map(row)}</dl>`;
}

function dueLine(entry: TimelineEntry): TemplateResult | typeof nothing {
  if (entry.done_at) return html`<span class="muted">${icon("check", 14)} ${_("done")} ${when(entry.done_at)}</span>`;
  return entry.due ? html`<span class="muted" title=${fullTime(entry.due)}>${_("due {when}", { when: when(entry.due) })}</span>` : nothing;
}

/** Something that belongs to a call or stands for itself. */
function part(customerId: string, entry: TimelineEntry): TemplateResult {
  switch (entry.kind) {
    case "answers":
      return answersOf(entry);
    case "follow_up":
      return html`<span class="promise">${icon("flag", 14)} ${_("Follow-up")} ${dueLine(entry)}</span>`;
    case "task":
      return html`<span>${entry.text}</span> ${dueLine(entry)}${entry.detail ? html`<span class="note-text">${entry.detail}</span>` : nothing}`;
    case "ruling":
      return html`${entry.verdict === "not" ? _("does not call from") : _("also calls from")} ${numberText(entry.number)} ${undone(entry)}${takeBackButton(customerId, entry)}`;
    case "merge":
      return html`${_("{name} became part of this customer", { name: entry.other ?? "" })} ${undone(entry)}`;
    default:
      return html`<span class="note-text">${entry.text}</span>`;
  }
}

function undone(entry: TimelineEntry): TemplateResult | typeof nothing {
  if (!entry.undone_at) return nothing;
  return html`<span class="muted">(${_("undone by {name}", { name: nameOf(entry.undone_by) ?? "" })}, ${when(entry.undone_at)})</span>`;
}

function takeBackButton(customerId: string, entry: TimelineEntry): TemplateResult | typeof nothing {
  if (entry.undone_at) return nothing;
  return html`<button class="quiet" @click=${() => takeBackRuling(customerId, entry.entry_id)}>${_("Undo")}</button>`;
}

function callHead(entry: TimelineEntry): TemplateResult {
  const outcome = dispositionWord(entry.disposition) || reasonOf(entry.reason);
  return html`<strong>${outcome || _("In progress")}</strong>
    <span class="muted">${who(entry.queue, nameOf(entry.by))}${entry.talk_s ? html` · <span class="time">${duration(entry.talk_s)}</span>` : nothing}</span>`;
}

function otherHead(entry: TimelineEntry): TemplateResult {
  const about = entry.kind === "message" ? who(entry.channel, nameOf(entry.by)) : nameOf(entry.by);
  return html`<strong>${entryWord(entry.kind)}</strong> <span class="muted">${about}</span>`;
}

function item(customerId: string, group: TimelineEntry[]): TemplateResult {
  const [first, ...rest] = group;
  if (!first) return html``;
  const isCall = first.kind === "call";
  const sign = isCall ? (first.direction ?? "internal") : ICONS[first.kind];
  const title = isCall ? directionWord(sign) : entryWord(first.kind);
  const parts = isCall ? rest : group;
  return html`<li class="entry-${first.kind}">
    <span class="way" title=${title}>${icon(sign)}</span>
    <div>${timeOf(first)} ${isCall ? callHead(first) : otherHead(first)}
      ${parts.map((one) => html`<div class="part">${part(customerId, one)}</div>`)}</div>
  </li>`;
}

function tools(customerId: string, past: Past): TemplateResult {
  const choose = (event: Event): void => filterPast(customerId, (event.target as HTMLSelectElement).value as Past["kind"]);
  const search = (event: Event): void => searchPast(customerId, (event.target as HTMLInputElement).value);
  return html`<div class="timeline-tools" role="search" aria-label=${_("Search the history")}>
    <label><span class="hidden-label">${_("Kind")}</span><select @change=${choose}>
      <option value="" ?selected=${past.kind === ""}>${_("Everything")}</option>
      ${KINDS.map((kind) => html`<option value=${kind} ?selected=${past.kind === kind}>${entryKindWord(kind)}</option>`)}</select></label>
    <label class="grow"><span class="hidden-label">${_("Search the history")}</span>
      <input type="search" class="timeline-search" placeholder=${_("Search the history ({key})", { key: keyName("I") })}
        .value=${live(past.text)} @input=${search} /></label></div>`;
}

function empty(past: Past): TemplateResult {
  if (!past.isLoaded) return html`<p class="empty">${_("Fetching the history")}</p>`;
  return html`<p class="empty">${past.text || past.kind ? _("Nothing found. Try fewer letters or everything.") : _("Nothing yet: calls, notes, messages and tasks will be listed here.")}</p>`;
}

/** `calls` are shown until the whole is fetched; the call `without` is the one that is on. `level` is that of the heading. */
export function timelinePart(customerId: string, calls: Call[] = [], without?: string, level: 2 | 3 = 3): TemplateResult {
  const past = pastOf(customerId, calls);
  const groups = grouped(past.entries.filter((entry) => entry.call_id === null || entry.call_id !== without));
  const key = (group: TimelineEntry[]): string => `${group[0]?.kind} ${group[0]?.entry_id}`;
  return html`<section class="past" aria-label=${_("History")}>
    <header class="past-head">${level === 2 ? html`<h2>${_("History")}</h2>` : html`<h3>${_("History")}</h3>`}${tools(customerId, past)}</header>
    ${past.problem ? html`<p class="problem" role="alert">${past.problem}</p>` : nothing}
    ${groups.length ? html`<ol class="timeline">${repeat(groups, key, (group) => item(customerId, group))}</ol>` : empty(past)}
    ${past.next ? html`<button class="more quiet" @click=${() => morePast(customerId)}>${_("More")}</button>` : nothing}
  </section>`;
}
