/** The audit log: who did what to what, in words; the codes stand in titles. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import { fullTime, when } from "../ui/format";
import { person } from "../ui/people";
import { reasonWord } from "../ui/state";
import { actionWord, dispositionWord } from "../ui/words";
import type { AuditEntry } from "../wire";
import { Listing } from "./listing";

type Shown = TemplateResult | string | typeof nothing;

const audit = new Listing<AuditEntry>();

export function loadAudit(): Promise<void> {
  return audit.load("/audit?limit=100");
}

const customerLink = (id: string): TemplateResult => html`<a href="/customers/${id}" title=${id}>${_("Customer")}</a>`;
const callLink = (id: string): TemplateResult => html`<a href="/calls/${id}" title=${id}>${_("Call")}</a>`;

/** Nobody is named twice: what people do to themselves has no subject. */
function subjectOf({ action, subject, user }: AuditEntry): Shown {
  if (subject === user) return nothing;
  if (action.startsWith("customer_")) return customerLink(subject);
  if (action === "call.dial") return subject;
  if (action.startsWith("task.")) return html`<span title=${subject}>${_("Task")}</span>`;
  return action.startsWith("call.") ? callLink(subject) : person(subject);
}

function detailOf(name: string, value: string): Shown {
  switch (name) {
    case "disposition": return html`<span title=${value}>${dispositionWord(value)}</span>`;
    case "reason": return html`<span title=${value}>${reasonWord(value)}</span>`;
    case "customer": return customerLink(value);
    case "address": return _("from {address}", { address: value });
    default: return `${name}: ${value}`;
  }
}

function row(entry: AuditEntry): TemplateResult {
  const details = Object.entries(entry.detail).filter(([, value]) => value);
  return html`<tr><td><time datetime=${entry.at} title=${fullTime(entry.at)}>${when(entry.at)}</time></td><td>${person(entry.user)}</td>
    <td><span title=${entry.action}>${actionWord(entry.action)}</span></td><td>${subjectOf(entry)}</td>
    <td class="long">${details.map(([name, value], place) => html`${place ? _(", ") : nothing}${detailOf(name, value)}`)}</td></tr>`;
}

export function auditPart(): TemplateResult {
  return html`<section><h2>${_("Audit log")}</h2>
    <div class="scroll"><table class="list"><thead><tr><th scope="col">${_("When")}</th><th scope="col">${_("Who")}</th>
      <th scope="col">${_("What")}</th><th scope="col">${_("To what")}</th><th scope="col">${_("Details")}</th></tr></thead>
      <tbody>${repeat(audit.items, (_entry, place) => place, row)}</tbody></table></div>
    ${audit.foot(_("Who did what appears here."))}</section>`;
}
