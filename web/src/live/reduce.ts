/** Frames into state: a snapshot replaces all, an event changes one thing. Knows no screen. */

import type { AgentState, DomainEvent, Entry, Frame, Lists, LiveCall, Pop, Snapshot, Work } from "../wire";
import { setServerTime } from "./clock";
import { queueKey, type Live } from "./state";

const byKey = <T>(items: T[], key: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [key(item), item]));

/** Which of the calls rings here, also one that a colleague still has: the agent's own state says it. */
function ringsHere(calls: LiveCall[], own: AgentState | null): LiveCall[] {
  if (own?.state !== "ringing") return calls;
  return calls.map((call) => (call.call_id === own.call_id ? { ...call, state: "ringing", agent: own.agent } : call));
}

function takeSnapshot(live: Live, frame: Snapshot): void {
  setServerTime(frame.server_time);
  live.known = true;
  live.over.clear();
  live.agent = frame.agent;
  live.calls = byKey(ringsHere(frame.calls, frame.agent), (call) => call.call_id);
  live.queues = byKey(frame.queues, queueKey);
  live.agents = byKey(frame.agents, (agent) => agent.agent);
  live.links = byKey(frame.links, (link) => link.pbx);
  live.controls = byKey(frame.controls ?? [], (controls) => controls.call_id);
  live.work.takeAll(frame.work, live.work.version);
  takeLists(live, frame);
}

function takeLists(live: Live, { lists, team }: { lists: Lists; team: Entry[] | null }): void {
  live.lists = lists;
  live.team = team;
}

type CallStep = Extract<DomainEvent, { call_id: string; event: `call_${string}` | "queue_position" }>;
type Step<Name extends CallStep["event"]> = Extract<CallStep, { event: Name }>;

function offered(call: LiveCall, event: Step<"call_offered">, me: string | null): Partial<LiveCall> {
  const isHere = event.to.agent === me && me !== null;
  const isOn = call.state === "talking" || call.state === "held";
  if (isOn && (!isHere || call.agent === me)) return {};
  return {
    state: "ringing",
    agent: isHere ? me : call.agent,
    offered_at: event.at,
    queue: event.queue ?? call.queue,
    dialed: call.dialed ?? event.dialed ?? null,
  };
}

function offerEnded(call: LiveCall, event: Step<"call_offer_ended">, me: string | null): Partial<LiveCall> {
  if (event.reason === "answered" || call.state !== "ringing" || (call.agent === me && event.to.agent !== me)) return {};
  return { state: call.queue ? "queued" : "started", agent: null, offered_at: null };
}

/** A colleague who is asked in the middle of my talk takes nothing from me; neither does the customer I called. */
function answered(call: LiveCall, event: Step<"call_answered">, me: string | null): Partial<LiveCall> {
  const isMine = call.agent === me && (call.state === "talking" || call.state === "held");
  if (isMine && event.by.agent !== me) return {};
  return { state: "talking", agent: event.by.agent ?? call.agent, answered_at: event.at, waited_s: event.waited_s, position: null };
}

/** Blind: on its way to the next phone; blonde: that phone rings; attended: the next person talks. */
function handedOn(event: Step<"call_transferred">): Partial<LiveCall> {
  const states: Record<string, LiveCall["state"]> = { blind: "started", blonde: "ringing" };
  const agent = event.kind === "blind" ? null : (event.to.agent ?? null);
  return { state: states[event.kind] ?? "talking", agent };
}

const earlier = (at: string, seconds: number): string =>
  seconds ? new Date(Date.parse(at) - seconds * 1000).toISOString() : at;

