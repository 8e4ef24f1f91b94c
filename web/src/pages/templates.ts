/** Templates of messages to customers: written here by supervisors, with a preview and clear words about wrong fields. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { del, post, Problem, problemText, put } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { mount, refresh } from "../ui/view";
import { channelWord } from "../ui/words";
import type { Language, MessageChannel, MessageTemplate } from "../wire";
import { Listing } from "./listing";

interface Form {
  template_id: string | null;
  name: string;
  channel: MessageChannel;
  language: Language;
  text: string;
  queues: string;
}

interface Preview {
  text: string;
  own_fields: string[];
  problem: string | null;
}

const FIELDS = ["customer.name", "customer.title", "customer.organisation", "agent.name", "agent.extension", "call.queue", "call.number", "call.dialed"];

const list = new Listing<MessageTemplate>();
let form: Form | null = null;
let preview: Preview | null = null;
let problem = "";
let field: string | null = null;
let timer = 0;

const load = (): Promise<void> => list.load("/message-templates");

function body(from: Form): object {
  const { name, channel, language, text } = from;
  return { name, channel, language, text, queues: from.queues.split(/[\s,，、]+/).filter(Boolean) };
}

async function attempt(change: () => Promise<void>): Promise<void> {
  try {
    await change();
    problem = "";
    field = null;
  } catch (error) {
    problem = problemText(error);
    field = error instanceof Problem ? error.field : null;
  }
  refresh();
}

/** How it reads, and what is wrong with it, while it is written. */
function previewSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(async () => {
    const written = form;
    if (!written?.text.trim()) return;
    await attempt(async () => {
      const named = { ...written, name: written.name || "–" };
      preview = await post<Preview>("/message-templates/preview", body(named));
    });
    if (preview?.problem) [problem, field] = [preview.problem, "text"];
    refresh();
  }, 300);
}

function set(change: Partial<Form>): void {
  if (form) form = { ...form, ...change };
  previewSoon();
  refresh();
}

function open(template: MessageTemplate | null): void {
  form = template
    ? { ...template, queues: template.queues.join(", ") }
    : { template_id: null, name: "", channel: "sms", language: boot.language, text: "", queues: "" };
  preview = null;
  problem = "";
  previewSoon();
  refresh();
}

async function save(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const written = form;
  if (!written) return;
  await attempt(async () => {
    if (written.template_id) await put(`/message-templates/${written.template_id}`, body(written));
    else await post("/message-templates", body(written));
    form = null;
    announce(_("The template is saved."));
    await load();
  });
}

async function remove(template: MessageTemplate): Promise<void> {
  await attempt(async () => {
    await del(`/message-templates/${template.template_id}`);
    if (form?.template_id === template.template_id) form = null;
    announce(_("The template is deleted."));
    await load();
  });
}

function insert(name: string): void {
  const area = document.querySelector<HTMLTextAreaElement>(".template-form textarea");
  if (!area || !form) return;
  const at = area.selectionStart;
  set({ text: `${form.text.slice(0, at)}{${name}}${form.text.slice(area.selectionEnd)}` });
  area.focus();
}

function select<T extends string>(label: string, value: T, options: [T, string][], take: (value: T) => void): TemplateResult {
  return html`<label class="field"><span>${label}</span><select @change=${(event: Event) => take((event.target as HTMLSelectElement).value as T)}>
    ${options.map(([code, text]) => html`<option value=${code} ?selected=${code === value}>${text}</option>`)}</select></label>`;
}

function shown(): TemplateResult | typeof nothing {
  if (problem) return html`<p class="problem" role="alert">${problem}</p>`;
  if (!preview) return nothing;
  return html`<div class="template-preview"><h3>${_("Reads like this")}</h3><p class="step-say">${preview.text}</p>
    ${preview.own_fields.length ? html`<p class="hint">${_("Only customers with a field of this name have it: {fields}", { fields: preview.own_fields.join(", ") })}</p>` : nothing}</div>`;
}

function formPart(on: Form): TemplateResult {
  return html`<form class="panel template-form form-grid" @submit=${save}>
    <label class="field"><span>${_("Name")}</span><input required maxlength="200" .value=${liveValue(on.name)} aria-invalid=${field === "name" ? "true" : nothing}
      @input=${(event: Event) => set({ name: (event.target as HTMLInputElement).value })} /></label>
    ${select(_("Kind"), on.channel, (["sms", "email", "other"] as MessageChannel[]).map((code) => [code, channelWord(code)]), (channel) => set({ channel }))}
    ${select(_("Language"), on.language, [["zh_CN", "中文"], ["en", "English"]], (language) => set({ language }))}
    <label class="field"><span>${_("Queues (empty: all)")}</span><input .value=${liveValue(on.queues)}
      @input=${(event: Event) => set({ queues: (event.target as HTMLInputElement).value })} /></label>
    <label class="field wide"><span>${_("Text")}</span><textarea rows="6" required maxlength="5000" .value=${liveValue(on.text)}
      aria-invalid=${field === "text" ? "true" : nothing} @input=${(event: Event) => set({ text: (event.target as HTMLTextAreaElement).value })}></textarea></label>
    <div class="wide chips" role="group" aria-label=${_("Put in a field")}>${FIELDS.map((name) => html`<button type="button" class="chip" @click=${() => insert(name)}><code>{${name}}</code></button>`)}</div>
    <div class="wide">${shown()}</div>
    <div class="buttons wide"><button class="primary">${_("Save the template")}</button>
      <button type="button" @click=${() => ((form = null), (problem = ""), refresh())}>${_("Cancel")}</button></div>
  </form>`;
}

function entry(template: MessageTemplate): TemplateResult {
  const isOpen = form?.template_id === template.template_id;
  return html`<li><button class=${isOpen ? "on" : ""} aria-pressed=${isOpen} @click=${() => open(template)}>
      <span class="grow">${template.name}</span><span class="muted">${[channelWord(template.channel), template.language === "en" ? "English" : "中文", template.queues.join(", ")].filter(Boolean).join(" · ")}</span></button>
    <button class="quiet" aria-label=${_("Delete {name}", { name: template.name })} @click=${() => remove(template)}>${icon("close")}</button></li>`;
}

function page(): TemplateResult {
  return html`<div class="sheet">
    <header class="sheet-head"><h1>${_("Templates")}</h1><button @click=${() => open(null)}>${icon("plus")}<span>${_("New template")}</span></button></header>
    <div class="two-parts">
      <div><ul class="picks">${list.items.map(entry)}</ul>${list.foot(_("No template yet. Agents pick one with Q and send it from their own program."))}</div>
      ${form ? formPart(form) : html`<p class="empty">${_("Choose a template, or write a new one.")}</p>`}
    </div>
  </div>`;
}

export function templatesPage(root: HTMLElement): void {
  void load();
  mount(root, page);
}
