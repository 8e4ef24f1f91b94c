import assert from "node:assert/strict";
import { test } from "node:test";
import { holderOf, isChoosable, isFixed, ownKey, withKey } from "../../web/src/ui/keymap";

const all = ["H", "T", "Ctrl+Enter", "1–9"];

test("a key without a choice of one's own is the program's", () => {
  assert.equal(ownKey({ H: "F2" }, "H"), "F2");
  assert.equal(ownKey({ H: "F2" }, "T"), "T");
});

test("a key in use has a holder; its own and a freed one have none", () => {
  assert.equal(holderOf({}, all, "H", "T"), "T");
  assert.equal(holderOf({}, all, "H", "H"), null);
  assert.equal(holderOf({ T: "F3" }, all, "H", "T"), null);
  assert.equal(holderOf({ T: "F3" }, all, "H", "F3"), "T");
  assert.equal(holderOf({}, all, "H", "7"), "1–9");
});

test("choosing the program's own key again leaves no entry", () => {
  assert.deepEqual(withKey({ T: "F3" }, "H", "F2"), { T: "F3", H: "F2" });
  assert.deepEqual(withKey({ T: "F3", H: "F2" }, "H", "H"), { T: "F3" });
});

test("digits and Escape stay; modifiers, Tab and the browser's own keys cannot be chosen", () => {
  assert.ok(isFixed("Escape") && isFixed("1–9") && !isFixed("H"));
  for (const name of ["Shift", "Ctrl+Control", "Tab", " ", "Alt+Tab", "Ctrl+W", "Process"]) assert.ok(!isChoosable(name), name);
  for (const name of ["F2", "Ctrl+H", "Alt+X", "Enter", "+"]) assert.ok(isChoosable(name), name);
});
