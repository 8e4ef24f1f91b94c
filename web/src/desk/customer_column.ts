/** The customer: known, to be chosen among candidates, or new. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { _ } from "../i18n";
import { customerFacts, tagList } from "../ui/customer_card";
import { customerForm } from "../ui/customer_form";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { openMatters, timeline } from "../ui/timeline";
import type { Candidate, Customer, Work } from "../wire";
import { storyPart } from "./story";
import { choose, create, followUpClosed, historyOf, matchingOf, saveEdit, search, setMode } from "./matching";

function candidateRow(work: Work, one: Candidate): TemplateResult {
  return html`<li><button class="candidate" @click=${() => choose(work, one.customer_id)}>
    <strong>${one.name}</strong><span>${one.organisation ?? ""}</span><span class="why">${one.why}</span></button></li>`;
}

function foundRow(work: Work, one: Customer): TemplateResult {
  return html`<li><button class="candidate" @click=${() => choose(work, one.customer_id)}>
    <strong>${one.name}</strong><span>${one.organisation ?? ""}</span>
    <span class="why">${numberText(one.numbers[0]?.e164 ?? one.numbers[0]?.raw)}</span></button></li>`;
}

function chooser(work: Work): TemplateResult {
  const matching = matchingOf(work);
  const { candidates } = work.pop;
  const several = candidates.length > 1 ? _("{n} customers have this number", { n: candidates.length }) : _("Who is calling?");
  return html`<h2>${several}</h2>
    <ul class="candidates">${candidates.map((one) => candidateRow(work, one))}</ul>
    <label class="field"><span>${_("Find another customer")}</span>
      <input type="search" placeholder=${_("Name, organisation or any form of a number")} .value=${liveValue(matching.searched)}
        @input=${(event: Event) => search(work, (event.target as HTMLInputElement).value)} /></label>
    <ul class="candidates">${matching.found.map((one) => foundRow(work, one))}</ul>
    ${matching.problem ? html`<p class="problem" role="alert">${matching.problem}</p>` : nothing}
    <div class="buttons">
      <button @click=${() => setMode(work, "new")}>${icon("plus")}<span>${_("New customer")}</span></button>
      ${work.customer ? html`<button @click=${() => setMode(work, "shown")}>${_("Cancel")}</button>` : nothing}
    </div>`;
}

function newCustomer(work: Work): TemplateResult {
  const { form } = matchingOf(work);
  if (!form) return html``;
  const hasOthers = work.customer !== null || work.pop.candidates.length > 0;
  return html`<h2>${_("New customer")}</h2>
    <p class="hint">${_("Nobody is known with this number yet.")}</p>
    ${customerForm(form, _("Save the customer"), (draft) => create(work, draft), hasOthers ? () => setMode(work, "choosing") : undefined)}
    ${hasOthers ? nothing : html`<p><button class="quiet" @click=${() => setMode(work, "choosing")}>${icon("search")}<span>${_("Find a known customer")}</span></button></p>`}`;
}

function whyShown(work: Work, customer: Customer): TemplateResult | typeof nothing {
  const why = work.pop.candidates.find((one) => one.customer_id === customer.customer_id)?.why;
  return html`<p class="match">${why ? html`<span>${icon("check", 14)}${why}</span>` : nothing}
    <button class="quiet" @click=${() => setMode(work, "choosing")}>${_("Not this person")}</button>
    <button class="quiet" @click=${() => setMode(work, "editing")}>${_("Edit")}</button>
    <a href="/customers/${customer.customer_id}">${_("Whole record")}</a></p>`;
}

function known(work: Work, customer: Customer): TemplateResult {
  const history = historyOf(work);
  return html`<header class="person">
      <h2>${customer.name}</h2><span class="organisation">${customer.organisation ?? ""}</span>${tagList(customer.tags)}
    </header>
    ${whyShown(work, customer)}
    ${customerFacts(customer)}
    ${storyPart(work.pop)}
    ${history ? openMatters(history.open, () => followUpClosed(customer.customer_id)) : nothing}
    <h3>${_("History")}</h3>
    ${history ? timeline(history.calls, work.call_id) : nothing}`;
}

export function customerPart(work: Work | null): TemplateResult {
  if (!work) {
    return html`<h2>${_("Customer")}</h2>
      <p class="empty">${_("Who is calling appears here when it rings: name, organisation, last calls and open matters.")}</p>`;
  }
  const { mode, form } = matchingOf(work);
  if (mode === "choosing") return html`${chooser(work)}${storyPart(work.pop)}`;
  if (mode === "new") return html`${newCustomer(work)}${storyPart(work.pop)}`;
  if (mode === "editing" && form) {
    const cancel = (): void => setMode(work, "shown");
    return html`<h2>${_("Edit the customer")}</h2>${customerForm(form, _("Save the customer"), (draft) => saveEdit(work, draft), cancel)}`;
  }
  return work.customer ? known(work, work.customer) : html`${chooser(work)}${storyPart(work.pop)}`;
}
