import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../web/src/live/reduce";
import type { Live } from "../../web/src/live/state";
import type { Controls, Frame } from "../../web/src/wire";

const NOW = "2026-03-01T08:00:00Z";
const TALKING = { call_id: "c1", phase: "talking", parties: [], muted: false, recording: null, place: null, actions: {} } as unknown as Controls;

function shown(...frames: object[]): Map<string, Controls> {
  const live = { controls: new Map() } as unknown as Live;
  for (const frame of frames) apply(live, { type: "controls", seq: 1, call_id: "c1", ...frame } as unknown as Frame, "lina", NOW);
  return live.controls;
}

test("controls are what the server said last, and gone with the part in the call", () => {
  assert.equal(shown({ controls: TALKING }).get("c1")?.phase, "talking");
  assert.equal(shown({ controls: TALKING }, { controls: { ...TALKING, phase: "held" } }).get("c1")?.phase, "held");
  assert.equal(shown({ controls: TALKING }, { controls: null }).size, 0);
});
