import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, takeAnswer } from "../../web/src/live/reduce";
import { OpenWork } from "../../web/src/live/open_work";
import type { Live } from "../../web/src/live/state";
import type { Frame, Party, Pop, Snapshot, Work } from "../../web/src/wire";

const NOW = "2026-03-01T08:00:00Z";
const CALLER: Party = { number: "+8613800138000", name: null };
const ME: Party = { number: "1001", name: null, agent: "lina" };
const COLLEAGUE: Party = { number: "1002", name: null, agent: "zhao" };

function empty(): Live {
  return {
    known: false,
    connection: { state: "open", lostAt: null },
    agent: null,
    calls: new Map(),
    over: new Set(),
    queues: new Map(),
    agents: new Map(),
    links: new Map(),
    work: new OpenWork(),
  };
}

type EventFields = { event: string } & Record<string, unknown>;

function happen(live: Live, ...events: EventFields[]): void {
  for (const event of events) {
    apply(live, { type: "event", seq: 1, at: NOW, pbx: "pbx", call_id: "c1", ...event } as unknown as Frame, "lina", NOW);
  }
}

const started = { event: "call_started", direction: "inbound", caller: CALLER, dialed: "4008001000" };
const queued = { event: "call_queued", queue: "support", position: 1 };
const offeredTo = (to: Party): EventFields => ({ event: "call_offered", to, queue: "support", caller: CALLER });

function pop(): Pop {
  return {
    pop_id: "p1", work_id: "w1", call_id: "c1", reason: "offered", caller: CALLER, queue: "support",
    candidates: [], customer: null, script: null,
  };
}

test("a call goes from queue to ringing here to talking and disappears when it ends", () => {
  const live = empty();
  happen(live, started, queued, offeredTo(ME));
  assert.equal(live.calls.get("c1")?.state, "ringing");
  assert.equal(live.calls.get("c1")?.agent, "lina");
  happen(live, { event: "call_answered", by: ME, queue: "support", waited_s: 12.5, ring_s: 3 });
  assert.equal(live.calls.get("c1")?.state, "talking");
  assert.equal(live.calls.get("c1")?.waited_s, 12.5);
  happen(live, { event: "call_ended", reason: "completed", waited_s: 12.5, talk_s: 60 });
  assert.equal(live.calls.size, 0);
});

test("a call that rings at a colleague is not ours, and ours again only when offered here", () => {
  const live = empty();
  happen(live, started, queued, offeredTo(COLLEAGUE));
  assert.equal(live.calls.get("c1")?.agent, null);
  happen(live, offeredTo(ME), { event: "call_offer_ended", to: COLLEAGUE, reason: "no_answer" });
  assert.equal(live.calls.get("c1")?.agent, "lina");
  happen(live, { event: "call_offer_ended", to: ME, reason: "no_answer" });
  assert.equal(live.calls.get("c1")?.state, "queued");
  assert.equal(live.calls.get("c1")?.agent, null);
});

test("a caller moves up in the queue, waits since they joined, and has no place when they left", () => {
  const live = empty();
  happen(live, started, { ...queued, position: 3, waited_s: 30 });
  assert.equal(live.calls.get("c1")?.queued_at, "2026-03-01T07:59:30.000Z");
  assert.equal(live.calls.get("c1")?.position, 3);
  happen(live, { event: "queue_position", queue: "support", position: 2 });
  assert.equal(live.calls.get("c1")?.position, 2);
  happen(live, { event: "call_left_queue", queue: "support", reason: "timeout", waited_s: 60 });
  assert.equal(live.calls.get("c1")?.position, null);
  assert.equal(live.calls.get("c1")?.state, "started");
});

test("a late event of a call that is over makes no ghost", () => {
  const live = empty();
  happen(live, { event: "call_leg_ended", party: ME });
  assert.equal(live.calls.size, 0);
});

test("an offer to another agent during the talk changes nothing", () => {
  const live = empty();
  happen(live, started, { event: "call_answered", by: ME, queue: null, waited_s: 1, ring_s: 1 }, offeredTo(COLLEAGUE));
  assert.equal(live.calls.get("c1")?.state, "talking");
  assert.equal(live.calls.get("c1")?.agent, "lina");
});

const talking = (by: Party): EventFields => ({ event: "call_answered", by, queue: null, waited_s: 1, ring_s: 1 });
const handedOn = (kind: string, by: Party, to: Party): EventFields => ({ event: "call_transferred", kind, by, to });

test("a colleague who is asked in the middle of my talk does not take it; a transfer does", () => {
  const live = empty();
  happen(live, started, talking(ME), { event: "call_held", by: ME }, offeredTo(COLLEAGUE), talking(COLLEAGUE));
  assert.equal(live.calls.get("c1")?.agent, "lina");
  happen(live, handedOn("attended", ME, COLLEAGUE));
  assert.equal(live.calls.get("c1")?.agent, "zhao");
  assert.equal(live.calls.get("c1")?.state, "talking");
});

test("a call that a colleague still has rings here when I am asked, and is not mine when the asking ends", () => {
  const live = empty();
  happen(live, started, talking(COLLEAGUE), offeredTo(ME));
  assert.equal(live.calls.get("c1")?.state, "ringing");
  assert.equal(live.calls.get("c1")?.agent, "lina");
  happen(live, talking(ME), { event: "call_leg_ended", party: ME });
  assert.equal(live.calls.get("c1")?.agent, null);
});