function changes(call: LiveCall, event: CallStep, me: string | null): Partial<LiveCall> {
  switch (event.event) {
    case "call_queued":
      if (call.state === "talking" || call.state === "held") return {}; // a queue is being asked
      return { state: "queued", queue: event.queue, queued_at: earlier(event.at, event.waited_s), position: event.position };
    case "queue_position":
      return { position: event.position };
    case "call_left_queue":
      return { state: call.state === "queued" ? "started" : call.state, position: null };
    case "call_found":
      return event.talking.length
        ? { state: "talking", agent: event.talking.find((one) => one.agent)?.agent ?? null }
        : { state: event.queue ? "queued" : call.state, queue: event.queue };
    case "call_offered":
      return offered(call, event, me);
    case "call_offer_ended":
      return offerEnded(call, event, me);
    case "call_answered":
      return answered(call, event, me);
    case "call_held":
      return { state: "held" };
    case "call_resumed":
      return { state: "talking" };
    case "call_parked":
      return { state: "held", agent: null };
    case "call_unparked":
      return event.reason === "timeout" ? { state: "started" } : {};
    case "call_transferred":
      return handedOn(event);
    case "call_leg_ended":
      return event.party.agent === me && call.agent === me ? { agent: null } : {};
    default:
      return {};
  }
}

function newCall(event: Step<"call_started"> | Step<"call_offered">): LiveCall {
  return {
    call_id: event.call_id,
    pbx: event.pbx,
    direction: event.event === "call_started" ? event.direction : "inbound",
    caller: event.caller,
    dialed: event.dialed ?? null,
    queue: null,
    state: "started",
    started_at: event.at,
    queued_at: null,
    offered_at: null,
    answered_at: null,
    agent: event.event === "call_started" && event.direction === "outbound" ? (event.caller.agent ?? null) : null,
    waited_s: null,
    position: null,
  };
}

function takeCallStep(live: Live, event: CallStep, me: string | null): void {
  if (event.event === "call_offered") live.over.delete(event.call_id);
  if (event.event === "call_ended" || (event.event === "call_offer_ended" && event.to.agent === me && event.reason !== "answered")) {
    live.over.add(event.call_id);
  }
  if (event.event === "call_ended") {
    live.calls.delete(event.call_id);
    return;
  }
  if (event.event === "call_merged") live.calls.delete(event.other_call_id);
  const isFirst = event.event === "call_started" || event.event === "call_offered";
  const known = live.calls.get(event.call_id) ?? (isFirst ? newCall(event) : null);
  if (known) live.calls.set(event.call_id, { ...known, ...changes(known, event, me) });
}

function takeEvent(live: Live, event: DomainEvent, me: string | null): void {
  switch (event.event) {
    case "agent_state":
      live.agents.set(event.agent, { ...live.agents.get(event.agent), ...event });
      if (event.agent === me) live.agent = event;
      break;
    case "queue_figures":
      live.queues.set(queueKey(event), event);
      break;
    case "queue_gone":
      live.queues.delete(queueKey(event));
      break;
    case "queue_member_state":
    case "queue_member_gone":
      break;
    case "link_state":
      live.links.set(event.pbx, event);
      break;
    default:
      takeCallStep(live, event, me);
  }
}

/** A pop becomes a work item at once; its other parts follow with a `work` frame. */
function takePop(live: Live, pop: Pop, me: string | null, at: string): void {
  if (live.work.has(pop.work_id)) return;
  if ((pop.reason === "offered" || pop.reason === "transferred") && !live.over.has(pop.call_id)) {
    takeCallStep(live, {
      event: "call_offered", at, pbx: "", call_id: pop.call_id, to: { number: null, name: null, agent: me },
      queue: pop.queue, caller: pop.caller, dialed: pop.dialed ?? null,
    }, me);
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

/** A finished or dismissed item leaves the list; one taken up again to be coded stays until it is. */
export function takeWork(live: Live, work: Work): void {
  const isOver = work.outcome.finished_at && !(work.uncoded_at && live.work.get(work.work_id)?.uncoded_at);
  if (isOver || work.dismissed_at) live.work.delete(work.work_id);
  else live.work.set(work.work_id, work);
}

/** The server's answer to what was asked here at `version`: a frame that came meanwhile is newer. */
export function takeAnswer(live: Live, work: Work, version: number): void {
  if (!live.work.isNewer(work.work_id, version)) takeWork(live, work);
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
    case "controls":
      if (frame.controls) live.controls.set(frame.call_id, frame.controls);
      else live.controls.delete(frame.call_id);
      return;
    case "work":
      return takeWork(live, frame.work);
    case "worklist_changed":
      return takeLists(live, frame);
    case "phone":
      return;
    case "error":
      console.warn("the server refused a frame:", frame.code, frame.detail);
  }
}
