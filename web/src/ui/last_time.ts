/** On top of a customer's past: what was said last time, and what was promised and is still open. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, problemText } from "../api";
import { _ } from "../i18n";
import type { History, LastSaid, OpenMatter } from "../wire";
import { announce } from "./announce";
import { doneButton } from "./follow_up";
import { fullTime, when } from "./format";
import { icon } from "./icon";
import { agentName } from "./people";
import { editTaskButton, mayEditTask } from "./task_form";
import { refresh } from "./view";
import { dispositionWord, openMatterWord } from "./words";

let problem: { taskId: string; text: string } | null = null;

async function closeTask(taskId: string, changed: () => void): Promise<void> {
  try {
    await post(`/tasks/${taskId}/done`, { done: true });
    problem = null;
    announce(_("The task is done."));
    changed();
  } catch (error) {
    problem = { taskId, text: problemText(error) };
  }
  refresh();
}

function taskButton(taskId: string, changed: () => void): TemplateResult {
  return html`<button type="button" class="quiet done" @click=${() => closeTask(taskId, changed)}>${icon("check", 14)}<span>${_("Done")}</span></button>
    ${problem?.taskId === taskId ? html`<span class="problem" role="alert">${problem.text}</span>` : nothing}`;
}

function closer(matter: OpenMatter, changed: () => void): TemplateResult | typeof nothing {
  if (matter.task_id) return taskButton(matter.task_id, changed);
  return matter.call_id ? doneButton(matter.call_id, changed) : nothing;
}

function openMatter(matter: OpenMatter, changed: () => void, hasForm: boolean): TemplateResult {
  const word = openMatterWord(matter.kind);
  return html`<li class="open-matter">${icon(matter.task_id ? "check" : "flag")}
    <span>${matter.call_id ? html`<a href="/calls/${matter.call_id}">${word}</a>` : word}
    ${matter.due ? html`<time datetime=${matter.due} title=${fullTime(matter.due)}>${when(matter.due)}</time>` : nothing}
    ${matter.agent ? html`<span class="muted">${agentName(matter.agent)}</span>` : nothing}
    ${matter.note ? html`<span class="note-text">${matter.note}</span>` : nothing}</span>
    ${hasForm && matter.task_id && mayEditTask(matter.agent ?? null, matter.created_by ?? null) ? editTaskButton(matter.task_id, matter.note ?? "") : nothing}
    ${closer(matter, changed)}</li>`;
}

/** A note that stands with an open matter is not said twice. */
function lastSaid(last: LastSaid, open: OpenMatter[]): TemplateResult {
  const note = open.some((matter) => matter.note === last.note) ? null : last.note;
  return html`<li class="last-said">${icon("script")}<span><span class="muted">${_("Last time")}</span>
    <a href="/calls/${last.call_id}"><time datetime=${last.at} title=${fullTime(last.at)}>${when(last.at)}</time></a>
    <span class="muted">${last.agent ? agentName(last.agent) : ""}</span>
    ${last.disposition ? html`<strong>${dispositionWord(last.disposition)}</strong>` : nothing}
    ${note ? html`<span class="note-text">${note}</span>` : nothing}</span></li>`;
}

/** `changed` is called when one of the open matters was closed; with `hasForm` the page shows the form of tasks. */
export function lastTime(history: Pick<History, "open" | "last">, changed: () => void, hasForm = false): TemplateResult | typeof nothing {
  const { open, last } = history;
  if (!open.length && !last) return nothing;
  return html`<ul class="open-matters" aria-label=${_("Open matters")}>
    ${open.map((matter) => openMatter(matter, changed, hasForm))}${last ? lastSaid(last, open) : nothing}</ul>`;
}
