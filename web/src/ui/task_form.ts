/** A task being written down or changed: for me, for anyone, and for supervisors for somebody else. A new one is about
 * the customer that is shown; nobody writes over what a colleague changed meanwhile. */

import { html, nothing, type TemplateResult } from "lit-html";
import { live as liveValue } from "lit-html/directives/live.js";
import { get, post, Problem, problemText, put } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import type { Task } from "../wire";
import { announce } from "./announce";
import { fromLocalInput, fullTime, toLocalInput } from "./format";
import { icon } from "./icon";
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
  /** The task that is changed, as it was read last; null for a new one. */
  task: Task | null;
}

const ANYONE = "";
let draft: Draft | null = null;
let problem = "";
/** What a colleague made of the task meanwhile, in words. */
let theirs = "";
let subject: () => About = () => ({});
let saved: () => void = () => undefined;
/** Where the focus goes back to. */
let before: HTMLElement | null = null;

/** What a new task is about (the customer or call on the screen), and what follows when one was saved. */
export function tasksAreAbout(current: () => About, after: () => void = () => undefined): void {
  subject = current;
  saved = after;
}

export const isTaskFormOpen = (): boolean => draft !== null;

export function openTaskForm(): void {
  if (isInTheWay(null)) return;
  if (!draft || draft.task) open({ title: "", note: "", agent: boot.user?.name ?? ANYONE, due_at: null, about: subject(), task: null });
  else open(draft);
}

/** An own task, one for anyone, one that this user made, and any for supervisors; the server decides. */
export const mayEditTask = (agent: string | null, madeBy: string | null): boolean =>
  boot.user?.role !== "agent" || agent === null || [agent, madeBy].includes(boot.user.name);

function draftOf(task: Task): Draft {
  return { title: task.title, note: task.note ?? "", agent: task.agent ?? ANYONE, due_at: task.due_at, about: {}, task };
}

/** What was typed: the fields that are others than those of the task, or of an empty form. */
function changedIn(now: Draft): Partial<Draft> {
  const was: Partial<Draft> = now.task ? draftOf(now.task) : { title: "", note: "" };
  const names = (["title", "note", "agent", "due_at"] as const).filter((name) => name in was && now[name] !== was[name]);
  return Object.fromEntries(names.map((name) => [name, now[name]]));
}

const isBegun = (now: Draft): boolean => Object.keys(changedIn(now)).length > 0;

/** Something else is half written in the form: it is shown instead of being thrown away. */
function isInTheWay(taskId: string | null): boolean {
  if (!draft || (draft.task?.task_id ?? null) === taskId || !isBegun(draft)) return false;
  problem = _("Save this task or cancel it first.");
  open(draft);
  return true;
}

/** Opens the task as it is now. */
export async function editTask(taskId: string): Promise<void> {
  if (isInTheWay(taskId)) return;
  if (draft?.task?.task_id === taskId) return open(draft);
  try {
    const task = await get<Task>(`/tasks/${encodeURIComponent(taskId)}`);
    open(draftOf(task));
  } catch (error) {
    announce(problemText(error), true);
  }
}

function open(begun: Draft): void {
  if (!draft) before = document.activeElement as HTMLElement | null;
  if (draft !== begun) problem = theirs = "";
  draft = begun;
  refresh();
  whenDrawn(() => document.querySelector<HTMLElement>(".task-form input")?.focus());
}

function leave(): void {
  draft = null;
  problem = theirs = "";
  refresh();
  whenDrawn(() => before?.isConnected && before.focus());
}

async function save(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  if (!draft?.title.trim()) return;
  const { title, note, agent, due_at, about, task } = draft;
  const words = { title: title.trim(), note: note.trim() || null, agent: agent || null, due_at };
  try {
    if (task) await put(`/tasks/${encodeURIComponent(task.task_id)}`, { ...words, was: wordsOf(task) });
    else await post("/tasks", { ...words, customer_id: about.customer_id ?? null, call_id: about.call_id ?? null });
    announce(task ? _("The task is changed.") : _("The task is written down."));
    leave();
    saved();
  } catch (error) {
    problem = problemText(error);
    if (task && error instanceof Problem && error.status === 409) await lookAgain(task);
    refresh();
  }
}

