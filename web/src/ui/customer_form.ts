/** The form for a customer, the same for new and known ones; it owns nothing but what is typed in it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { Problem, problemText } from "../api";
import { _ } from "../i18n";
import type { Customer, CustomerDraft } from "../wire";
import { refresh } from "./view";

type TextField = "name" | "organisation" | "email" | "external_id" | "note";

/** A form's state: lives as long as the form does, so that no redraw can lose what was typed. */
export interface CustomerForm {
  draft: CustomerDraft;
  numbers: string;
  tags: string;
  fields: string;
  edited: boolean;
  problem: string;
  field: string | null;
  sending: boolean;
}

export function formOf(customer: Partial<Customer>, numbers: string[]): CustomerForm {
  const { name = "", organisation = null, email = null, note = null, external_id = null, fields = {} } = customer;
  return {
    draft: { name, organisation, numbers, email, tags: customer.tags ?? [], note, external_id, fields },
    numbers: numbers.join("\n"),
    tags: (customer.tags ?? []).join(" "),
    fields: Object.entries(fields).map(([key, value]) => `${key}: ${value}`).join("\n"),
    edited: false,
    problem: "",
    field: null,
    sending: false,
  };
}

const lines = (text: string, separator: RegExp): string[] =>
  text.split(separator).map((part) => part.trim()).filter(Boolean);

function fieldsOf(text: string): Record<string, string> {
  const pairs = lines(text, /\n/).map((line): [string, string] => {
    const at = line.search(/[:：]/);
    return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs.filter(([key]) => key));
}

/** What the form sends: empty texts are null. */
export function draftOfForm(form: CustomerForm): CustomerDraft {
  const { draft } = form;
  return {
    ...draft,
    name: draft.name.trim(),
    organisation: draft.organisation || null,
    email: draft.email || null,
    note: draft.note || null,
    external_id: draft.external_id || null,
    numbers: lines(form.numbers, /[\n;；]/),
    tags: lines(form.tags, /[\s,，、]+/),
    fields: fieldsOf(form.fields),
  };
}

async function submit(form: CustomerForm, event: Event, send: (draft: CustomerDraft) => Promise<void>): Promise<void> {
  event.preventDefault();
  if (form.sending) return;
  form.sending = true;
  try {
    await send(draftOfForm(form));
    form.problem = "";
    form.edited = false;
  } catch (error) {
    form.problem = problemText(error);
    form.field = error instanceof Problem ? error.field : null;
  } finally {
    form.sending = false;
    refresh();
  }
}

function text(form: CustomerForm, name: TextField, label: string, type = "text"): TemplateResult {
  const take = (event: Event): void => {
    form.draft[name] = (event.target as HTMLInputElement).value;
    form.edited = true;
  };
  return html`<label class="field"><span>${label}</span>
    <input type=${type} name=${name} ?required=${name === "name"} aria-invalid=${form.field === name ? "true" : nothing}
      autocomplete="off" .value=${live(form.draft[name] ?? "")} @input=${take} /></label>`;
}

function area(form: CustomerForm, name: "numbers" | "tags" | "fields", label: string, rows: number): TemplateResult {
  const take = (event: Event): void => {
    form[name] = (event.target as HTMLTextAreaElement).value;
    form.edited = true;
  };
  return html`<label class="field"><span>${label}</span>
    <textarea name=${name} rows=${rows} aria-invalid=${form.field === name ? "true" : nothing}
      .value=${live(form[name])} @input=${take}></textarea></label>`;
}

function noteArea(form: CustomerForm): TemplateResult {
  const take = (event: Event): void => {
    form.draft.note = (event.target as HTMLTextAreaElement).value;
    form.edited = true;
  };
  return html`<label class="field"><span>${_("Note")}</span>
    <textarea rows="2" .value=${live(form.draft.note ?? "")} @input=${take}></textarea></label>`;
}

export function customerForm(
  form: CustomerForm,
  label: string,
  send: (draft: CustomerDraft) => Promise<void>,
  cancel?: () => void,
): TemplateResult {
  return html`<form class="customer-form" autocomplete="off" @submit=${(event: Event) => submit(form, event, send)}>
    ${text(form, "name", _("Name"))}${text(form, "organisation", _("Organisation"))}
    ${area(form, "numbers", _("Numbers, one a line"), 2)}${area(form, "tags", _("Tags"), 2)}
    ${text(form, "email", _("E-mail"), "email")}${text(form, "external_id", _("Customer no."))}
    ${area(form, "fields", _("More fields, “name: value” a line"), 2)}${noteArea(form)}
    ${form.problem ? html`<p class="problem wide" role="alert">${form.problem}</p>` : nothing}
    <div class="buttons wide">
      <button class="primary" type="submit">${label}</button>
      ${cancel ? html`<button type="button" @click=${cancel}>${_("Cancel")}</button>` : nothing}
    </div>
  </form>`;
}
