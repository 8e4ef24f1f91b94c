/** The outcome of a call: disposition, note, follow-up; saved as it is typed, closed with Finish. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { secondsUntil } from "../live/clock";
import { live, myState } from "../live/state";
import { remaining, tick } from "../live/ticking";
import { announce } from "../ui/announce";
import { clockTime, fromLocalInput, toLocalInput } from "../ui/format";
import { icon } from "../ui/icon";
import { refresh } from "../ui/view";
import { keyName } from "../ui/keys";
import type { Choice, Work } from "../wire";
import { draftOf, edit, settle, settled, type Draft } from "./drafts";
import { phaseOf, selectNext } from "./selection";

const WARN_S = 20;

const problems = new Map<string, string>();
const warned = new Set<string>();

/** The dispositions that the call's queue may have. */
export function dispositionsOf(work: Work): Choice[] {
  const queue = work.pop.queue;
  return boot.dispositions.filter((one) => !one.queues?.length || (queue !== null && one.queues.includes(queue)));
}

export async function finish(work: Work): Promise<void> {
  const phase = phaseOf(work);
  if (phase === "ringing" || phase === "talking" || phase === "held" || phase === "closed") return;
  await settle(work.work_id);
  const { disposition, note, follow_up_at } = draftOf(work).outcome;
  try {
    await post(`/work/${work.work_id}/finish`, { disposition, note, follow_up_at });
    close(work);
    announce(_("Finished. The call record is complete."));
  } catch (error) {
    problems.set(work.work_id, problemText(error));
  }
  refresh();
}

/** Takes the item off the desk after the server has. */
export function close(work: Work): void {
  problems.delete(work.work_id);
  live.work.delete(work.work_id);
  settled(work.work_id);
  (document.activeElement as HTMLElement | null)?.blur();
  selectNext();
}

export async function extend(work: Work): Promise<void> {
  try {
    const { wrap_up_until } = await post<{ wrap_up_until: string }>(`/work/${work.work_id}/extend`);
    const current = live.work.get(work.work_id) ?? work;
    live.work.set(work.work_id, { ...current, wrap_up_until });
    warned.delete(work.work_id);
  } catch (error) {
    problems.set(work.work_id, problemText(error));
  }
  refresh();
}

function chip(work: Work, draft: Draft, one: Choice): TemplateResult {
  const chosen = draft.outcome.disposition === one.code;
  return html`<label class="chip ${chosen ? "chosen" : ""}">
    <input type="radio" name="disposition" .checked=${liveValue(chosen)} @change=${() => edit(work, { disposition: one.code })} />
    <span>${one.label}</span>
  </label>`;
}

function inDays(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  date.setHours(10, 0, 0, 0);
  return date.toISOString();
}

function followUp(work: Work, draft: Draft): TemplateResult {
  const take = (event: Event): void =>
    edit(work, { follow_up_at: fromLocalInput((event.target as HTMLInputElement).value) });
  const day = (days: number, label: string): TemplateResult =>
    html`<button type="button" class="quiet" @click=${() => edit(work, { follow_up_at: inDays(days) })}>${label}</button>`;
  return html`<div class="follow-up">
    <label for="follow-up">${_("Follow-up")}</label>
    <input id="follow-up" type="datetime-local" .value=${liveValue(toLocalInput(draft.outcome.follow_up_at))} @change=${take} />
    ${day(1, _("Tomorrow"))}${day(7, _("In a week"))}
    ${draft.outcome.follow_up_at
      ? html`<button type="button" class="quiet" @click=${() => edit(work, { follow_up_at: null })}>${_("None")}</button>`
      : nothing}
  </div>`;
}

function savedSign(draft: Draft): TemplateResult | typeof nothing {
  switch (draft.saving) {
    case "saved":
      return html`<span class="saved">${icon("check", 14)}${_("Saved {time}", { time: clockTime(draft.savedAt ?? "") })}</span>`;
    case "failed":
      return html`<span class="unsaved">${icon("warning", 14)}${_("Not saved, kept here, trying again")}</span>`;
    case "clean":
      return nothing;
    default:
      return html`<span class="saving">${_("Saving")}</span>`;
  }
}

function warnWhenShort(work: Work, until: string): string {
  const left = secondsUntil(until);
  if (left > 0 && left <= WARN_S && !warned.has(work.work_id)) {
    warned.add(work.work_id);
    announce(_("Wrap-up ends in {n} seconds. Press E for more time.", { n: Math.round(left) }), true);
  }
  return left <= WARN_S ? "short" : "";
}

function countdown(work: Work): TemplateResult | typeof nothing {
  const agent = myState();
  const until = work.wrap_up_until ?? (agent.call_id === work.call_id ? agent.until : null);
  if (!until || phaseOf(work) !== "wrap_up") return nothing;
  return html`<span class="countdown" data-left=${tick(() => warnWhenShort(work, until))}>
      <span class="time">${remaining(until)}</span> ${_("left")}</span>
    <button type="button" @click=${() => extend(work)}>${_("More time")} <kbd>${keyName("E")}</kbd></button>`;
}

function finishRow(work: Work): TemplateResult {
  const phase = phaseOf(work);
  if (phase === "closed") return html`<p class="hint">${_("This call is finished. What you change here is still saved with it.")}</p>`;
  const isOver = phase === "wrap_up" || phase === "unfinished" || phase === "missed";
  return html`<div class="finish">
    ${isOver ? countdown(work) : html`<span class="hint">${_("You can finish after the call has ended.")}</span>`}
    <button type="button" class="primary push" ?disabled=${!isOver} @click=${() => finish(work)}>
      ${_("Finish")} <kbd>Ctrl ↵</kbd></button>
  </div>`;
}

export function outcomePart(work: Work | null): TemplateResult {
  if (!work) return html`<h2>${_("Outcome")}</h2><p class="empty">${_("Disposition, note and follow-up of the call.")}</p>`;
  const draft = draftOf(work);
  const problem = problems.get(work.work_id);
  const note = (event: Event): void => edit(work, { note: (event.target as HTMLTextAreaElement).value });
  return html`<header><h2 id="outcome-title">${_("Outcome")}</h2><span class="push" role="status">${savedSign(draft)}</span></header>
    <div class="chips" role="radiogroup" aria-labelledby="outcome-title">${dispositionsOf(work).map((one) => chip(work, draft, one))}</div>
    <label class="note"><span class="hidden-label">${_("Note")}</span>
      <textarea rows="3" placeholder=${_("Note for the record")} .value=${liveValue(draft.outcome.note ?? "")} @input=${note}></textarea>
    </label>
    ${followUp(work, draft)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${finishRow(work)}`;
}
