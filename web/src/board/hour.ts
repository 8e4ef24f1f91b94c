/** When calls joined each queue in the last hour, for the sparkline. Bounded: what is older is dropped. */

import { get, query } from "../api";
import { queueKey } from "../live/state";
import { onFrame } from "../live/live";
import { serverNow } from "../live/clock";
import type { Call, Page } from "../wire";

const HOUR_MS = 3_600_000;
const SLOTS = 12;
const MOST_PAGES = 5;

const joined = new Map<string, number[]>();

function note(queue: string, at: number): void {
  const since = serverNow() - HOUR_MS;
  const times = (joined.get(queue) ?? []).filter((time) => time >= since);
  times.push(at);
  joined.set(queue, times);
}

/** Calls per five minutes, oldest first. */
export function slotsOf(queue: string): number[] {
  const start = serverNow() - HOUR_MS;
  const slots = new Array<number>(SLOTS).fill(0);
  for (const time of joined.get(queue) ?? []) {
    const slot = Math.floor(((time - start) / HOUR_MS) * SLOTS);
    if (slot >= 0 && slot < SLOTS) slots[slot] = (slots[slot] ?? 0) + 1;
  }
  return slots;
}

/** Reads the last hour once, then counts live. */
export async function watchLastHour(): Promise<void> {
  onFrame((frame) => {
    if (frame.type === "event" && frame.event === "call_queued") note(queueKey(frame), Date.parse(frame.at));
  });
  const from = new Date(serverNow() - HOUR_MS).toISOString();
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page: Page<Call> = await get<Page<Call>>(`/calls${query({ from, limit: 200, cursor })}`);
    for (const call of page.items) if (call.queue) note(queueKey({ pbx: call.pbx, queue: call.queue }), Date.parse(call.started_at));
    cursor = page.next;
    if (!cursor) return;
  }
}
