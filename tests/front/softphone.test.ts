import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, nobodys, taken, type View } from "../../web/src/softphone/mirror";
import { mouthToEarMs, QualityMeter, ratingOf, scoreOf, wordOf, type Counters } from "../../web/src/softphone/quality";
import { newState, type PhoneState } from "../../web/src/softphone/types";

const REGISTERED: PhoneState = { ...newState(), registration: "registered" };
const told = (holder: string): View => heard(nobodys(), { type: "state", holder, state: REGISTERED });

test("a tab without the phone shows what the tab with the phone tells", () => {
  const view = told("a");
  assert.deepEqual([view.holder, view.isMine, view.state.registration], ["a", false, "registered"]);
  const later = heard(view, { type: "state", holder: "a", state: { ...REGISTERED, registration: "lost" } });
  assert.equal(later.state.registration, "lost");
});

test("when the holder goes nobody holds the phone, until the next one tells", () => {
  const view = heard(told("a"), { type: "left", holder: "a" });
  assert.deepEqual([view.holder, view.state.registration], [null, "connecting"]);
  assert.equal(heard(view, { type: "state", holder: "b", state: REGISTERED }).holder, "b");
});

test("the farewell of a tab that held the phone before takes nothing from the one that holds it now", () => {
  assert.equal(heard(told("b"), { type: "left", holder: "a" }).holder, "b");
});

test("a tab that holds the phone believes no other about it", () => {
  const mine = taken("me");
  assert.equal(heard(mine, { type: "state", holder: "a", state: REGISTERED }), mine);
  assert.equal(heard(mine, { type: "left", holder: "me" }), mine);
  assert.equal(mine.state.registration, "connecting");
});

test("questions and orders change no view", () => {
  const view = told("a");
  assert.equal(heard(view, { type: "ask" }), view);
  assert.equal(heard(view, { type: "order", order: { name: "answer" } }), view);
});

const near = (value: number, wanted: number, by: number): void => assert.ok(Math.abs(value - wanted) <= by, `${value} is not ${wanted}`);

test("the estimate has the values of the simplified E-model", () => {
  near(ratingOf(0, 0), 94.2, 0.001);
  near(ratingOf(0, 100), 91.8, 0.001);
  near(ratingOf(0, 277.3), 94.2 - 6.6552 - 11, 0.001);
  near(ratingOf(0.01, 0), 94.2 - 30 * Math.log(1.15), 0.001);
  near(scoreOf(94.2), 4.42, 0.01);
  near(scoreOf(80), 4.02, 0.01);
  near(scoreOf(60), 3.1, 0.001);
  assert.deepEqual([scoreOf(-5), scoreOf(0)], [1, 1]);
  assert.ok(scoreOf(1000) <= 4.5);
});

test("delay is half the round trip, twice the jitter and the codec", () => {
  assert.equal(mouthToEarMs(100, 5), 85);
  assert.equal(mouthToEarMs(null, 0), 25);
});

test("words follow the satisfaction that G.107 ties to the rating", () => {
  assert.deepEqual([4.4, 4.02, 4.0, 3.1, 3.0, 1].map(wordOf), ["good", "good", "fair", "fair", "bad", "bad"]);
});

const counted = (fields: Partial<Counters>): Counters => ({ sent: 0, received: 0, lost: 0, lostThere: 0, jitterMs: 0, rttMs: 20, ...fields });

test("each measurement is of the packets since the one before", () => {
  const meter = new QualityMeter();
  assert.equal(meter.take(counted({ sent: 100, received: 100 }))?.loss, 0);
  const bad = meter.take(counted({ sent: 200, received: 190, lost: 10, jitterMs: 4, rttMs: 40 }));
  assert.equal(bad?.loss, 10);
  assert.ok(bad && bad.mos < 3.6);
  assert.equal(meter.take(counted({ sent: 300, received: 290, lost: 10 }))?.loss, 0);
  const whole = meter.soFar(6);
  assert.ok(whole);
  assert.deepEqual([whole.seconds, whole.sent, whole.received, whole.lost, whole.lost_there], [6, 300, 290, 10, 0]);
  near(whole.jitter_ms, 4 / 3, 0.001);
  near(whole.rtt_ms ?? 0, 80 / 3, 0.001);
  assert.equal(whole.mos_worst, bad.mos);
  assert.ok(whole.mos > whole.mos_worst);
});

test("what is lost on the way to the PBX counts as well", () => {
  const meter = new QualityMeter();
  assert.equal(meter.take(counted({ sent: 100, received: 100, lostThere: 20 }))?.loss, 20);
});

test("nothing is said of a time without packets, nor before the first", () => {
  const meter = new QualityMeter();
  assert.equal(meter.take(counted({})), null);
  assert.equal(meter.soFar(0), null);
  meter.take(counted({ sent: 50, received: 50 }));
  assert.equal(meter.take(counted({ sent: 90, received: 50 })), null);
});

test("packets that came late and were counted as lost before do no harm", () => {
  const meter = new QualityMeter();
  meter.take(counted({ sent: 50, received: 45, lost: 5 }));
  assert.equal(meter.take(counted({ sent: 100, received: 100, lost: -1 }))?.loss, 0);
  assert.equal(meter.soFar(2)?.lost, 0);
});
