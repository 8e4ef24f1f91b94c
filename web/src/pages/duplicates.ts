/** Customers who may be one: groups with what they have in common; merging begins on the page of the one who stays. */

import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { _ } from "../i18n";
import { put, problemText } from "../api";
import { announce } from "../ui/announce";
import { phone } from "../ui/format";
import { numberText } from "../ui/number";
import { mount, refresh } from "../ui/view";
import type { Customer, DuplicateGroup } from "../wire";
import { Listing } from "./listing";

const PATH = "/duplicates?limit=20";
const list = new Listing<DuplicateGroup>();

function reasonWord(group: DuplicateGroup): string {
  const { value } = group;
  const words = {
    external_id: _("Same customer no. {value}", { value }), name: _("Same name and organisation: {value}", { value }),
    email: _("Same e-mail {value}", { value }), number: _("Same number {value}", { value: phone(value) }),
  };
  return words[group.reason];
}

function row(one: Customer, group: DuplicateGroup): TemplateResult {
  const other = group.customers.find((candidate) => candidate.customer_id !== one.customer_id);
  return html`<li><a href="/customers/${one.customer_id}">${one.name}</a><span>${one.organisation ?? ""}</span>
    <span>${one.numbers.map((number) => html`<span class="one-number">${numberText(number.e164 ?? number.raw)}</span> `)}</span>
    ${other ? html`<a class="button" href="/customers/${one.customer_id}?merge=${other.customer_id}">${_("Keep this one and merge")}</a>` : nothing}</li>`;
}

async function share(group: DuplicateGroup): Promise<void> {
  try {
    await put("/shared-numbers", { number: group.value, kind: "family" });
    announce(_("Saved for this number."));
    await list.load(PATH);
  } catch (error) {
    list.problem = problemText(error);
    refresh();
  }
}

function part(group: DuplicateGroup): TemplateResult {
  return html`<section class="duplicate-group"><h2>${reasonWord(group)}</h2><ul>${group.customers.map((one) => row(one, group))}</ul>
    ${group.reason === "number" ? html`<p><button class="quiet" @click=${() => share(group)}>${_("Different people who share this number")}</button></p>` : nothing}</section>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <p><a href="/customers">${_("All customers")}</a></p>
    <h1>${_("Possible duplicates")}</h1>
    <p class="hint">${_("The surest come first. A number that several people share is left out once somebody says so, here or at the desk.")}</p>
    ${repeat(list.items, (group) => `${group.reason} ${group.value}`, part)}
    ${list.foot(_("No two customers look alike."))}
  </div>`;
}

export function duplicatesPage(root: HTMLElement): void {
  void list.load(PATH);
  mount(root, page);
}
