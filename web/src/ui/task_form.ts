/** A new task: for me, for anyone, and for supervisors for somebody else; about the customer that is shown. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { announce } from "./announce";
import { fromLocalInput, toLocalInput } from "./format";
import { agentName } from "./people";
import { refresh, whenDrawn } from "./view";

export interface About {
  customer_id?: string | null;
  call_id?: string | null;
  name?: string | null;
}

interface Draft {
  title: string;
  note: string;
  agent: string;
  due_at: string | null;
  about: About;
}

const ANYONE = "";
let draft: Draft | null = null;
let problem = "";
let subject: () => About = () => ({});
let made: () => void = () => undefined;

/** What a new task is about (the customer or call on the screen), and what follows when one was made. */
export function tasksAreAbout(current: () => About, after: () => void = () => undefined): void {
  subject = current;
  made = after;
}

export const isTaskFormOpen = (): boolean => draft !== null;

export function openTaskForm(): void {
  draft ??= { title: "", note: "", agent: boot.user?.name ?? ANYONE, due_at: null, about: subject() };
  whenDrawn(() => document.querySelector<HTMLElement>(".task-form input")?.focus());
}

function leave(): void {
  draft = null;
  problem = "";
  refresh();
}

async function save(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  if (!draft?.title.trim()) return;
  const { title, note, agent, due_at, about } = draft;
  try {
    const body = { title: title.trim(), note: note.trim() || null, agent: agent || null, due_at };
    await post("/tasks", { ...body, customer_id: about.customer_id ?? null, call_id: about.call_id ?? null });
    announce(_("The task is written down."));
    leave();
    made();
  } catch (error) {
    problem = problemText(error);
    refresh();
  }
}

function set(change: Partial<Draft>): void {
  if (draft) draft = { ...draft, ...change };
}

const value = (event: Event): string => (event.target as HTMLInputElement).value;

function people(current: string): TemplateResult {
  const me = boot.user?.name ?? "";
  const others = boot.user?.role === "agent" ? [] : Object.keys(boot.people).filter((name) => name !== me);
  const option = (name: string, label: string): TemplateResult => html`<option value=${name} ?selected=${current === name}>${label}</option>`;
  return html`<select @change=${(event: Event) => set({ agent: value(event) })}>
    ${option(me, _("Me"))}${option(ANYONE, _("Anyone"))}${others.map((name) => option(name, agentName(name)))}</select>`;
}

export function newTaskPart(): TemplateResult | typeof nothing {
  if (!draft) return nothing;
  const { title, note, agent, due_at, about } = draft;
  return html`<form class="task-form" aria-label=${_("New task")} @submit=${save}>
    <label class="field"><span>${_("What is to be done")}</span>
      <input required maxlength="200" .value=${liveValue(title)} @input=${(event: Event) => set({ title: value(event) })} /></label>
    <label class="field"><span>${_("Note")}</span>
      <textarea rows="2" .value=${liveValue(note)} @input=${(event: Event) => set({ note: value(event) })}></textarea></label>
    <label class="field"><span>${_("For")}</span>${people(agent)}</label>
    <label class="field"><span>${_("Due")}</span>
      <input type="datetime-local" .value=${liveValue(toLocalInput(due_at))} @change=${(event: Event) => set({ due_at: fromLocalInput(value(event)) })} /></label>
    ${about.name ? html`<p class="hint">${_("About {name}", { name: about.name })}</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <div class="buttons"><button class="primary">${_("Save the task")}</button>
      <button type="button" @click=${leave}>${_("Cancel")}</button></div></form>`;
}
