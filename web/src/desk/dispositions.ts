/** The tree of dispositions on the desk: one level at a time, by digits, or all of its ends through a filter. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { boot } from "../boot";
import { _ } from "../i18n";
import { icon } from "../ui/icon";
import { refresh, whenDrawn } from "../ui/view";
import { dispositionWord } from "../ui/words";
import type { Disposition, Work } from "../wire";
import { draftOf, edit } from "./drafts";
import { groupOf, isGroup, keyed, levelOf, matching } from "./disposition_tree";

/** Work item -> the group that is open; "" the top. */
const openGroups = new Map<string, string>();
const filters = new Map<string, string>();

/** More than so many ends, or groups: then there is a field to filter them. */
const FEW = 9;

const level = (work: Work): string => openGroups.get(work.work_id) ?? groupOf(boot.dispositions, draftOf(work).outcome.disposition);

const here = (work: Work): Disposition[] => levelOf(boot.dispositions, level(work), work.pop.queue);

/** The chip with the focus goes: the first of the level takes it. */
function open(work: Work, group: string): void {
  const hadFocus = document.activeElement?.closest(".outcome .chips") != null;
  openGroups.set(work.work_id, group);
  filters.delete(work.work_id);
  if (hadFocus) whenDrawn(() => focusDispositions());
  else refresh();
}

function pick(work: Work, one: Disposition): void {
  if (isGroup(boot.dispositions, one)) return open(work, one.code);
  openGroups.delete(work.work_id);
  filters.delete(work.work_id);
  edit(work, { disposition: one.code });
}

/** A digit chooses in the level that is open. */
export function pickByKey(work: Work, key: string): boolean {
  const found = keyed(here(work)).find(([digit]) => digit === key);
  if (found) pick(work, found[1]);
  return found !== undefined;
}

/** One level up; false at the top. */
export function goUp(work: Work): boolean {
  const group = level(work);
  if (!group) return false;
  open(work, boot.dispositions.find((one) => one.code === group)?.parent ?? "");
  return true;
}

/** Where a required choice is waited for. */
export function focusDispositions(): boolean {
  const place = document.querySelector<HTMLElement>(".outcome .chips :is(.chip input, .chip.group)");
  place?.focus();
  return place !== null;
}

export function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>(".outcome .chip-filter");
  field?.focus();
  return field !== null;
}

export function isRequired(work: Work): boolean {
  const queue = work.pop.queue;
  return (queue !== null ? boot.disposition_required_in[queue] : undefined) ?? boot.disposition_required;
}

function chip(work: Work, one: Disposition, key: string, label = one.label): TemplateResult {
  if (isGroup(boot.dispositions, one)) {
    return html`<button type="button" class="chip group" data-key=${key || nothing} aria-haspopup="true" @click=${() => pick(work, one)}><span>${label}</span>${icon("down", 12)}</button>`;
  }
  const isChosen = draftOf(work).outcome.disposition === one.code;
  return html`<label class="chip ${isChosen ? "chosen" : ""}" data-key=${key || nothing}>
    <input type="radio" name="disposition" .checked=${liveValue(isChosen)} @change=${() => pick(work, one)} />
    <span>${label}</span></label>`;
}

function onFilterKey(work: Work, event: KeyboardEvent): void {
  const first = matching(boot.dispositions, filters.get(work.work_id) ?? "", work.pop.queue, dispositionWord)[0];
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || !first) return;
  event.preventDefault();
  pick(work, first);
  whenDrawn(() => document.querySelector<HTMLElement>(".outcome textarea")?.focus());
}

function filterField(work: Work): TemplateResult | typeof nothing {
  const all = matching(boot.dispositions, "", work.pop.queue, dispositionWord);
  if (all.length <= FEW && !all.some((one) => one.parent)) return nothing;
  const take = (event: Event): void => {
    filters.set(work.work_id, (event.target as HTMLInputElement).value);
    refresh();
  };
  return html`<input type="search" class="chip-filter" aria-label=${_("Filter the outcomes")} placeholder=${_("Filter (F)")}
    .value=${liveValue(filters.get(work.work_id) ?? "")} @input=${take} @keydown=${(event: KeyboardEvent) => onFilterKey(work, event)} />`;
}

function way(work: Work): TemplateResult | typeof nothing {
  const group = level(work);
  if (!group) return nothing;
  return html`<button type="button" class="chip up" data-key="0" @click=${() => goUp(work)} aria-label=${_("Up from {group}", { group: dispositionWord(group) })}>
    ${icon("back", 12)}<span>${dispositionWord(group)}</span></button>`;
}

/** What is chosen, when another level is open. */
function chosenElsewhere(work: Work): TemplateResult | typeof nothing {
  const chosen = draftOf(work).outcome.disposition;
  if (!chosen || here(work).some((one) => one.code === chosen)) return nothing;
  return html`<span class="chip chosen">${icon("check", 12)}<span>${dispositionWord(chosen)}</span></span>`;
}

export function dispositionChips(work: Work): TemplateResult {
  const text = (filters.get(work.work_id) ?? "").trim();
  const chips = text
    ? matching(boot.dispositions, text, work.pop.queue, dispositionWord).map((one) => chip(work, one, "", dispositionWord(one.code)))
    : keyed(here(work)).map(([key, one]) => chip(work, one, key));
  return html`<div class="chips" role="group" aria-labelledby="outcome-title" aria-describedby="outcome-needed">
    ${text ? nothing : way(work)}${chips}${text ? nothing : chosenElsewhere(work)}
    ${text && !chips.length ? html`<span class="hint">${_("No outcome has these words.")}</span>` : nothing}
    ${filterField(work)}</div>`;
}
