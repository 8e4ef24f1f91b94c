/** Who may be calling: the candidates with their reasons, who was set aside, a search. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { _ } from "../i18n";
import { when } from "../ui/format";
import { icon } from "../ui/icon";
import { numberText } from "../ui/number";
import { agentName } from "../ui/people";
import type { Candidate, Customer, SetAside, Work } from "../wire";
import { choose, fitting, matchingOf, search, setMode } from "./matching";
import { alsoThis, hasNumber, notThis, takeBack } from "./persons";
import { sharedButton, sharedForm, sharedLine } from "./shared_number";

/** The reason with names to show in place of log-in names. */
export function reasonOfMatch(one: Candidate): string {
  return (one.words ?? one.why).replace(/\{(\w+)\}/g, (place, name: string) => (one.people && name in one.people ? agentName(one.people[name] ?? "") : place));
}

function extension(one: Candidate): TemplateResult | typeof nothing {
  return one.extension ? html`<span class="extension">${_("ext. {n}", { n: one.extension })}</span>` : nothing;
}

function candidateRow(work: Work, one: Candidate): TemplateResult {
  const label = _("{name} is not calling", { name: one.name });
  return html`<li class="candidate-row"><button class="candidate" @click=${() => pick(work, one.customer_id)}>
      <strong>${one.name} ${extension(one)}</strong><span>${one.organisation ?? ""}</span><span class="why">${reasonOfMatch(one)}</span></button>
    <button class="quiet not-this" title=${label} aria-label=${label} @click=${() => notThis(work, one.customer_id)}>${icon("close", 14)}</button></li>`;
}

function foundRow(work: Work, one: Customer): TemplateResult {
  return html`<li><button class="candidate" @click=${() => pick(work, one.customer_id)}>
    <strong>${one.name}</strong><span>${one.organisation ?? ""}</span>
    <span class="why">${numberText(one.numbers[0]?.e164 ?? one.numbers[0]?.raw)}</span></button></li>`;
}

/** Chooses, or remembers as another one who calls from this number. */
function pick(work: Work, customerId: string): void {
  const isKnown = work.pop.candidates.some((one) => one.customer_id === customerId);
  if (matchingOf(work).mode === "also" && !isKnown) void alsoThis(work, customerId);
  else void choose(work, customerId);
}

function heading(work: Work): string {
  const { candidates, shared, caller } = work.pop;
  if (matchingOf(work).mode === "also") return _("Who else calls from this number?");
  if (!caller.number) return _("Number withheld");
  if (shared?.kind === "switchboard") return _("Who is calling from the switchboard?");
  return candidates.length > 1 ? _("{n} customers have this number", { n: candidates.length }) : _("Who is calling?");
}

function hint(work: Work): TemplateResult | typeof nothing {
  if (matchingOf(work).mode === "also") return html`<p class="hint">${_("Whom you choose is on the phone now and is offered next time. Their record stays as it is.")}</p>`;
  if (!work.pop.caller.number) return html`<p class="hint">${_("The caller hides the number: ask for the name and search.")}</p>`;
  return nothing;
}

function asideRow(work: Work, one: SetAside): TemplateResult {
  return html`<li>${icon("close", 14)}<span>${_("{name}: set aside by {by}, {when}", { name: one.name, by: agentName(one.by), when: when(one.at) })}</span>
    <button class="quiet" @click=${() => takeBack(work, one.ruling_id)}>${_("Undo")}</button></li>`;
}

/** Who was said not to call from this number. */
export function setAsideList(work: Work): TemplateResult | typeof nothing {
  const aside = work.pop.set_aside ?? [];
  if (!aside.length) return nothing;
  return html`<ul class="set-aside" aria-label=${_("Set aside for this number")}>${aside.map((one) => asideRow(work, one))}</ul>`;
}

export function chooser(work: Work): TemplateResult {
  const matching = matchingOf(work);
  const fits = fitting(work);
  const others = matching.found.filter((one) => !work.pop.candidates.some((known) => known.customer_id === one.customer_id));
  const isSwitchboard = work.pop.shared?.kind === "switchboard";
  return html`<h2>${heading(work)}</h2>${hint(work)}${sharedLine(work)}
    <ul class="candidates">${fits.map((one) => candidateRow(work, one))}</ul>
    ${setAsideList(work)}
    <label class="field"><span>${isSwitchboard ? _("Name or extension") : _("Find another customer")}</span>
      <input type="search" class="find-customer" placeholder=${_("Name, organisation or any form of a number")} .value=${liveValue(matching.searched)}
        @input=${(event: Event) => search(work, (event.target as HTMLInputElement).value)} /></label>
    <ul class="candidates">${others.map((one) => foundRow(work, one))}</ul>
    ${matching.problem ? html`<p class="problem" role="alert">${matching.problem}</p>` : nothing}
    <div class="buttons">
      <button @click=${() => setMode(work, "new")}>${icon("plus")}<span>${_("New customer")}</span></button>
      ${work.customer ? html`<button @click=${() => setMode(work, "shown")}>${_("Cancel")}</button>` : nothing}
      ${hasNumber(work) ? sharedButton(work) : nothing}
    </div>${sharedForm(work)}`;
}
