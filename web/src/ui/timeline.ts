/** A customer's past: open matters first, then calls, newest first, each with its outcome and answers. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import type { Call, OpenMatter } from "../wire";
import { answeredIn, type Answered } from "./answers";
import { duration, fullTime, when } from "./format";
import { doneButton } from "./follow_up";
import { icon } from "./icon";
import { agentName } from "./people";
import { directionWord, dispositionWord, openMatterWord, reasonOf } from "./words";

function openMatter(matter: OpenMatter, changed: () => void): TemplateResult {
  return html`<li class="open-matter">${icon("flag")}
    <span><a href="/calls/${matter.call_id}">${openMatterWord(matter.kind)}</a>
    ${matter.due ? html`<time datetime=${matter.due} title=${fullTime(matter.due)}>${when(matter.due)}</time>` : nothing}
    ${matter.note ? html`<span class="note-text">${matter.note}</span>` : nothing}</span>
    ${doneButton(matter.call_id, changed)}</li>`;
}

/** `changed` is called when one of them was closed. */
export function openMatters(matters: OpenMatter[], changed: () => void): TemplateResult | typeof nothing {
  if (!matters.length) return nothing;
  return html`<ul class="open-matters" aria-label=${_("Open matters")}>${matters.map((matter) => openMatter(matter, changed))}</ul>`;
}

function answersOf(call: Call): TemplateResult | typeof nothing {
  if (!call.answers?.length) return nothing;
  const row = (one: Answered): TemplateResult => html`<div title=${one.question}><dt>${one.question}</dt><dd>${one.answer}</dd></div>`;
  return html`<dl class="answers" aria-label=${_("Answers")}>${answeredIn(call.answers).map(row)}</dl>`;
}

function entry(call: Call): TemplateResult {
  const outcome = dispositionWord(call.disposition) || reasonOf(call.reason);
  const who = [call.queue, call.agent ? agentName(call.agent) : null].filter(Boolean).join(" · ");
  return html`<li>
    <span class="way" title=${directionWord(call.direction)}>${icon(call.direction)}</span>
    <div>
      <a href="/calls/${call.call_id}"><time datetime=${call.started_at} title=${fullTime(call.started_at)}>${when(call.started_at)}</time></a>
      <strong>${outcome || _("In progress")}</strong>
      <span class="muted">${who}${call.talk_s ? html` · <span class="time">${duration(call.talk_s)}</span>` : nothing}</span>
      ${call.note ? html`<span class="note-text">${call.note}</span>` : nothing}
      ${answersOf(call)}
    </div>
  </li>`;
}

export function timeline(calls: Call[], without?: string): TemplateResult {
  const past = calls.filter((call) => call.call_id !== without);
  if (!past.length) return html`<p class="empty">${_("No earlier calls.")}</p>`;
  return html`<ol class="timeline">${repeat(past, (call) => call.call_id, entry)}</ol>`;
}
