/** The one copy of the live world in this tab; written only by `apply` (reduce.ts) and the desk's replies. */

import { boot } from "../boot";
import { serverNow } from "./clock";
import { OpenWork } from "./open_work";
import type { AgentState, Controls, Entry, LinkState, Lists, LiveCall, QueueFigures } from "../wire";

export interface Connection {
  state: "connecting" | "open" | "lost";
  /** Milliseconds of the server's clock. */
  lostAt: number | null;
}

export interface Live {
  known: boolean;
  connection: Connection;
  agent: AgentState | null;
  calls: Map<string, LiveCall>;
  /** Calls that ended, or rang here in vain: a pop that comes behind that rings no more. */
  over: Set<string>;
  /** By `queueKey`: queues of two PBXes may have one name. */
  queues: Map<string, QueueFigures>;
  agents: Map<string, AgentState>;
  links: Map<string, LinkState>;
  work: OpenWork;
  /** What can be done with each of the own calls, by call. */
  controls: Map<string, Controls>;
  lists: Lists;
  /** Everything open of everybody; only for supervisors. */
  team: Entry[] | null;
}

export function queueKey(queue: { pbx: string; queue: string }): string {
  return `${queue.pbx}/${queue.queue}`;
}

/** " · branch" when there are several PBXes. */
export function pbxMark(pbx: string): string {
  return live.links.size > 1 ? ` · ${pbx}` : "";
}

const NO_LISTS: Lists = {
  callbacks: [], missed: [], tasks: [], done: [], mine: null, callback_count: 0, missed_count: 0, task_count: 0,
};

const startedAt = serverNow();

export const live: Live = {
  known: false,
  connection: { state: "connecting", lostAt: null },
  agent: null,
  calls: new Map(),
  over: new Set(),
  queues: new Map(),
  agents: new Map(),
  links: new Map(),
  work: new OpenWork(),
  controls: new Map(),
  lists: NO_LISTS,
  team: null,
};

/** The user's own state; offline while the server knows none. */
export function myState(): AgentState {
  if (live.agent) return live.agent;
  const since = new Date(startedAt).toISOString();
  return { agent: boot.user?.name ?? "", state: "offline", reason: null, since, call_id: null, until: null, queues: [] };
}

/** The call that rings at the user's phone now. */
export function ringingHere(): LiveCall | null {
  return [...live.calls.values()].find((call) => call.state === "ringing" && call.agent === boot.user?.name) ?? null;
}

/** Since when the figures may be wrong (ISO time), or null when they are certain. */
export function uncertainSince(): string | null {
  if (live.connection.lostAt !== null) return new Date(live.connection.lostAt).toISOString();
  const doubtful = [...live.links.values()].filter((link) => link.state !== "certain");
  return doubtful.map((link) => link.at).sort()[0] ?? null;
}

/** A PBX link that is not certain, or null. */
export function doubtfulLink(): LinkState | null {
  return [...live.links.values()].find((link) => link.state !== "certain") ?? null;
}
