/** Two records of one customer side by side: what is kept is chosen field by field; what was merged can be undone for a day. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { get, post, problemText, query } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { announce } from "../ui/announce";
import { fieldName } from "../ui/field_names";
import { when } from "../ui/format";
import { numberText } from "../ui/number";
import { agentName } from "../ui/people";
import { refresh } from "../ui/view";
import type { Customer, Merge, Page } from "../wire";

type Choice = "kept" | "gone" | "both";
type Plain = "name" | "organisation" | "email" | "external_id" | "note";

interface Merging {
  searched: string;
  found: Customer[];
  gone: Customer | null;
  choices: Record<string, Choice>;
  problem: string;
  sending: boolean;
}

const PLAIN: Plain[] = ["name", "organisation", "email", "external_id", "note"];
const A_DAY_MS = 86_400_000;
let merging: Merging | null = null;
let merges: Merge[] = [];
let undoing = "";
let undoProblem = "";
let timer = 0;

export const mayMerge = (): boolean => boot.user?.role === "supervisor" || boot.user?.role === "admin";
export const isMerging = (): boolean => merging !== null;

export async function fetchMerges(customerId: string): Promise<void> {
  if (!mayMerge()) return;
  merges = (await get<Page<Merge>>(`/merges${query({ customer: customerId })}`)).items;
  refresh();
}

/** Opens it, at once with the other record when `goneId` is given. */
export async function startMerging(goneId: string | null = null): Promise<void> {
  merging = { searched: "", found: [], gone: null, choices: {}, problem: "", sending: false };
  refresh();
  if (goneId) await choose(goneId);
}

export function stopMerging(): void {
  merging = null;
  refresh();
}

async function choose(customerId: string): Promise<void> {
  const current = merging;
  if (!current) return;
  try {
    current.gone = await get<Customer>(`/customers/${customerId}`);
    current.problem = "";
  } catch (error) {
    current.problem = problemText(error);
  }
  refresh();
}

function search(text: string): void {
  const current = merging;
  if (!current) return;
  current.searched = text;
  clearTimeout(timer);
  timer = window.setTimeout(async () => {
    const found = text.trim() ? (await get<Page<Customer>>(`/customers${query({ q: text, limit: 8 })}`)).items : [];
    if (current.searched === text) current.found = found;
    refresh();
  }, 250);
}

async function send(kept: Customer, current: Merging, done: () => void): Promise<void> {
  if (!current.gone || current.sending) return;
  current.sending = true;
  try {
    const body = { gone_id: current.gone.customer_id, version: kept.version, gone_version: current.gone.version, choices: current.choices };
    await post<Merge>(`/customers/${kept.customer_id}/merge`, body);
    merging = null;
    announce(_("The two customers are one now."));
    done();
  } catch (error) {
    current.problem = problemText(error);
  }
  current.sending = false;
  refresh();
}

function label(name: string): string {
  const words: Record<string, string> = {
    name: _("Name"), organisation: _("Organisation"), email: _("E-mail"), external_id: _("Customer no."), note: _("Note"),
    numbers: _("Numbers"), tags: _("Tags"), fields: _("More fields"),
  };
  return words[name] ?? fieldName(name);
}

function cell(current: Merging, name: string, side: Choice, text: string, chosen: Choice): TemplateResult {
  return html`<td><label><input type="radio" name=${`merge-${name}`} value=${side} .checked=${live(chosen === side)}
    @change=${() => { current.choices[name] = side; refresh(); }} /><span>${text || html`<span class="muted">${_("empty")}</span>`}</span></label></td>`;
}

function row(current: Merging, name: string, title: string, kept: string, gone: string): TemplateResult | typeof nothing {
  if (!kept && !gone) return nothing;
  if (kept === gone) return html`<tr><th scope="row">${title}</th><td colspan="2">${kept}</td><td></td></tr>`;
  const filled = kept ? "kept" : "gone";
  const chosen = current.choices[name] ?? (name === "note" && kept && gone ? "both" : filled);
  const both = name === "note" && kept && gone ? cell(current, name, "both", _("both"), chosen) : html`<td></td>`;
  return html`<tr><th scope="row">${title}</th>${cell(current, name, "kept", kept, chosen)}${cell(current, name, "gone", gone, chosen)}${both}</tr>`;
}

