/** Who the customer is: name, organisation, numbers, tags, fields, note. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import type { Customer } from "../wire";
import { dialButton } from "./dial";
import { fieldName } from "./field_names";
import { numberText } from "./number";

export function tagList(tags: string[]): TemplateResult | typeof nothing {
  if (!tags.length) return nothing;
  return html`<ul class="tags" aria-label=${_("Tags")}>${tags.map((tag) => html`<li>${tag}</li>`)}</ul>`;
}

function fact(label: string, value: unknown): TemplateResult | typeof nothing {
  return value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing;
}

function numbers(customer: Customer): TemplateResult {
  return html`${customer.numbers.map((one) => html`<span class="one-number">${numberText(one.e164 ?? one.raw)}
    ${one.label ? html`<span class="muted">${one.label}</span>` : nothing} ${dialButton(one.e164 ?? one.raw)}</span>`)}`;
}

/** An address that breaks before its @ when it must. */
function email(address: string | null): TemplateResult | string {
  const at = address?.indexOf("@") ?? -1;
  return address && at > 0 ? html`${address.slice(0, at)}<wbr>${address.slice(at)}` : (address ?? "");
}

export function customerFacts(customer: Customer): TemplateResult {
  return html`<dl class="facts">
    ${fact(_("Numbers"), customer.numbers.length ? numbers(customer) : "")}
    ${fact(_("E-mail"), email(customer.email))}
    ${fact(_("Customer no."), customer.external_id)}
    ${Object.entries(customer.fields ?? {}).map(([name, value]) => fact(fieldName(name), value))}
  </dl>
  ${customer.note ? html`<p class="customer-note">${customer.note}</p>` : nothing}`;
}
