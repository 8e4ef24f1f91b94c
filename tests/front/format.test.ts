import assert from "node:assert/strict";
import { test } from "node:test";
import { retryDelay } from "../../web/src/live/socket";
import { byHour, totalOf, totalsBy } from "../../web/src/pages/totals";
import { dateFormat } from "../../web/src/ui/date_format";
import { duration, fromLocalInput, percent, phone, toLocalInput } from "../../web/src/ui/format";
import type { Call } from "../../web/src/wire";

test("durations are m:ss, over an hour h:mm:ss, never negative", () => {
  assert.equal(duration(0), "0:00");
  assert.equal(duration(59.9), "0:59");
  assert.equal(duration(724), "12:04");
  assert.equal(duration(3600), "1:00:00");
  assert.equal(duration(-3), "0:00");
});

test("Chinese numbers are spaced as they are read, others stay as they are", () => {
  assert.equal(phone("+8613800138000"), "138 0013 8000");
  assert.equal(phone("13800138000"), "138 0013 8000");
  assert.equal(phone("+861065529988"), "010 6552 9988");
  assert.equal(phone("075527722222"), "0755 2772 2222");
  assert.equal(phone("4008001000"), "400 800 1000");
  assert.equal(phone("95588"), "95588");
  assert.equal(phone("+442079460000"), "+442079460000");
  assert.equal(phone(null), "");
});

test("an unknown share is a dash", () => {
  assert.equal(percent(null), "–");
  assert.equal(percent(91.6), "92 %");
});

test("a format of dates is made once for each language and form", () => {
  const hours = { hour: "2-digit", timeZone: "UTC" } as const;
  assert.equal(dateFormat("en", { ...hours }), dateFormat("en", { ...hours }));
  assert.notEqual(dateFormat("en", hours), dateFormat("zh-CN", hours));
  assert.notEqual(dateFormat("en", hours), dateFormat("en", { ...hours, timeZone: "Asia/Shanghai" }));
  assert.equal(dateFormat("en", { ...hours, minute: "2-digit" }).format(new Date("2026-03-02T00:05:00Z")), "00:05");
});

test("a follow-up survives the way through the form field", () => {
  const iso = "2026-03-02T02:00:00.000Z";
  assert.equal(fromLocalInput(toLocalInput(iso)), iso);
  assert.equal(fromLocalInput(""), null);
  assert.equal(toLocalInput(null), "");
});

test("waiting before the next connection grows, has jitter and stays below 15 s", () => {
  assert.equal(retryDelay(0, 0), 250);
  assert.equal(retryDelay(0, 1), 500);
  assert.ok(retryDelay(3, 0.5) > retryDelay(1, 0.5));
  assert.equal(retryDelay(30, 1), 15_000);
});

const call = (fields: Partial<Call>): Call =>
  ({ reason: "completed", queue: "support", waited_s: 10, talk_s: 60, started_at: "2026-03-01T08:10:00Z", ...fields }) as Call;

test("totals add up by key, largest first, calls without a key left out", () => {
  const calls = [call({}), call({ reason: "abandoned", talk_s: 0 }), call({ queue: "sales" }), call({ queue: null })];
  const totals = totalsBy(calls, (one) => one.queue);
  assert.deepEqual(totals.map((one) => [one.key, one.calls, one.answered, one.abandoned]), [["support", 2, 1, 1], ["sales", 1, 1, 0]]);
  assert.equal(totalOf(calls).calls, 4);
  assert.equal(totalOf([]).calls, 0);
  assert.equal(byHour(calls).reduce((sum, count) => sum + count, 0), 4);
});
