/** Accounts: list, add, disable, new password. */

import { html, nothing, type TemplateResult } from "lit-html";
import { post, Problem, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live, pbxMark } from "../live/state";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { refresh } from "../ui/view";
import { roleWord } from "../ui/words";
import type { Account } from "../wire";
import { Listing } from "./listing";

const accounts = new Listing<Account>();
let isAdding = false;
let problem = "";
let field: string | null = null;
/** The account whose new password is being typed. */
let passwordOf: string | null = null;
/** The account whose phone is being made the browser, or given a new password. */
let softphoneOf: string | null = null;
/** Whether the new account's phone is the browser. */
let isSoftphone = false;

export function loadAccounts(): Promise<void> {
  return accounts.load("/users");
}

/** Sends a change; what was refused is shown and nothing that was typed is lost. */
async function change(path: string, body: unknown, done: string): Promise<boolean> {
  try {
    await post(path, body);
    problem = "";
    field = null;
    announce(done);
    await loadAccounts();
    return true;
  } catch (error) {
    problem = problemText(error);
    field = error instanceof Problem ? error.field : null;
    refresh();
    return false;
  }
}

async function add(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const form = new FormData(event.target as HTMLFormElement);
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const body = {
    name: text("name"),
    role: text("role"),
    password: String(form.get("password") ?? ""),
    display_name: text("display_name") || null,
    extension: text("extension") || null,
    device: text("device") || null,
    pbx: text("pbx") || null,
    queues: text("queues").split(/[\s,，、]+/).filter(Boolean),
    softphone: text("phone") === "softphone" ? String(form.get("softphone") ?? "") : null,
  };
  isAdding = !(await change("/users", body, _("The account was added.")));
  refresh();
}

async function setSoftphone(event: SubmitEvent, name: string): Promise<void> {
  event.preventDefault();
  const secret = String(new FormData(event.target as HTMLFormElement).get("secret") ?? "") || null;
  if (await change(`/users/${name}/softphone`, { secret }, _("The phone was changed."))) softphoneOf = null;
  refresh();
}

async function setPassword(event: SubmitEvent, name: string): Promise<void> {
  event.preventDefault();
  const password = String(new FormData(event.target as HTMLFormElement).get("password") ?? "");
  if (await change(`/users/${name}/password`, { password }, _("The password was changed."))) passwordOf = null;
  refresh();
}

function toggleAdding(): void {
  isAdding = !isAdding;
  refresh();
}

function input(name: string, label: string, type = "text", required = false): TemplateResult {
  return html`<label class="field"><span>${label}</span><input name=${name} type=${type} ?required=${required}
    autocomplete=${type === "password" ? "new-password" : "off"} aria-invalid=${field === name ? "true" : nothing} /></label>`;
}

/** Several PBXes: which of them the phone is at. */
function pbxField(): TemplateResult | typeof nothing {
  const names = [...live.links.keys()];
  if (names.length < 2) return nothing;
  return html`<label class="field"><span>${_("PBX of the phone")}</span><select name="pbx" aria-invalid=${field === "pbx" ? "true" : nothing}>
    ${names.map((name) => html`<option value=${name}>${name}</option>`)}</select></label>`;
}

function phoneFields(): TemplateResult {
  const choose = (event: Event): void => {
    isSoftphone = (event.target as HTMLSelectElement).value === "softphone";
    refresh();
  };
  return html`<label class="field"><span>${_("Phone")}</span><select name="phone" @change=${choose}>
      <option value="desk">${_("On the desk")}</option><option value="softphone">${_("The browser")}</option></select></label>
    ${isSoftphone ? input("softphone", _("SIP password (as in pjsip.conf)"), "password", true) : nothing}`;
}

