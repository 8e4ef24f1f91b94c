/** Finding customers by name, organisation, tag or any form of a number; adding one. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { post, query } from "../api";
import { _ } from "../i18n";
import { tagList } from "../ui/customer_card";
import { customerForm, formOf, type CustomerForm } from "../ui/customer_form";
import { icon } from "../ui/icon";
import { dialButton } from "../ui/dial";
import { numberText } from "../ui/number";
import { mount, refresh } from "../ui/view";
import type { Customer, CustomerDraft } from "../wire";
import { Listing } from "./listing";
import { mayMerge } from "./merging";

const list = new Listing<Customer>();
let wanted = new URLSearchParams(location.search).get("q") ?? "";
let form: CustomerForm | null = null;
let timer = 0;

function search(text: string): void {
  wanted = text;
  history.replaceState(null, "", `/customers${query({ q: text })}`);
  clearTimeout(timer);
  timer = window.setTimeout(() => void list.load(`/customers${query({ q: text, limit: 50 })}`), 250);
}

async function create(draft: CustomerDraft): Promise<void> {
  const customer = await post<Customer>("/customers", draft);
  location.assign(`/customers/${customer.customer_id}`);
}

function toggleForm(): void {
  form = form ? null : formOf({}, []);
  refresh();
}

function row(customer: Customer): TemplateResult {
  return html`<tr>
    <td><a href="/customers/${customer.customer_id}">${customer.name}</a></td>
    <td>${customer.organisation ?? ""}</td>
    <td>${customer.numbers.map((one) => html`<span class="one-number">${numberText(one.e164 ?? one.raw)} ${dialButton(one.e164 ?? one.raw)}</span>`)}</td>
    <td>${customer.email ?? ""}</td>
    <td>${tagList(customer.tags)}</td>
    <td>${customer.external_id ?? ""}</td>
  </tr>`;
}

function table(): TemplateResult | typeof nothing {
  if (!list.items.length) return nothing;
  return html`<div class="scroll"><table class="list"><thead><tr><th scope="col">${_("Name")}</th><th scope="col">${_("Organisation")}</th>
      <th scope="col">${_("Numbers")}</th><th scope="col">${_("E-mail")}</th><th scope="col">${_("Tags")}</th>
      <th scope="col">${_("Customer no.")}</th></tr></thead>
    <tbody>${repeat(list.items, (one) => one.customer_id, row)}</tbody></table></div>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <header class="sheet-head"><h1>${_("Customers")}</h1>
      ${mayMerge() ? html`<a class="button push" href="/customers/duplicates">${_("Possible duplicates")}</a>` : nothing}
      <button @click=${toggleForm} aria-expanded=${form !== null}>${icon("plus")}<span>${_("New customer")}</span></button></header>
    ${form ? html`<section class="panel">${customerForm(form, _("Save the customer"), create, toggleForm)}</section>` : nothing}
    <form role="search" class="filters" @submit=${(event: Event) => event.preventDefault()}>
      <label class="field grow-field"><span>${_("Name, organisation or any form of a number")}</span>
        <input type="search" .value=${live(wanted)} @input=${(event: Event) => search((event.target as HTMLInputElement).value)} /></label>
    </form>
    ${table()}
    ${list.foot(wanted ? _("Nobody found. Try fewer letters or the last digits of the number.") : _("No customers yet. Add one here or import a file with “cti import customers”."))}
  </div>`;
}

export function customersPage(root: HTMLElement): void {
  search(wanted);
  mount(root, page);
}
