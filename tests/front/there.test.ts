import assert from "node:assert/strict";
import { test } from "node:test";
import { timeThere } from "../../web/src/ui/there";

(globalThis as { document?: unknown }).document ??= { documentElement: { lang: "en" }, getElementById: () => null };
const NOON_IN_SHANGHAI = new Date("2026-11-20T04:00:00Z");

test("the same time there is not worth a word, nor is an unknown place", () => {
  assert.equal(timeThere(["Asia/Shanghai"], NOON_IN_SHANGHAI, "Asia/Shanghai"), null);
  assert.equal(timeThere(["Asia/Singapore"], NOON_IN_SHANGHAI, "Asia/Shanghai"), null);
  assert.equal(timeThere([], NOON_IN_SHANGHAI, "Asia/Shanghai"), null);
});

test("another time is told, with a warning outside 8 to 21", () => {
  const california = timeThere(["America/Los_Angeles"], NOON_IN_SHANGHAI, "Asia/Shanghai");
  assert.match(california?.times.join() ?? "", /20:00/);
  assert.equal(california?.isUnusual, false);
  const later = new Date("2026-11-20T05:00:00Z");
  assert.equal(timeThere(["America/Los_Angeles"], later, "Asia/Shanghai")?.isUnusual, true);
});

test("a number of many zones shows the earliest and the latest, and warns when it may be night", () => {
  const zones = ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Novosibirsk", "Asia/Kamchatka"];
  const russia = timeThere(zones, NOON_IN_SHANGHAI, "Asia/Shanghai");
  assert.equal(russia?.times.length, 2);
  assert.match(russia?.times[0] ?? "", /06:00/);
  assert.match(russia?.times[1] ?? "", /16:00/);
  assert.equal(russia?.isUnusual, true);
});
