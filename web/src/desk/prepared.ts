/** The entry an agent has taken and not called yet: who it is, why, and the one key that calls. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import { customerFacts, tagList } from "../ui/customer_card";
import { fullTime, when } from "../ui/format";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import { numberText } from "../ui/number";
import { lastTime } from "../ui/last_time";
import { timelinePart } from "../ui/timeline";
import { refresh } from "../ui/view";
import type { Customer, Entry, History } from "../wire";
import { call, close, isCalling, release } from "./entries";
import { dueSign, thereSign, whyText } from "./entry_row";

function kindWord(entry: Entry): string {
  const words = { callback: _("Callback"), missed: _("Missed call"), task: _("Task") };
  return words[entry.kind];
}

function callButton(entry: Entry): TemplateResult {
  if (!entry.number) return html`<p class="hint">${_("No number to call is known.")}</p>`;
  const busy = isCalling(entry);
  return html`<button class="primary push-all" aria-disabled=${busy ? "true" : nothing} @click=${() => call(entry)}>
    ${icon("dial")}<span>${busy ? _("Your phone rings first") : _("Call now")}</span> <kbd>${keyName("G")}</kbd></button>`;
}

function closeWord(entry: Entry): string {
  return entry.kind === "missed" ? _("Not needed") : _("Done");
}

export function preparedCard(entry: Entry): TemplateResult {
  return html`<article class="call-card tone-prepared" aria-label=${_("Next to call")}>
    <header><span class="state-line">${icon(entry.kind === "missed" ? "missed" : "flag", 18)}<strong>${kindWord(entry)}</strong></span>
      ${dueSign(entry)}</header>
    <p class="caller">${entry.number ? numberText(entry.number) : (entry.title ?? "")}</p>
    <p class="who">${[entry.name, entry.number ? entry.title : null].filter(Boolean).join(" · ") || _("Unknown caller")}</p>
    <p class="why-line">${whyText(entry)}</p>
    ${thereSign(entry)}
    <div class="call-actions">${callButton(entry)}</div>
    <div class="call-actions"><button @click=${() => close(entry)}>${icon("check")}<span>${closeWord(entry)}</span></button>
      <button @click=${() => release(entry)}>${icon("close")}<span>${_("Give back")}</span></button></div>
    ${entry.taken_until ? html`<p class="hint">${_("Yours until {time}.", { time: when(entry.taken_until) })}</p>` : nothing}
  </article>`;
}

/** The customer of the prepared entry, read once for each. */
let shown: { id: string; customer: Customer | null; history: History | null; problem: string } | null = null;

async function load(id: string): Promise<void> {
  try {
    const [customer, history] = await Promise.all([get<Customer>(`/customers/${id}`), get<History>(`/customers/${id}/history`)]);
    if (shown?.id === id) shown = { id, customer, history, problem: "" };
  } catch (error) {
    if (shown?.id === id) shown = { ...shown, problem: problemText(error) };
  }
  refresh();
}

function customerOf(id: string): NonNullable<typeof shown> {
  if (shown?.id !== id) {
    shown = { id, customer: null, history: null, problem: "" };
    void load(id);
  }
  return shown;
}

function lastCall(entry: Entry): TemplateResult | typeof nothing {
  if (!entry.call_id) return nothing;
  const at = entry.last_at ?? entry.since;
  return html`<p><a href="/calls/${entry.call_id}">${_("The call of {time}", { time: when(at) })}</a> <time class="hidden-label" datetime=${at}>${fullTime(at)}</time></p>`;
}

export function preparedCustomer(entry: Entry): TemplateResult {
  if (!entry.customer_id) {
    return html`<h2>${entry.name ?? _("Unknown caller")}</h2>
      <p class="hint">${_("Nobody is known with this number yet; who it is can be written down when you talk.")}</p>${lastCall(entry)}`;
  }
  const { customer, history, problem } = customerOf(entry.customer_id);
  if (problem) return html`<h2>${entry.name ?? ""}</h2><p class="problem" role="alert">${problem}</p>`;
  if (!customer) return html`<h2>${entry.name ?? ""}</h2>`;
  return html`<header class="person"><h2>${customer.name}</h2><span class="organisation">${customer.organisation ?? ""}</span>${tagList(customer.tags)}</header>
    <p class="match"><a href="/customers/${customer.customer_id}">${_("Whole record")}</a></p>
    ${history ? lastTime(history, () => void load(customer.customer_id)) : nothing}
    ${lastCall(entry)}
    ${customerFacts(customer)}
    ${timelinePart(customer.customer_id, history?.calls)}`;
}
