/** The outcome of a call: disposition, note, follow-up; saved as it is typed, closed with Finish. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { post, Problem, problemText } from "../api";
import { _ } from "../i18n";
import { live } from "../live/state";
import { announce } from "../ui/announce";
import { clockTime } from "../ui/format";
import { icon } from "../ui/icon";
import { refresh, whenDrawn } from "../ui/view";
import type { Work } from "../wire";
import { dispositionChips, focusDispositions, isRequired } from "./dispositions";
import { draftOf, edit, settle, settled, type Draft } from "./drafts";
import { followUpRow } from "./follow_up_row";
import { isWriting, messageButton, messagePanel } from "./message_panel";
import { phaseOf, selectNext } from "./selection";
import { countdown, moreTime } from "./wrap_up";

const problems = new Map<string, string>();

/** A required choice is missing: said in words, with the focus where it is made before the next key comes. */
function wantsDisposition(work: Work, said: string): void {
  problems.set(work.work_id, said);
  if (focusDispositions()) refresh();
  else whenDrawn(() => focusDispositions());
}

export async function finish(work: Work): Promise<void> {
  const phase = phaseOf(work);
  if (phase === "ringing" || phase === "talking" || phase === "held" || phase === "closed") return;
  const { disposition, note, follow_up_at, follow_up_agent } = draftOf(work).outcome;
  if (isRequired(work) && work.answered_at && !disposition) {
    return wantsDisposition(work, _("Say how the call went before you finish it: this queue wants an outcome."));
  }
  await settle(work.work_id);
  try {
    await post(`/work/${work.work_id}/finish`, { disposition, note, follow_up_at, follow_up_agent });
    close(work);
    announce(_("Finished. The call record is complete."));
  } catch (error) {
    if (error instanceof Problem && error.field === "disposition") wantsDisposition(work, problemText(error));
    else problems.set(work.work_id, problemText(error));
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
    await moreTime(work);
  } catch (error) {
    problems.set(work.work_id, problemText(error));
  }
  refresh();
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

function closedHint(work: Work): string {
  return work.uncoded_at && !draftOf(work).outcome.disposition
    ? _("Time is over and nobody said how the call went: choose an outcome, it is saved at once.")
    : _("This call is finished. What you change here is still saved with it.");
}

function finishRow(work: Work): TemplateResult {
  const phase = phaseOf(work);
  if (phase === "closed") return html`<div class="finish"><p class="hint">${closedHint(work)}</p>${messageButton(work)}</div>`;
  const isOver = phase === "wrap_up" || phase === "unfinished" || phase === "missed";
  return html`<div class="finish">
    ${isOver ? countdown(work, () => void extend(work)) : html`<span class="hint" id="finish-later">${_("You can finish after the call has ended.")}</span>`}
    <span class="push"></span>${messageButton(work)}
    <button type="button" class="primary" aria-disabled=${isOver ? nothing : "true"} aria-describedby=${isOver ? nothing : "finish-later"}
      @click=${() => finish(work)}>${_("Finish")} <kbd>Ctrl ↵</kbd></button>
  </div>`;
}

/** Of a required outcome it is said before anybody forgets it. */
function needed(work: Work): TemplateResult | typeof nothing {
  const isMissing = isRequired(work) && !draftOf(work).outcome.disposition;
  return isMissing ? html`<span class="hint" id="outcome-needed">${_("An outcome is required")}</span>` : nothing;
}

export function outcomePart(work: Work | null): TemplateResult {
  if (!work) return html`<h2>${_("Outcome")}</h2><p class="empty">${_("Disposition, note and follow-up of the call.")}</p>`;
  if (isWriting(work)) return messagePanel(work);
  const draft = draftOf(work);
  const problem = draft.outcome.disposition && problems.has(work.work_id) && isRequired(work) ? undefined : problems.get(work.work_id);
  const note = (event: Event): void => edit(work, { note: (event.target as HTMLTextAreaElement).value });
  return html`<header><h2 id="outcome-title">${_("Outcome")}</h2>${needed(work)}<span class="push" role="status">${savedSign(draft)}</span></header>
    ${dispositionChips(work)}
    <label class="note"><span class="hidden-label">${_("Note")}</span>
      <textarea rows="3" placeholder=${_("Note for the record")} .value=${liveValue(draft.outcome.note ?? "")} @input=${note}></textarea>
    </label>
    ${followUpRow(work)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${finishRow(work)}`;
}
