/** The script: greeting while it rings, then item by item, then what was answered. */

import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { isTyping, keyName } from "../ui/keys";
import { isMenuOpen } from "../ui/menu";
import { whenDrawn } from "../ui/view";
import type { Work } from "../wire";
import { back, isStarting, next, previousItem, refuse, runOf, start, startProblem, type Run } from "./runner";
import { scriptItem } from "./script_item";
import { phaseOf } from "./selection";

/** Somebody writes, or works with the keyboard beside the script: there the focus stays. */
const isInUse = (): boolean => isTyping() || isMenuOpen() || document.activeElement?.closest(".outcome, .column.customer") != null;

/** Moves the focus to the answer of the present item, or to the outcome when the script is done. */
export function focusItem(onlyWhenFree = false): void {
  whenDrawn(() => {
    if (onlyWhenFree && isInUse()) return;
    const place = document.querySelector<HTMLElement>(
      ".script .choices input:checked, .script .choices input, .script .answer-text, .script .answer-input, .script .next",
    );
    (place ?? document.querySelector<HTMLElement>(".outcome input"))?.focus();
  });
}

/** The focus goes with the script, unless the agent took it elsewhere while the server was asked. */
async function focusAfter(step: Promise<boolean>): Promise<void> {
  const from = document.activeElement;
  if (await step) focusItem(document.activeElement !== from);
}

export const goNext = (run: Run): Promise<void> => focusAfter(next(run));

export const goBack = (run: Run): Promise<void> => focusAfter(back(run));

export const refuseItem = (run: Run): Promise<void> => focusAfter(refuse(run));

function savedSign(run: Run): TemplateResult | typeof nothing {
  if (run.saving === "saved") return html`<span class="saved">${icon("check", 14)}${_("Saved")}</span>`;
  if (run.saving === "failed") return html`<span class="unsaved">${icon("warning", 14)}${_("Not saved")}</span>`;
  if (run.saving === "typed" || run.saving === "saving") return html`<span class="saving">${_("Saving")}</span>`;
  return nothing;
}

function buttons(run: Run, isClosed: boolean): TemplateResult | typeof nothing {
  if (isClosed) return nothing;
  return html`<div class="script-buttons">
    <button @click=${() => goBack(run)} ?disabled=${!previousItem(run)}>${icon("back")}<span>${_("Back")}</span></button>
    ${run.view.item?.refusable && run.view.item.kind !== "note"
      ? html`<button class=${run.refused ? "on" : ""} @click=${() => refuseItem(run)}>${_("Refused")} <kbd>${keyName("R")}</kbd></button>`
      : nothing}
    <span class="push" role="status">${savedSign(run)}</span>
    <button class="next primary" @click=${() => goNext(run)}>${_("Next")} <kbd>↵</kbd></button>
  </div>`;
}

function answeredList(run: Run): TemplateResult | typeof nothing {
  const { answered } = run.view;
  if (!answered.length) return nothing;
  return html`<dl class="answered">
    ${answered.map((one) => html`<div><dt>${one.label}</dt><dd>${one.values.join(" · ")}</dd></div>`)}
  </dl>`;
}

function heading(title: string, version: number | undefined, progress: TemplateResult | typeof nothing): TemplateResult {
  return html`<header class="script-head">
    <h2>${title}${version ? html` <span class="version">v${version}</span>` : nothing}</h2>${progress}
  </header>`;
}

function progressOf(run: Run): TemplateResult {
  const { number, total, state } = run.view;
  const at = state === "complete" ? total : number;
  return html`<span class="progress" aria-label=${_("Step {n} of {m}", { n: at, m: total })}>
    <progress max=${total} value=${state === "complete" ? total : number - 1} aria-hidden="true"></progress>${at}/${total}
  </span>`;
}

function backButton(run: Run, isClosed: boolean): TemplateResult | typeof nothing {
  if (isClosed) return nothing;
  return html`<div class="script-buttons"><button @click=${() => goBack(run)} ?disabled=${!previousItem(run)}>${icon("back")}<span>${_("Back")}</span></button></div>`;
}

/** Who goes on with a colleague's script sees the answers that are there. */
function before(work: Work, run: Run): TemplateResult | typeof nothing {
  return work.pop.reason === "transferred" ? answeredList(run) : nothing;
}

function running(work: Work, run: Run): TemplateResult {
  const { view } = run;
  const isClosed = phaseOf(work) === "closed";
  return html`${heading(view.script.title, view.script.version, progressOf(run))}
    ${view.item
      ? html`<div class="script-body" ?inert=${isClosed}>${keyed(view.item.id, html`${scriptItem(run, view.item)}`)}
          ${run.problem ? html`<p class="problem" role="alert">${run.problem}</p>` : nothing}${before(work, run)}</div>
          ${buttons(run, isClosed)}`
      : html`<div class="script-body"><p class="done">${icon("check")}${_("The script is complete. Every answer is saved.")}</p>
          ${answeredList(run)}</div>
          ${backButton(run, isClosed)}`}`;
}

function greeting(work: Work, run: Run | null, isRinging: boolean): TemplateResult {
  const isComing = isRinging || isStarting(work);
  const { script } = work.pop;
  const first = work.pop.greeting || script?.greeting;
  if (!script) {
    return html`${heading(_("Script"), undefined, nothing)}${first ? html`<p class="say">${first}</p>` : nothing}
      <p class="empty">${_("This queue has no script. Note the outcome below.")}</p>`;
  }
  const problem = startProblem(work);
  return html`${heading(script.title ?? script.name, script.version, nothing)}
    <div class="script-body">
      ${first ? html`<p class="say">${first}</p>` : nothing}
      <p class="instruction">${isComing ? _("The script starts when you answer.") : _("The script was not started.")}</p>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${run ? before(work, run) : nothing}
    </div>
    ${isComing || !work.answered_at
      ? nothing
      : html`<div class="script-buttons"><button class="next primary" @click=${() => start(work)}>${_("Start the script")}</button></div>`}`;
}

export function scriptPart(work: Work | null, isRinging: boolean): TemplateResult {
  if (!work) {
    return html`${heading(_("Script"), undefined, nothing)}
      <p class="empty">${_("The script of the next call appears here; it starts when you answer.")}</p>`;
  }
  const run = runOf(work);
  return run && !isRinging ? running(work, run) : greeting(work, run, isRinging);
}
