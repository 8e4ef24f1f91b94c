import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAfter, type Step } from "../../web/src/desk/guide_steps";
import type { Phase } from "../../web/src/desk/selection";
import type { AgentStateName } from "../../web/src/wire";

function walk(...seen: [Phase | null, AgentStateName][]): Step[] {
  let step: Step = "shift";
  return seen.map(([phase, state]) => (step = stepAfter(step, phase, state)));
}

test("the guide follows a whole call and stays done", () => {
  assert.deepEqual(
    walk([null, "offline"], [null, "ready"], ["ringing", "ringing"], ["talking", "talking"], ["held", "talking"], ["wrap_up", "wrap_up"], ["closed", "ready"], ["ringing", "ringing"]),
    ["shift", "wait", "ring", "talk", "talk", "wrap_up", "done", "done"],
  );
});

test("a call that was not answered is not the end of it", () => {
  assert.deepEqual(walk([null, "ready"], ["ringing", "ringing"], ["missed", "ready"], [null, "ready"]), ["wait", "ring", "wait", "wait"]);
});

test("it starts wherever the agent is", () => {
  assert.deepEqual(walk(["talking", "talking"]), ["talk"]);
  assert.deepEqual(walk([null, "paused"]), ["wait"]);
});
