/** Outcomes as they are typed: kept here by work item, saved 400 ms after the last key and when the page goes. */

import { Problem, put } from "../api";
import { refresh } from "../ui/view";
import type { Outcome, Work } from "../wire";

export type Saving = "clean" | "typed" | "saving" | "saved" | "failed";

export interface Draft {
  outcome: Outcome;
  saving: Saving;
  savedAt: string | null;
  /** When it was last changed or saved here; milliseconds of this machine's clock. */
  touchedAt: number;
}

/** A server's copy may have been read so long before it arrives here. */
export const ON_THE_WAY_MS = 2000;

const PAUSE_MS = 400;
const RETRY_MS = 3000;
const PREFIX = "cti.draft.";

const drafts = new Map<string, Draft>();
const timers = new Map<string, number>();

/** What is not saved yet outlives this page too (a log-in that ran out, a crash); gone once it is saved. */
function remember(workId: string): void {
  const draft = drafts.get(workId);
  if (draft && draft.saving !== "clean" && draft.saving !== "saved") sessionStorage.setItem(PREFIX + workId, JSON.stringify(draft.outcome));
  else sessionStorage.removeItem(PREFIX + workId);
}

function recalled(workId: string): Outcome | null {
  const text = sessionStorage.getItem(PREFIX + workId);
  return text ? (JSON.parse(text) as Outcome) : null;
}

/** The draft of `work`: what was typed here wins over what the server has. */
export function draftOf(work: Work): Draft {
  const known = drafts.get(work.work_id);
  if (known && known.saving !== "clean") return known;
  const unsaved = recalled(work.work_id);
  const draft: Draft = { outcome: unsaved ?? { ...work.outcome }, saving: unsaved ? "typed" : "clean", savedAt: null, touchedAt: 0 };
  drafts.set(work.work_id, draft);
  if (unsaved) saveSoon(work.work_id, PAUSE_MS);
  return draft;
}

/** Another tab saved: take over what was read at `asOf`, unless something here is newer or not saved yet. */
export function mergeFromServer(work: Work, asOf: number): void {
  const draft = drafts.get(work.work_id);
  if (draft?.saving === "saved" && draft.touchedAt < asOf - ON_THE_WAY_MS) draft.outcome = { ...work.outcome };
}

export function edit(work: Work, change: Partial<Outcome>): void {
  const draft = draftOf(work);
  draft.outcome = { ...draft.outcome, ...change };
  draft.saving = "typed";
  draft.touchedAt = Date.now();
  remember(work.work_id);
  saveSoon(work.work_id, PAUSE_MS);
  refresh();
}

function saveSoon(workId: string, ms: number): void {
  clearTimeout(timers.get(workId));
  timers.set(workId, window.setTimeout(() => void save(workId), ms));
}

/** What an agent types; the rest of an outcome is the server's. */
function typed({ disposition, note, follow_up_at, follow_up_agent = null }: Outcome): Outcome {
  return { disposition, note, follow_up_at, follow_up_agent };
}

/** Saves now what is not saved; on failure it stays here and is tried again. */
export async function save(workId: string, leaving = false): Promise<void> {
  const draft = drafts.get(workId);
  if (!draft || (draft.saving !== "typed" && draft.saving !== "failed")) return;
  clearTimeout(timers.get(workId));
  const sent = draft.outcome;
  draft.saving = "saving";
  try {
    await put(`/work/${workId}/outcome`, typed(sent), leaving);
    draft.saving = draft.outcome === sent ? "saved" : "typed";
    draft.savedAt = new Date().toISOString();
    draft.touchedAt = Date.now();
  } catch (error) {
    draft.saving = "failed";
    const isRefused = error instanceof Problem && error.status >= 400 && error.status < 500;
    if (!isRefused) saveSoon(workId, RETRY_MS);
  }
  remember(workId);
  refresh();
}

/** Waits until the newest text is with the server or cannot be brought there now. */
export async function settle(workId: string): Promise<void> {
  clearTimeout(timers.get(workId));
  await save(workId);
}

/** The outcome went to the server with another request. */
export function settled(workId: string): void {
  clearTimeout(timers.get(workId));
  const draft = drafts.get(workId);
  if (draft) Object.assign(draft, { saving: "saved", savedAt: new Date().toISOString(), touchedAt: Date.now() });
  remember(workId);
}

/** Sends every unsaved draft when the page is left or hidden. */
export function watchLeaving(): void {
  const flush = (): void => [...drafts.keys()].forEach((workId) => void save(workId, true));
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
}
