/** One step of the script: what to say, and the controls to take the answer. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { _ } from "../i18n";
import type { Choice, RunItem } from "../wire";
import { choose, type, type Run } from "./runner";

/** The choices of an item; grades and scales without their own list are the whole numbers between the bounds. */
export function choicesOf(item: RunItem): Choice[] {
  if (item.choices.length) return item.choices;
  if (item.kind === "consent") return [{ code: "yes", label: _("Yes") }, { code: "no", label: _("No") }];
  if (item.kind !== "grade" && item.kind !== "scale") return [];
  const from = item.minimum ?? 1;
  const to = item.maximum ?? 5;
  return Array.from({ length: to - from + 1 }, (_unused, n) => ({ code: String(from + n), label: String(from + n) }));
}

const isNumeric = (item: RunItem): boolean =>
  (item.kind === "scale" || item.kind === "grade") && choicesOf(item).every((choice) => /^\d+$/.test(choice.code));

/** The digit that picks a choice: the number itself where numbers are chosen, else its place in the list. */
export function hotKey(item: RunItem, choice: Choice, place: number): string {
  if (isNumeric(item)) return choice.code.length === 1 ? choice.code : "";
  return place < 9 ? String(place + 1) : "";
}

function choiceRow(run: Run, item: RunItem, choice: Choice, place: number): TemplateResult {
  const key = hotKey(item, choice, place);
  const kind = item.kind === "multiple" ? "checkbox" : "radio";
  const chosen = run.values.includes(choice.code);
  return html`<label class="choice ${chosen ? "chosen" : ""}">
    <input type=${kind} name="answer" .checked=${liveValue(chosen)} @change=${() => void choose(run, choice.code)} />
    ${key && key !== choice.label ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}<span>${choice.label}</span>
  </label>`;
}

const INPUTS: Partial<Record<RunItem["kind"], string>> = { number: "number", date: "date" };

function input(run: Run, item: RunItem): TemplateResult {
  const take = (event: Event): void => type(run, (event.target as HTMLInputElement).value);
  const value = run.values[0] ?? "";
  if (item.kind === "text") {
    return html`<textarea class="answer-text" rows="3" aria-labelledby="say" data-enter="next"
      .value=${liveValue(value)} @input=${take}></textarea>`;
  }
  return html`<input class="answer-input" type=${INPUTS[item.kind] ?? "text"} aria-labelledby="say" data-enter="next"
    min=${item.minimum ?? nothing} max=${item.maximum ?? nothing} .value=${liveValue(value)} @input=${take} />`;
}

function answerControls(run: Run, item: RunItem): TemplateResult | typeof nothing {
  if (item.kind === "note" || item.kind === "hidden") return nothing;
  const choices = choicesOf(item);
  if (!choices.length) return input(run, item);
  const isScale = choices.every((choice) => choice.label.length <= 2);
  const role = item.kind === "multiple" ? "group" : "radiogroup";
  return html`<div class="choices ${isScale ? "in-a-row" : ""}" role=${role} aria-labelledby="say">
    ${choices.map((choice, place) => choiceRow(run, item, choice, place))}
  </div>`;
}

export function scriptItem(run: Run, item: RunItem): TemplateResult {
  return html`<p class="say" id="say">${item.say}</p>
    ${answerControls(run, item)}
    ${item.instruction ? html`<p class="instruction">${item.instruction}</p>` : nothing}`;
}
