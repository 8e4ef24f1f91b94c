/** A number that several people call from: what is known of it, and saying it. */

import { html, nothing, type TemplateResult } from "lit-html";
import { _ } from "../i18n";
import { when } from "../ui/format";
import { icon } from "../ui/icon";
import { agentName } from "../ui/people";
import { refresh } from "../ui/view";
import type { SharedBy, SharedKind, Work } from "../wire";
import { hasNumber, share } from "./persons";

interface Form {
  kind: SharedKind | "no";
  organisation: string;
  note: string;
}

const forms = new Map<string, Form>();

function kindWord(kind: SharedKind | "no"): string {
  return { family: _("Family"), switchboard: _("Switchboard"), other: _("Several people"), no: _("One person") }[kind];
}

function words(shared: SharedBy): string {
  const organisation = shared.organisation ?? "";
  if (shared.kind === "switchboard") return organisation ? _("Switchboard of {organisation}: anybody there may call", { organisation }) : _("Switchboard: anybody there may call");
  return shared.kind === "family" ? _("A family shares this number") : _("Several people share this number");
}

/** What is known of the number; nothing for a number of one person. */
export function sharedLine(work: Work): TemplateResult | typeof nothing {
  const { shared } = work.pop;
  if (!shared) return nothing;
  const source = shared.by && shared.at ? _("said by {name}, {when}", { name: agentName(shared.by), when: when(shared.at) }) : _("seen from the records");
  return html`<p class="shared-number">${icon("person", 14)}<span><strong>${words(shared)}</strong> <span class="muted">${source}</span>
    ${shared.note ? html`<span class="note-text">${shared.note}</span>` : nothing}</span></p>`;
}

export function toggleShared(work: Work): void {
  const { shared, candidates } = work.pop;
  if (forms.delete(work.work_id)) return refresh();
  const organisation = shared?.organisation ?? work.customer?.organisation ?? candidates[0]?.organisation ?? "";
  forms.set(work.work_id, { kind: shared?.kind ?? "family", organisation, note: shared?.note ?? "" });
  refresh();
}

export function sharedButton(work: Work): TemplateResult | typeof nothing {
  if (!hasNumber(work)) return nothing;
  return html`<button class="quiet" aria-expanded=${forms.has(work.work_id)} @click=${() => toggleShared(work)}>${_("Shared number")}</button>`;
}

async function submit(work: Work, form: Form, event: Event): Promise<void> {
  event.preventDefault();
  const isSwitchboard = form.kind === "switchboard";
  if (await share(work, form.kind, isSwitchboard ? form.organisation : "", form.note)) forms.delete(work.work_id);
  refresh();
}

export function sharedForm(work: Work): TemplateResult | typeof nothing {
  const form = forms.get(work.work_id);
  if (!form) return nothing;
  const take = (name: "organisation" | "note") => (event: Event): void => {
    form[name] = (event.target as HTMLInputElement).value;
  };
  const choose = (event: Event): void => {
    form.kind = (event.target as HTMLSelectElement).value as Form["kind"];
    refresh();
  };
  const kinds: Form["kind"][] = ["family", "switchboard", "other", "no"];
  return html`<form class="customer-form shared-form" autocomplete="off" aria-label=${_("Shared number")} @submit=${(event: Event) => submit(work, form, event)}>
    <label class="field"><span>${_("This number belongs to")}</span><select @change=${choose}>
      ${kinds.map((kind) => html`<option value=${kind} ?selected=${kind === form.kind}>${kindWord(kind)}</option>`)}</select></label>
    ${form.kind === "switchboard" ? html`<label class="field"><span>${_("Organisation")}</span>
      <input type="text" .value=${form.organisation} @input=${take("organisation")} /></label>` : nothing}
    <label class="field"><span>${_("Note")}</span><input type="text" .value=${form.note} @input=${take("note")} /></label>
    <div class="buttons wide"><button class="primary" type="submit">${_("Save for this number")}</button>
      <button type="button" @click=${() => toggleShared(work)}>${_("Cancel")}</button></div></form>`;
}
