/** A customer's organisation: its other people and what is open for them; fetched when it is opened. */

import { html, nothing, type TemplateResult } from "lit-html";
import { get, problemText } from "../api";
import { _ } from "../i18n";
import type { Customer, OpenMatter, Organisation } from "../wire";
import { dialButton } from "./dial";
import { fullTime, when } from "./format";
import { icon } from "./icon";
import { numberText } from "./number";
import { refresh } from "./view";
import { openMatterWord } from "./words";

interface Seen {
  organisation: Organisation | null;
  problem: string;
}

const seen = new Map<string, Seen>();

async function fetchOrganisation(customerId: string): Promise<void> {
  const known: Seen = seen.get(customerId) ?? { organisation: null, problem: "" };
  seen.set(customerId, known);
  try {
    known.organisation = await get<Organisation>(`/customers/${customerId}/organisation`);
    known.problem = "";
  } catch (error) {
    known.problem = problemText(error);
  }
  refresh();
}

function matterOf(matter: OpenMatter): TemplateResult {
  return html`<span class="promise">${icon(matter.task_id ? "check" : "flag", 14)} ${openMatterWord(matter.kind)}
    ${matter.due ? html`<time title=${fullTime(matter.due)}>${when(matter.due)}</time>` : nothing} <span class="muted">${matter.note ?? ""}</span></span>`;
}

function personRow(one: Customer, open: OpenMatter[]): TemplateResult {
  const number = one.numbers[0];
  return html`<li><a href="/customers/${one.customer_id}">${one.name}</a>
    ${number ? html`<span class="one-number">${numberText(number.e164 ?? number.raw)}${number.extension ? html`<span class="muted">${_("ext. {n}", { n: number.extension })}</span>` : nothing}
      ${dialButton(number.e164 ?? number.raw)}</span>` : nothing}
    ${open.filter((matter) => matter.customer_id === one.customer_id).map(matterOf)}</li>`;
}

function people(known: Seen | undefined): TemplateResult {
  if (known?.problem) return html`<p class="problem" role="alert">${known.problem}</p>`;
  const found = known?.organisation;
  if (!found) return html`<p class="empty">${_("Fetching the people")}</p>`;
  if (!found.people.length) return html`<p class="empty">${_("Nobody else of this organisation is known.")}</p>`;
  return html`<ul class="people">${found.people.map((one) => personRow(one, found.open))}</ul>
    ${found.more ? html`<p class="hint"><a href="/customers?q=${encodeURIComponent(found.organisation ?? "")}">${_("All of them")}</a></p>` : nothing}`;
}

export function organisationPart(customer: Customer): TemplateResult | typeof nothing {
  if (!customer.organisation) return nothing;
  const known = seen.get(customer.customer_id);
  const count = known?.organisation ? _("{people} more people, {open} open matters", { people: known.organisation.people.length, open: known.organisation.open.length }) : _("people and open matters");
  const toggled = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open) void fetchOrganisation(customer.customer_id);
  };
  return html`<details class="organisation-part" @toggle=${toggled}>
    <summary>${customer.organisation} <span class="muted">${count}</span></summary>${people(known)}</details>`;
}