test("a call transferred blind rings here until it is answered", () => {
  const live = empty();
  happen(live, started, talking(COLLEAGUE), handedOn("blind", COLLEAGUE, ME));
  assert.equal(live.calls.get("c1")?.agent, null);
  apply(live, { type: "pop", seq: 1, ...pop(), reason: "transferred" }, "lina", NOW);
  assert.equal(live.calls.get("c1")?.state, "ringing");
  assert.equal(live.calls.get("c1")?.agent, "lina");
  happen(live, talking(ME));
  assert.equal(live.calls.get("c1")?.state, "talking");
});

test("a call that came by a consultation stays in talk when its pop arrives", () => {
  const live = empty();
  happen(live, started, talking(COLLEAGUE), handedOn("attended", COLLEAGUE, ME));
  apply(live, { type: "pop", seq: 1, ...pop(), reason: "transferred" }, "lina", NOW);
  assert.equal(live.calls.get("c1")?.state, "talking");
});

test("a pop that comes behind the end of its call, or of its ring, rings no more", () => {
  for (const end of [{ event: "call_ended" }, { event: "call_offer_ended", to: ME, reason: "timeout" }]) {
    const live = empty();
    happen(live, started, queued, offeredTo(ME), end);
    apply(live, { type: "pop", seq: 1, ...pop() }, "lina", NOW);
    assert.notEqual(live.calls.get("c1")?.state, "ringing");
    assert.equal(live.work.size, 1);
  }
});

test("a pop makes one work item however often it comes", () => {
  const live = empty();
  apply(live, { type: "pop", seq: 1, ...pop() }, "lina", NOW);
  const first = live.work.get("w1");
  apply(live, { type: "pop", seq: 2, ...pop() }, "lina", NOW);
  assert.equal(live.work.size, 1);
  assert.equal(live.work.get("w1"), first);
  assert.equal(live.calls.get("c1")?.state, "ringing");
});

test("finished and dismissed work leaves the desk", () => {
  const live = empty();
  apply(live, { type: "pop", seq: 1, ...pop() }, "lina", NOW);
  const work = live.work.get("w1") as Work;
  apply(live, { type: "work", seq: 2, work: { ...work, outcome: { ...work.outcome, finished_at: NOW } } }, "lina", NOW);
  assert.equal(live.work.size, 0);
  apply(live, { type: "work", seq: 3, work: { ...work, dismissed_at: NOW } }, "lina", NOW);
  assert.equal(live.work.size, 0);
});

test("an answer that was on its way while the work was finished does not bring it back", () => {
  const live = empty();
  apply(live, { type: "pop", seq: 1, ...pop() }, "lina", NOW);
  const work = live.work.get("w1") as Work;
  const { version } = live.work;
  live.work.delete("w1");
  takeAnswer(live, work, version);
  assert.deepEqual(live.work.takeAll([work], version), []);
  assert.equal(live.work.size, 0);
  takeAnswer(live, work, live.work.version);
  assert.equal(live.work.size, 1);
});

test("of all open work read anew, what came or changed meanwhile is as it is here", () => {
  const live = empty();
  apply(live, { type: "pop", seq: 1, ...pop() }, "lina", NOW);
  const work = live.work.get("w1") as Work;
  const { version } = live.work;
  const answered = { ...work, answered_at: NOW };
  apply(live, { type: "work", seq: 2, work: answered }, "lina", NOW);
  apply(live, { type: "pop", seq: 3, ...pop(), work_id: "w2" }, "lina", NOW);
  live.work.takeAll([work], version);
  assert.deepEqual([...live.work.keys()], ["w1", "w2"]);
  assert.equal(live.work.get("w1"), answered);
  live.work.takeAll([], live.work.version, (one) => one.work_id === "w2");
  assert.deepEqual([...live.work.keys()], ["w2"]);
});

test("a snapshot replaces everything and says which ringing call rings here", () => {
  const live = empty();
  happen(live, started);
  const call = { ...live.calls.get("c1")!, call_id: "c2", state: "ringing" as const };
  const agent = { agent: "lina", state: "ringing" as const, reason: null, since: NOW, call_id: "c2", until: null, queues: [] };
  const snapshot = { type: "snapshot", seq: 9, me: {}, agent, calls: [call], queues: [], agents: [agent], links: [], work: [], server_time: NOW };
  apply(live, snapshot as unknown as Snapshot, "lina", NOW);
  assert.deepEqual([...live.calls.keys()], ["c2"]);
  assert.equal(live.calls.get("c2")?.agent, "lina");
  assert.equal(live.known, true);
});

test("a call that I placed stays mine when the customer answers it", () => {
  const live = empty();
  happen(live, { event: "call_started", direction: "outbound", caller: ME, dialed: "13800138000" }, talking(CALLER));
  assert.equal(live.calls.get("c1")?.state, "talking");
  assert.equal(live.calls.get("c1")?.agent, "lina");
});

test("a parked call is held by nobody, and on its way again when it was parked too long", () => {
  const live = empty();
  happen(live, started, queued, offeredTo(ME), talking(ME), { event: "call_parked", by: ME, space: "701" });
  assert.equal(live.calls.get("c1")?.state, "held");
  assert.equal(live.calls.get("c1")?.agent, null);
  happen(live, { event: "call_unparked", reason: "timeout", by: null });
  assert.equal(live.calls.get("c1")?.state, "started");
});