function addForm(): TemplateResult {
  return html`<form class="panel form-grid" @submit=${add}>
    ${input("name", _("User name"), "text", true)}${input("display_name", _("Name"))}
    ${input("password", _("Password (at least 8 characters)"), "password", true)}
    <label class="field"><span>${_("Role")}</span><select name="role">
      ${["agent", "supervisor", "admin"].map((role) => html`<option value=${role}>${roleWord(role)}</option>`)}</select></label>
    ${input("extension", _("Extension"))}${input("device", _("Device, for example PJSIP/1001"))}${pbxField()}
    ${phoneFields()}${input("queues", _("Queues"))}
    <div class="buttons wide"><button class="primary">${_("Add the account")}</button>
      <button type="button" @click=${toggleAdding}>${_("Cancel")}</button></div>
  </form>`;
}

function passwordForm(name: string): TemplateResult {
  return html`<form class="inline-form" @submit=${(event: SubmitEvent) => setPassword(event, name)}>
    <input name="password" type="password" minlength="8" required autocomplete="new-password" aria-label=${_("New password for {name}", { name })} />
    <button class="primary">${_("Set")}</button></form>`;
}

function softphoneForm(account: Account): TemplateResult {
  return html`<form class="inline-form" @submit=${(event: SubmitEvent) => setSoftphone(event, account.name)}>
    <input name="secret" type="password" minlength="8" ?required=${account.phone === "desk"} autocomplete="new-password"
      placeholder=${account.phone === "desk" ? _("SIP password") : _("empty: the phone stands on the desk")}
      aria-label=${_("SIP password of the phone of {name}", { name: account.name })} />
    <button class="primary">${_("Set")}</button></form>`;
}

function actions(account: Account): TemplateResult | typeof nothing {
  if (account.disabled) return nothing;
  if (passwordOf === account.name) return passwordForm(account.name);
  if (softphoneOf === account.name) return softphoneForm(account);
  const askPhone = (): void => {
    softphoneOf = account.name;
    refresh();
  };
  const ask = (): void => {
    passwordOf = account.name;
    refresh();
  };
  const disable = (): Promise<boolean> => change(`/users/${account.name}/disable`, undefined, _("The account was disabled."));
  return html`<button class="quiet" @click=${ask}>${_("New password")}</button>
    ${account.device || account.extension ? html`<button class="quiet" @click=${askPhone}>${_("Phone in the browser")}</button>` : nothing}
    ${account.name === boot.user?.name ? nothing : html`<button class="quiet" @click=${disable}>${_("Disable")}</button>`}`;
}

function row(account: Account): TemplateResult {
  return html`<tr class=${account.disabled ? "muted" : ""}><th scope="row">${account.name}</th><td>${account.display_name ?? ""}</td>
    <td>${roleWord(account.role)}${account.disabled ? ` · ${_("disabled")}` : ""}</td><td>${account.extension ?? ""}</td>
    <td>${account.device ?? ""}${account.phone === "softphone" ? html` <span class="muted nowrap">${_("in the browser")}</span>` : nothing}${account.pbx ? pbxMark(account.pbx) : ""}</td><td>${account.queues.join(", ")}</td><td class="row-actions">${actions(account)}</td></tr>`;
}

export function accountsPart(): TemplateResult {
  return html`<section><header class="sheet-head"><h2>${_("Accounts")}</h2>
      <button @click=${toggleAdding} aria-expanded=${isAdding}>${icon("plus")}<span>${_("New account")}</span></button></header>
    ${isAdding ? addForm() : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <div class="scroll"><table class="list"><thead><tr><th scope="col">${_("User name")}</th><th scope="col">${_("Name")}</th>
      <th scope="col">${_("Role")}</th><th scope="col">${_("Extension")}</th><th scope="col">${_("Device")}</th>
      <th scope="col">${_("Queues")}</th><th scope="col"><span class="hidden-label">${_("Actions")}</span></th></tr></thead>
      <tbody>${accounts.items.map(row)}</tbody></table></div>
    ${accounts.foot("")}</section>`;
}
