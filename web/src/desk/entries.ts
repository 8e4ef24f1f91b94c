/** What an agent does with the entries of the work lists: take the next, call, give back, close. The server
 * says who has what; here is only what was asked and how it was refused. */

import { post, problemText } from "../api";
import { boot } from "../boot";
import { _ } from "../i18n";
import { live } from "../live/state";
import { announce } from "../ui/announce";
import { phone } from "../ui/format";
import { refresh } from "../ui/view";
import type { Entry } from "../wire";
import { frontWork, phaseOf } from "./selection";

let problem = "";
/** The entry whose number was asked to be called, until its call appears. */
let calling: { entry: string; until: number } | null = null;

/** So long a second press does not call again. */
const ONE_CALL_MS = 8000;

export const entryProblem = (): string => problem;

export const isCalling = (entry: Entry): boolean => calling?.entry === entry.entry && Date.now() < calling.until;

/** A call is going on: then nothing is taken and nobody else called. */
export function isInCall(): boolean {
  const work = frontWork();
  const phase = work ? phaseOf(work) : "closed";
  return phase === "ringing" || phase === "talking" || phase === "held";
}

/** What this agent has taken and not called yet. */
export function prepared(): Entry | null {
  return isInCall() ? null : live.lists.mine;
}

async function ask(act: () => Promise<void>): Promise<void> {
  problem = "";
  try {
    await act();
  } catch (error) {
    problem = problemText(error);
    announce(problem, true);
  }
  refresh();
}

/** What the entry is about: the id of the task, of the call. */
export const subjectOf = (entry: Entry): string => entry.entry.slice(entry.entry.indexOf(":") + 1);

const path = (entry: Entry): string => `/worklists/${encodeURIComponent(entry.entry)}`;

export const whom = (entry: Entry): string => [entry.name, phone(entry.number)].filter(Boolean).join(" · ") || (entry.title ?? "");

function show(entry: Entry): void {
  live.lists = { ...live.lists, mine: entry };
  announce(_("Next: {who}.", { who: whom(entry) }));
}

/** G: the next entry; pressed again, its number is called. */
export function nextOrCall(): boolean {
  if (isInCall()) return false;
  const mine = prepared();
  if (mine?.number) void call(mine);
  else void ask(takeNext);
  return true;
}

async function takeNext(): Promise<void> {
  const { entry } = await post<{ entry: Entry | null }>("/worklists/next");
  if (entry) show(entry);
  else {
    problem = _("Nothing is due: no callback, no missed call, no task with a number.");
    announce(problem);
  }
}

export function take(entry: Entry): void {
  if (isInCall() || (entry.taken_by && entry.taken_by !== boot.user?.name)) return;
  void ask(async () => show(await post<Entry>(`${path(entry)}/take`)));
}

export async function call(entry: Entry): Promise<void> {
  if (isCalling(entry) || isInCall()) return;
  calling = { entry: entry.entry, until: Date.now() + ONE_CALL_MS };
  await ask(async () => {
    await post(`${path(entry)}/dial`);
    announce(_("Calling {number}: your phone rings first.", { number: phone(entry.number) }));
  });
  if (problem) calling = null;
  else setTimeout(refresh, ONE_CALL_MS + 50);
}

/** Enter calls what is prepared, when nothing else wants the key. */
export function callPrepared(): boolean {
  const mine = prepared();
  if (!mine?.number) return false;
  void call(mine);
  return true;
}

export function release(entry: Entry): void {
  calling = null;
  void ask(async () => {
    await post(`${path(entry)}/release`);
    live.lists = { ...live.lists, mine: null };
  });
}

/** Nothing is left to do. */
export function close(entry: Entry): void {
  void ask(async () => {
    await post(`${path(entry)}/close`);
    if (live.lists.mine?.entry === entry.entry) live.lists = { ...live.lists, mine: null };
    announce(_("Closed: {who}.", { who: entry.title ?? whom(entry) }));
  });
}

export function reopenTask(taskId: string): void {
  void ask(async () => {
    await post(`/tasks/${encodeURIComponent(taskId)}/done`, { done: false });
  });
}
