/** Closing a follow-up wherever it is shown, and opening it again on its call's page. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, problemText } from "../api";
import { _ } from "../i18n";
import { announce } from "./announce";
import { icon } from "./icon";
import { refresh } from "./view";

/** Why the follow-up of a call could not be changed. */
const problems = new Map<string, string>();

async function change(callId: string, done: boolean, changed: () => void): Promise<void> {
  try {
    await post(`/calls/${encodeURIComponent(callId)}/follow-up`, { done });
    problems.delete(callId);
    announce(done ? _("The follow-up is closed.") : _("The follow-up is open again."));
    changed();
  } catch (error) {
    problems.set(callId, problemText(error));
  }
  refresh();
}

function problemOf(callId: string): TemplateResult | typeof nothing {
  const problem = problems.get(callId);
  return problem ? html`<span class="problem" role="alert">${problem}</span>` : nothing;
}

export function doneButton(callId: string, changed: () => void): TemplateResult {
  return html`<button type="button" class="quiet done" title=${_("Nothing is left to do: close the follow-up")}
    @click=${() => change(callId, true, changed)}>${icon("check", 14)}<span>${_("Done")}</span></button>${problemOf(callId)}`;
}

export function reopenButton(callId: string, changed: () => void): TemplateResult {
  return html`<button type="button" class="quiet" @click=${() => change(callId, false, changed)}>${_("Reopen")}</button>${problemOf(callId)}`;
}
