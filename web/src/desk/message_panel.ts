/** A message to the customer, from a template: filled in, looked over, then copied or handed to the own program. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { get, post, problemText } from "../api";
import { _ } from "../i18n";
import { announce } from "../ui/announce";
import { icon } from "../ui/icon";
import { keyName } from "../ui/keys";
import { refresh, whenDrawn } from "../ui/view";
import { channelWord } from "../ui/words";
import type { MessageDraft, MessageTemplate, Work } from "../wire";

interface Writing {
  templates: MessageTemplate[] | null;
  draft: MessageDraft | null;
  said: string;
  problem: string;
}

/** Work item -> the message being written; kept while other work is shown. */
const writings = new Map<string, Writing>();

export const isWriting = (work: Work): boolean => writings.has(work.work_id);

async function attempt(writing: Writing, change: () => Promise<void>): Promise<void> {
  try {
    writing.problem = "";
    await change();
  } catch (error) {
    writing.problem = problemText(error);
  }
  refresh();
}

/** For the key Q: opens the panel, or goes back to the outcome. */
export function toggleMessage(work: Work): boolean {
  if (isWriting(work)) {
    leave(work);
    return true;
  }
  const writing: Writing = { templates: null, draft: null, said: "", problem: "" };
  writings.set(work.work_id, writing);
  void attempt(writing, async () => {
    writing.templates = (await get<{ items: MessageTemplate[] }>(`/message-templates/usable?work_id=${work.work_id}`)).items;
    whenDrawn(() => document.querySelector<HTMLElement>(".outcome .templates button")?.focus());
  });
  return true;
}

function leave(work: Work): void {
  writings.delete(work.work_id);
  refresh();
}

function choose(work: Work, writing: Writing, template: MessageTemplate): void {
  void attempt(writing, async () => {
    writing.draft = await post<MessageDraft>("/messages/draft", { template_id: template.template_id, work_id: work.work_id });
    writing.said = "";
    whenDrawn(() => document.querySelector<HTMLElement>(".outcome .message-text")?.focus());
  });
}

function change(writing: Writing, part: Partial<MessageDraft>): void {
  if (writing.draft) writing.draft = { ...writing.draft, ...part };
  refresh();
}

/** Kept as prepared before it goes anywhere, so that the next agent knows of it. */
function prepare(work: Work, writing: Writing, draft: MessageDraft, then: () => Promise<string>): void {
  void attempt(writing, async () => {
    const { channel, to, text } = draft;
    await post("/messages", { channel, to, text, work_id: work.work_id });
    writing.said = await then();
    announce(writing.said);
  });
}

async function copied(text: string): Promise<string> {
  await navigator.clipboard.writeText(text);
  return _("Copied, and kept with the customer.");
}

/** The text program or mail program of this machine takes it over. */
async function handedOver(draft: MessageDraft): Promise<string> {
  const body = encodeURIComponent(draft.text);
  location.href = draft.channel === "email" ? `mailto:${draft.to ?? ""}?body=${body}` : `sms:${draft.to ?? ""}?body=${body}`;
  return _("Handed to your program, and kept with the customer.");
}

function templateList(work: Work, writing: Writing): TemplateResult {
  if (!writing.templates) return html`<p class="hint">${writing.problem ? "" : _("Fetching the templates")}</p>`;
  if (!writing.templates.length) return html`<p class="empty">${_("No template fits this call. A supervisor can write some under “Templates”.")}</p>`;
  const one = (template: MessageTemplate): TemplateResult => html`<li><button type="button" aria-pressed=${writing.draft?.template_id === template.template_id}
    @click=${() => choose(work, writing, template)}><span class="grow">${template.name}</span>
    <span class="muted">${channelWord(template.channel)}</span></button></li>`;
  return html`<ul class="templates rows" aria-label=${_("Templates")}>${writing.templates.map(one)}</ul>`;
}

function draftForm(work: Work, writing: Writing, draft: MessageDraft): TemplateResult {
  const isLink = draft.channel !== "other";
  const send = (then: () => Promise<string>): void => prepare(work, writing, draft, then);
  return html`<label class="field to"><span>${_("To")}</span><input .value=${liveValue(draft.to ?? "")}
      @input=${(event: Event) => change(writing, { to: (event.target as HTMLInputElement).value })} /></label>
    <label class="note"><span class="hidden-label">${_("Message")}</span><textarea class="message-text" rows="4" .value=${liveValue(draft.text)}
      @input=${(event: Event) => change(writing, { text: (event.target as HTMLTextAreaElement).value })}></textarea></label>
    ${draft.missing.length ? html`<p class="problem">${icon("warning", 14)}${_("Not known: {fields}. Look the text over.", { fields: draft.missing.join(", ") })}</p>` : nothing}
    <div class="finish"><span class="saved" role="status">${writing.said}</span><span class="push"></span>
      <button type="button" class=${isLink ? "" : "primary"} @click=${() => send(() => copied(draft.text))}>${_("Copy")}</button>
      ${isLink ? html`<button type="button" class="primary" @click=${() => send(() => handedOver(draft))}>${draft.channel === "email" ? _("Open in mail") : _("Open as text message")}</button>` : nothing}</div>`;
}

export function messagePanel(work: Work): TemplateResult {
  const writing = writings.get(work.work_id) as Writing;
  return html`<header><h2>${_("Message to the customer")}</h2>
      <button type="button" class="quiet push" @click=${() => leave(work)}>${icon("back")}<span>${_("Outcome")}</span> <kbd>${keyName("Q")}</kbd></button></header>
    ${templateList(work, writing)}
    ${writing.problem ? html`<p class="problem" role="alert">${writing.problem}</p>` : nothing}
    ${writing.draft ? draftForm(work, writing, writing.draft) : nothing}`;
}

export function messageButton(work: Work): TemplateResult {
  return html`<button type="button" class="quiet" @click=${() => toggleMessage(work)}>${_("Write")} <kbd>${keyName("Q")}</kbd></button>`;
}
