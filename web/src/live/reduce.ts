/** Frames into state: a snapshot replaces all, an event changes one thing. Knows no screen. */

import type { DomainEvent, Frame, LiveCall, Pop, Snapshot, Work } from "../wire";
import { setServerTime } from "./clock";
import type { Live } from "./state";

const byKey = <T>(items: T[], key: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [key(item), item]));

function takeSnapshot(live: Live, frame: Snapshot): void {
  setServerTime(frame.server_time);
  live.known = true;
  live.agent = frame.agent;
  live.calls = byKey(frame.calls, (call) => call.call_id);
  live.queues = byKey(frame.queues, (queue) => queue.queue);
  live.agents = byKey(frame.agents, (agent) => agent.agent);
  live.links = byKey(frame.links, (link) => link.pbx);
  live.work = byKey(frame.work, (work) => work.work_id);
}

type CallStep = Extract<DomainEvent, { call_id: string; event: `call_${string}` }>;

function changes(event: CallStep): Partial<LiveCall> | null {
  switch (event.event) {
    case "call_queued":
      return { state: "queued", queue: event.queue, queued_at: event.at };
    case "call_offered":
      return {
        state: "ringing", agent: event.to.agent ?? null, offered_at: event.at, caller: event.caller,
        ...(event.queue ? { queue: event.queue } : {}), ...(event.dialed ? { dialed: event.dialed } : {}),
      };
    case "call_offer_ended":
      return event.reason === "answered" ? null : { state: "queued", agent: null, offered_at: null };
    case "call_answered":
      return { state: "talking", agent: event.by.agent ?? null, answered_at: event.at, waited_s: event.waited_s };
    case "call_held":
      return { state: "held" };
    case "call_resumed":
      return { state: "talking" };
    case "call_transferred":
      return { agent: event.to.agent ?? null };
    default:
      return null;
  }
}

function newCall(event: CallStep): LiveCall {
  const started = event.event === "call_started" || event.event === "call_offered";
  return {
    call_id: event.call_id,
    direction: event.event === "call_started" ? event.direction : "inbound",
    caller: started ? event.caller : { number: null, name: null },
    dialed: (started ? event.dialed : null) ?? null,
    queue: null,
    state: "started",
    started_at: event.at,
    queued_at: null,
    offered_at: null,
    answered_at: null,
    agent: null,
    waited_s: 0,
  };
}

function takeCallStep(live: Live, event: CallStep): void {
  if (event.event === "call_ended") {
    live.calls.delete(event.call_id);
    return;
  }
  if (event.event === "call_merged") live.calls.delete(event.other_call_id);
  const known = live.calls.get(event.call_id) ?? newCall(event);
  if (known.state === "talking" && (event.event === "call_offered" || event.event === "call_offer_ended")) return;
  live.calls.set(event.call_id, { ...known, ...changes(event) });
}

function takeEvent(live: Live, event: DomainEvent, me: string | null): void {
  switch (event.event) {
    case "agent_state":
      live.agents.set(event.agent, { ...live.agents.get(event.agent), ...event });
      if (event.agent === me) live.agent = event;
      break;
    case "queue_figures":
      live.queues.set(event.queue, event);
      break;
    case "link_state":
      live.links.set(event.pbx, event);
      break;
    default:
      takeCallStep(live, event);
  }
}

/** A pop becomes a work item at once; its other parts follow with a `work` frame. */
function takePop(live: Live, pop: Pop, me: string | null, at: string): void {
  if (live.work.has(pop.work_id)) return;
  if (pop.reason === "offered") {
    takeCallStep(live, {
      event: "call_offered", at, pbx: "", call_id: pop.call_id, to: { number: null, name: null, agent: me },
      queue: pop.queue, caller: pop.caller, dialed: pop.dialed ?? null,
    });
  }
  live.work.set(pop.work_id, {
    work_id: pop.work_id,
    call_id: pop.call_id,
    pop,
    customer: pop.customer,
    outcome: { disposition: null, note: null, follow_up_at: null },
    run: null,
    answered_at: null,
    wrap_up_until: null,
    created_at: at,
    call: null,
  });
}

/** A finished or dismissed item leaves the list. */
export function takeWork(live: Live, work: Work): void {
  if (work.outcome.finished_at || work.dismissed_at) live.work.delete(work.work_id);
  else live.work.set(work.work_id, work);
}

/** Applies one frame; `me` is the user's name, `now` the server's time for what has no time of its own. */
export function apply(live: Live, frame: Frame, me: string | null, now: string): void {
  switch (frame.type) {
    case "snapshot":
      return takeSnapshot(live, frame);
    case "event":
      return takeEvent(live, frame, me);
    case "pop":
      return takePop(live, frame, me, now);
    case "work":
      return takeWork(live, frame.work);
    case "error":
      console.warn("the server refused a frame:", frame.code, frame.detail);
  }
}
