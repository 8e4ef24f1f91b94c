import assert from "node:assert/strict";
import { test } from "node:test";
import { groupOf, isGroup, keyed, levelOf, matching } from "../../web/src/desk/disposition_tree";
import { inOneHour, nextMonday, tomorrowMorning } from "../../web/src/desk/follow_up_times";
import type { Disposition } from "../../web/src/wire";

function one(code: string, parent = "", queues: string[] = [], key = ""): Disposition {
  return { code, label: code, parent, queues, key };
}

const TREE = [
  one("solved"), one("complaint"), one("price", "complaint"), one("service", "complaint"), one("rude", "service", ["vip"]), one("sold", "", ["sales"]),
];
const codes = (rows: Disposition[]): string[] => rows.map((row) => row.code);

test("a level has its ends and the groups with an end for the queue", () => {
  assert.deepEqual(codes(levelOf(TREE, "", "support")), ["solved", "complaint"]);
  assert.deepEqual(codes(levelOf(TREE, "complaint", "support")), ["price"]);
  assert.deepEqual(codes(levelOf(TREE, "complaint", "vip")), ["price", "service"]);
  assert.deepEqual(codes(levelOf(TREE, "", null)), ["solved", "complaint"]);
});

test("what was chosen opens its own level again", () => {
  assert.equal(groupOf(TREE, "rude"), "service");
  assert.equal(groupOf(TREE, null), "");
  assert.equal(isGroup(TREE, TREE[1] as Disposition), true);
});

test("digits are the places, own digits first, none for the tenth", () => {
  assert.deepEqual(keyed([one("a"), one("b", "", [], "1"), one("c")]).map(([key]) => key), ["", "1", "3"]);
  const ten = Array.from({ length: 10 }, (_, at) => one(`d${at}`));
  assert.equal(keyed(ten)[9]?.[0], "");
});

test("a filter finds ends by the words of their groups too", () => {
  const words: Record<string, string> = { rude: "Complaint › Service › Rude", price: "Complaint › Price", solved: "Solved" };
  const found = (text: string): string[] => codes(matching(TREE, text, "vip", (code) => words[code] ?? code));
  assert.deepEqual(found("compl r"), ["price", "rude"]);
  assert.deepEqual(found("SERV rude"), ["rude"]);
  assert.deepEqual(found("golf"), []);
});

test("quick times are whole minutes, nine in the morning, and the Monday after today", () => {
  const friday = new Date(2026, 10, 20, 16, 3, 20);
  assert.deepEqual(inOneHour(friday), new Date(2026, 10, 20, 17, 4));
  assert.deepEqual(tomorrowMorning(friday), new Date(2026, 10, 21, 9));
  assert.deepEqual(nextMonday(friday), new Date(2026, 10, 23, 9));
  assert.deepEqual(nextMonday(new Date(2026, 10, 23, 8)), new Date(2026, 10, 30, 9));
  assert.deepEqual(nextMonday(new Date(2026, 10, 22, 23)), new Date(2026, 10, 23, 9));
});
