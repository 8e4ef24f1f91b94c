/** Customers' timelines as far as they were fetched: filtered, searched, page by page; the newest request wins. */

import { get, post, problemText, query } from "../api";
import type { Call, EntryKind, Page, TimelineEntry } from "../wire";
import { behindFrame, refresh } from "./view";

export interface Past {
  entries: TimelineEntry[];
  next: string | null;
  /** "" is everything. */
  kind: EntryKind | "";
  text: string;
  problem: string;
  isLoaded: boolean;
  asked: number;
}

const PAGE = 50;
const PAUSE_MS = 250;
const KEPT = 30;
const pasts = new Map<string, Past>();
let timer = 0;

/** What is known of it now; the first time it is fetched, and `calls` are shown until it is here. */
export function pastOf(customerId: string, calls: Call[] = []): Past {
  const known = pasts.get(customerId);
  if (known) return known;
  const entries = calls.flatMap(entriesOf);
  const made: Past = { entries, next: null, kind: "", text: "", problem: "", isLoaded: false, asked: 0 };
  if (pasts.size >= KEPT) pasts.delete([...pasts.keys()][0] ?? "");
  pasts.set(customerId, made);
  behindFrame(() => void fetchPast(customerId));
  return made;
}

/** Fetches anew what was fetched before. */
export function renewPast(customerId: string): void {
  if (pasts.has(customerId)) void fetchPast(customerId);
}

export function filterPast(customerId: string, kind: Past["kind"]): void {
  pastOf(customerId).kind = kind;
  void fetchPast(customerId);
}

/** Searches 250 ms after the last key. */
export function searchPast(customerId: string, text: string): void {
  pastOf(customerId).text = text;
  clearTimeout(timer);
  timer = window.setTimeout(() => void fetchPast(customerId), PAUSE_MS);
}

export async function morePast(customerId: string): Promise<void> {
  const past = pastOf(customerId);
  if (past.next) await take(customerId, past, past.next);
}

/** What somebody said of this customer and a number counts no more. */
export async function takeBackRuling(customerId: string, rulingId: string): Promise<void> {
  const past = pastOf(customerId);
  try {
    await post(`/rulings/${rulingId}/undo`);
    await fetchPast(customerId);
  } catch (error) {
    past.problem = problemText(error);
    refresh();
  }
}

async function fetchPast(customerId: string): Promise<void> {
  const past = pasts.get(customerId);
  if (past) await take(customerId, past, null);
}

async function take(customerId: string, past: Past, cursor: string | null): Promise<void> {
  const asked = ++past.asked;
  const { kind, text } = past;
  try {
    const page = await get<Page<TimelineEntry>>(`/customers/${customerId}/timeline${query({ kinds: kind, q: text.trim(), limit: PAGE, cursor })}`);
    if (asked !== past.asked) return;
    past.entries = cursor ? [...past.entries, ...page.items] : page.items;
    past.next = page.next;
    past.problem = "";
  } catch (error) {
    past.problem = problemText(error);
  }
  past.isLoaded = true;
  refresh();
}

const NOTHING: Omit<TimelineEntry, "kind" | "entry_id" | "at" | "call_id"> = {
  by: null, text: null, detail: null, direction: null, queue: null, number: null, reason: null, disposition: null, talk_s: null,
  due: null, done_at: null, channel: null, state: null, script: null, answers: [], verdict: null, other: null,
  undone_by: null, undone_at: null,
};

/** A call as the timeline would have it. */
function entriesOf(call: Call): TimelineEntry[] {
  const place = { ...NOTHING, entry_id: call.call_id, at: call.started_at, call_id: call.call_id, by: call.agent };
  const { direction, queue, reason, disposition, talk_s } = call;
  const entries: TimelineEntry[] = [{ ...place, kind: "call", direction, queue, reason, disposition, talk_s }];
  if (call.note) entries.push({ ...place, kind: "note", text: call.note });
  return entries;
}
