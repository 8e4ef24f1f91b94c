/** The customer: known, to be chosen among candidates, or new. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { customerFacts, tagList } from "../ui/customer_card";
import { customerForm } from "../ui/customer_form";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import { lastTime } from "../ui/last_time";
import { organisationPart } from "../ui/organisation";
import { timelinePart } from "../ui/timeline";
import type { Customer, Work } from "../wire";
import { chooser, reasonOfMatch, setAsideList } from "./candidates";
import { create, followUpClosed, historyOf, matchingOf, saveEdit, setMode } from "./matching";
import { alsoKey, hasNumber, notThis } from "./persons";
import { sharedButton, sharedForm, sharedLine } from "./shared_number";
import { storyPart } from "./story";

function whyNew(work: Work): string {
  if (!work.pop.caller.number) return _("The number is withheld: search for the caller, or write down who it is.");
  return work.pop.set_aside?.length ? _("Nobody else is known with this number.") : _("Nobody is known with this number yet.");
}

function newCustomer(work: Work): TemplateResult {
  const { form, problem } = matchingOf(work);
  if (!form) return html``;
  const hasOthers = work.customer !== null || work.pop.candidates.length > 0;
  return html`<h2>${_("New customer")}</h2>
    <p class="hint">${whyNew(work)}</p>${setAsideList(work)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${customerForm(form, _("Save the customer"), (draft) => create(work, draft), hasOthers ? () => setMode(work, "choosing") : undefined)}
    ${hasOthers ? nothing : html`<p><button class="quiet" @click=${() => setMode(work, "choosing")}>${icon("search")}<span>${_("Find a known customer")}</span></button></p>`}`;
}

function whyShown(work: Work, customer: Customer): TemplateResult {
  const match = work.pop.candidates.find((one) => one.customer_id === customer.customer_id);
  const also = html`<button class="quiet" aria-keyshortcuts=${keyName("J")} @click=${() => alsoKey(work)}>
    ${match ? _("Also …") : _("Also this person")} <kbd>${keyName("J")}</kbd></button>`;
  return html`<p class="match">${match ? html`<span>${icon("check", 14)}${reasonOfMatch(match)}</span>` : nothing}
    <button class="quiet" @click=${() => notThis(work, customer.customer_id)}>${_("Not this person")}</button>
    ${hasNumber(work) ? also : nothing}${sharedButton(work)}</p>`;
}

function known(work: Work, customer: Customer): TemplateResult {
  const history = historyOf(work);
  const { problem } = matchingOf(work);
  return html`<header class="person">
      <h2>${customer.name}</h2><span class="organisation">${customer.organisation ?? ""}</span>${tagList(customer.tags)}
      <span class="push"><button class="quiet" @click=${() => setMode(work, "editing")}>${_("Edit")}</button>
        <a href="/customers/${customer.customer_id}">${_("Whole record")}</a></span>
    </header>
    ${whyShown(work, customer)}${sharedForm(work)}${sharedLine(work)}${setAsideList(work)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${history ? lastTime(history, () => followUpClosed(customer.customer_id)) : nothing}
    ${customerFacts(customer)}
    ${organisationPart(customer)}
    ${storyPart(work.pop)}
    ${timelinePart(customer.customer_id, history?.calls, work.call_id)}`;
}

export function customerPart(work: Work | null): TemplateResult {
  if (!work) {
    return html`<h2>${_("Customer")}</h2>
      <p class="empty">${_("Who is calling appears here when it rings: name, organisation, last calls and open matters.")}</p>`;
  }
  const { mode, form } = matchingOf(work);
  if (mode === "choosing" || mode === "also") return html`${chooser(work)}${storyPart(work.pop)}`;
  if (mode === "new") return html`${newCustomer(work)}${storyPart(work.pop)}`;
  if (mode === "editing" && form) {
    const cancel = (): void => setMode(work, "shown");
    return html`<h2>${_("Edit the customer")}</h2>${customerForm(form, _("Save the customer"), (draft) => saveEdit(work, draft), cancel)}`;
  }
  return work.customer ? known(work, work.customer) : html`${chooser(work)}${storyPart(work.pop)}`;
}