/** What was typed stays, what was not is what the colleague made of it; the next save is based on what it says now. */
async function lookAgain({ task_id }: Task): Promise<void> {
  try {
    const task = await get<Task>(`/tasks/${encodeURIComponent(task_id)}`);
    if (draft?.task?.task_id !== task_id) return;
    if (isSame(task, draft.task)) return; // taken, or done
    const mine = changedIn(draft);
    draft = { ...draftOf(task), ...mine };
    const { title, note, agent, due_at } = task;
    theirs = [title, note, agent ? agentName(agent) : _("Anyone"), due_at ? fullTime(due_at) : null].filter(Boolean).join(" · ");
  } catch {
    // the first problem is told
  }
}

const wordsOf = ({ title, note, agent, due_at }: Task): Pick<Task, "title" | "note" | "agent" | "due_at"> => ({ title, note, agent, due_at });

function isSame(one: Task, other: Task): boolean {
  return JSON.stringify(wordsOf(one)) === JSON.stringify(wordsOf(other));
}

function set(change: Partial<Draft>): void {
  if (draft) draft = { ...draft, ...change };
}

const value = (event: Event): string => (event.target as HTMLInputElement).value;

/** Agents give tasks to themselves and to anyone; one that is somebody's may stay there. */
function people(current: string): TemplateResult {
  const me = boot.user?.name ?? "";
  const names = boot.user?.role === "agent" ? [current] : Object.keys(boot.people);
  const others = names.filter((name) => name !== me && name !== ANYONE);
  const option = (name: string, label: string): TemplateResult => html`<option value=${name} ?selected=${current === name}>${label}</option>`;
  return html`<select @change=${(event: Event) => set({ agent: value(event) })}>
    ${option(me, _("Me"))}${option(ANYONE, _("Anyone"))}${others.map((name) => option(name, agentName(name)))}</select>`;
}

export function taskPart(): TemplateResult | typeof nothing {
  if (!draft) return nothing;
  const { title, note, agent, due_at, about, task } = draft;
  return html`<form class="task-form" aria-label=${task ? _("Change the task") : _("New task")} @submit=${save}>
    <label class="field"><span>${_("What is to be done")}</span>
      <input required maxlength="200" .value=${liveValue(title)} @input=${(event: Event) => set({ title: value(event) })} /></label>
    <label class="field"><span>${_("Note")}</span>
      <textarea rows="2" .value=${liveValue(note)} @input=${(event: Event) => set({ note: value(event) })}></textarea></label>
    <label class="field"><span>${_("For")}</span>${people(agent)}</label>
    <label class="field"><span>${_("Due")}</span>
      <input type="datetime-local" .value=${liveValue(toLocalInput(due_at))} @change=${(event: Event) => set({ due_at: fromLocalInput(value(event)) })} /></label>
    ${about.name ? html`<p class="hint">${_("About {name}", { name: about.name })}</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${theirs ? html`<p class="hint">${_("It says now: {task}. What you wrote is still here; saving again puts it in place.", { task: theirs })}</p>` : nothing}
    <div class="buttons"><button class="primary">${_("Save the task")}</button>
      <button type="button" @click=${leave}>${_("Cancel")}</button></div></form>`;
}

/** A small button beside a task; `title` says which, for those who do not see the row. */
export function editTaskButton(taskId: string, title: string): TemplateResult {
  const about = _("Change the task");
  return html`<button type="button" class="quiet edit" title=${about} aria-label=${`${about}: ${title}`} @click=${() => void editTask(taskId)}>
    ${icon("edit", 14)}</button>`;
}
