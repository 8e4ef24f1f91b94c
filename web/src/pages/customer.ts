/** One customer: the record, what is open, every call; editing it without overwriting a colleague. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, Problem, problemText, put } from "../api";
import { _ } from "../i18n";
import { onLanguage } from "../language";
import { customerFacts, tagList } from "../ui/customer_card";
import { customerForm, formOf, type CustomerForm } from "../ui/customer_form";
import { lastTime } from "../ui/last_time";
import { organisationPart } from "../ui/organisation";
import { openTaskForm, taskPart, tasksAreAbout } from "../ui/task_form";
import { timelinePart } from "../ui/timeline";
import { renewPast } from "../ui/timeline_state";
import { mount, refresh } from "../ui/view";
import { fetchMerges, isMerging, mayMerge, mergesPart, mergingPart, startMerging } from "./merging";
import type { Customer, CustomerDraft, History } from "../wire";

let id = location.pathname.split("/").pop() ?? "";
let customer: Customer | null = null;
let past: History | null = null;
let form: CustomerForm | null = null;
let problem = "";
/** The address was that of a customer who became part of this one. */
let mergedFrom = false;

async function load(): Promise<void> {
  try {
    [customer, past] = await Promise.all([get<Customer>(`/customers/${id}`), get<History>(`/customers/${id}/history`)]);
    document.title = customer.name;
    if (customer.merged_from) {
      id = customer.customer_id;
      mergedFrom = true;
      history.replaceState(null, "", `/customers/${id}`);
    }
    void fetchMerges(id);
    renewPast(customer.customer_id);
  } catch (error) {
    problem = problemText(error);
  }
  refresh();
}

/** A colleague saved meanwhile: what was typed stays, the next save is based on the newest record. */
async function save(draft: CustomerDraft): Promise<void> {
  if (!customer) return;
  try {
    customer = await put<Customer>(`/customers/${id}`, { ...draft, version: customer.version });
    form = null;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
    customer = await get<Customer>(`/customers/${id}`);
    throw new Problem(409, "conflict", _("Somebody else changed this customer meanwhile; their record is shown above. Your text is still here: check it and save again."));
  }
}

function startEdit(): void {
  form = customer ? formOf(customer, customer.numbers.map((one) => one.raw)) : null;
  refresh();
}

function stopEdit(): void {
  form = null;
  refresh();
}

function page(): TemplateResult {
  if (!customer) return html`<div class="sheet">${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}</div>`;
  return html`<div class="sheet narrow">
    <p><a href="/customers">${_("All customers")}</a></p>
    <header class="person"><h1>${customer.name}</h1><span>${customer.organisation ?? ""}</span>${tagList(customer.tags)}
      ${form || isMerging() ? nothing : html`<span class="push buttons"><button @click=${startEdit}>${_("Edit")}</button>
        <button @click=${openTaskForm}>${_("New task")}</button>
        ${mayMerge() ? html`<button @click=${() => startMerging()}>${_("Merge with …")}</button>` : nothing}</span>`}</header>
    ${mergedFrom ? html`<p class="hint">${_("The record you asked for became part of this one.")}</p>` : nothing}
    ${taskPart()}
    ${mergesPart(load)}${mergingPart(customer, load)}
    ${customerFacts(customer)}
    ${form ? html`<section class="panel">${customerForm(form, _("Save the customer"), save, stopEdit)}</section>` : nothing}
    ${past ? lastTime(past, load, true) : nothing}
    ${organisationPart(customer)}
    ${timelinePart(customer.customer_id, past?.calls, undefined, 2)}
  </div>`;
}

export function customerPage(root: HTMLElement): void {
  const goneId = new URLSearchParams(location.search).get("merge");
  if (goneId && mayMerge()) void startMerging(goneId);
  tasksAreAbout(() => ({ customer_id: customer?.customer_id, name: customer?.name }), () => void load());
  void load();
  onLanguage(load);
  mount(root, page);
}