function fields(current: Merging, kept: Customer, gone: Customer): TemplateResult {
  const own = [...new Set([...Object.keys(kept.fields), ...Object.keys(gone.fields)])];
  const numbers = [...kept.numbers, ...gone.numbers].map((one) => one.e164 ?? one.raw);
  const united = html`${[...new Set(numbers)].map((one) => html`${numberText(one)} `)}`;
  const tags = [...new Set([...kept.tags, ...gone.tags])].join(" ");
  return html`<div class="scroll"><table class="list merge-fields"><thead><tr><th scope="col">${_("Field")}</th><th scope="col">${_("This customer, who stays")}</th>
      <th scope="col">${_("The other one, who goes")}</th><th scope="col">${_("Both")}</th></tr></thead><tbody>
    ${PLAIN.map((name) => row(current, name, label(name), kept[name] ?? "", gone[name] ?? ""))}
    ${own.map((name) => row(current, `fields.${name}`, fieldName(name), kept.fields[name] ?? "", gone.fields[name] ?? ""))}
    <tr><th scope="row">${_("Numbers")}</th><td colspan="3">${united} <span class="muted">${_("all are kept")}</span></td></tr>
    ${tags ? html`<tr><th scope="row">${_("Tags")}</th><td colspan="3">${tags} <span class="muted">${_("all are kept")}</span></td></tr>` : nothing}
  </tbody></table></div>`;
}

function foundRow(one: Customer): TemplateResult {
  return html`<li><button class="candidate" @click=${() => choose(one.customer_id)}><strong>${one.name}</strong><span>${one.organisation ?? ""}</span>
    <span class="why">${numberText(one.numbers[0]?.e164 ?? one.numbers[0]?.raw)}</span></button></li>`;
}

export function mergingPart(kept: Customer, done: () => void): TemplateResult | typeof nothing {
  const current = merging;
  if (!current) return nothing;
  const others = current.found.filter((one) => one.customer_id !== kept.customer_id);
  return html`<section class="panel merging" aria-label=${_("Merge with another customer")}><h2>${_("Merge with another customer")}</h2>
    ${current.gone ? html`<p class="hint">${_("Calls, answers, messages and tasks of both will belong to the one who stays. It can be undone for a day.")}</p>${fields(current, kept, current.gone)}`
      : html`<label class="field"><span>${_("Find the other record")}</span><input type="search" placeholder=${_("Name, organisation or any form of a number")}
          .value=${live(current.searched)} @input=${(event: Event) => search((event.target as HTMLInputElement).value)} /></label>
        <ul class="candidates">${others.map(foundRow)}</ul>`}
    ${current.problem ? html`<p class="problem" role="alert">${current.problem}</p>` : nothing}
    <div class="buttons">${current.gone ? html`<button class="primary" @click=${() => send(kept, current, done)}>${_("Make them one")}</button>` : nothing}
      <button @click=${stopMerging}>${_("Cancel")}</button></div></section>`;
}

async function undo(merge: Merge, done: () => void): Promise<void> {
  try {
    await post(`/merges/${merge.merge_id}/undo`, { version: merge.version });
    undoing = undoProblem = "";
    announce(_("They are two customers again."));
    done();
  } catch (error) {
    undoProblem = problemText(error);
    void fetchMerges(merge.kept_id);
  }
  refresh();
}

function lostChanges(merge: Merge): TemplateResult | typeof nothing {
  if (!merge.lost.length) return nothing;
  const one = (lost: Merge["lost"][number]): TemplateResult => html`<li><strong>${label(lost.field)}</strong>: ${lost.now || _("empty")} → ${lost.restored || _("empty")}</li>`;
  return html`<div class="lost-changes"><p>${_("What was changed here since the merge goes with an undo:")}</p><ul>${merge.lost.map(one)}</ul></div>`;
}

function mergeRow(merge: Merge, done: () => void): TemplateResult {
  const isOpen = undoing === merge.merge_id;
  const ask = (): void => {
    undoing = isOpen ? "" : merge.merge_id;
    undoProblem = "";
    refresh();
  };
  return html`<li>${_("{name} became part of this customer", { name: merge.gone.name })} <span class="muted">${agentName(merge.by)}, ${when(merge.at)}</span>
    <button class="quiet" aria-expanded=${isOpen} @click=${ask}>${_("Undo the merge")}</button>
    ${isOpen ? html`<div class="panel">${lostChanges(merge)}
      ${undoProblem ? html`<p class="problem" role="alert">${undoProblem}</p>` : nothing}
      <div class="buttons"><button class="danger" @click=${() => undo(merge, done)}>${_("Make them two again")}</button>
        <button @click=${ask}>${_("Cancel")}</button></div></div>` : nothing}</li>`;
}

/** What became part of this customer today and can still be undone. */
export function mergesPart(done: () => void): TemplateResult | typeof nothing {
  const recent = merges.filter((merge) => !merge.undone_at && merge.version !== null && Date.now() - Date.parse(merge.at) < A_DAY_MS);
  if (!recent.length) return nothing;
  return html`<ul class="merges" aria-label=${_("Merges")}>${recent.map((merge) => mergeRow(merge, done))}</ul>`;
}
