import assert from "node:assert/strict";
import { test } from "node:test";
import { answeredIn } from "../../web/src/ui/answers";

const about = { script: "s", version: 2 };

test("a question stands once with all its answers; a refusal is said", () => {
  const found = answeredIn([
    { ...about, item: "q1", question: "Satisfied?", value: "1", label: "Yes" },
    { ...about, item: "q2", question: "Why?", value: "a", label: "Price" },
    { ...about, item: "q2", question: "Why?", value: "b", label: "Speed" },
    { ...about, item: "q3", question: "Age?", value: "", label: "" },
  ]);
  assert.deepEqual(
    found.map((one) => [one.question, one.answer]),
    [["Satisfied?", "Yes"], ["Why?", "Price, Speed"], ["Age?", "Refused"]],
  );
});

test("without its text a question is called by its name", () => {
  assert.equal(answeredIn([{ ...about, item: "q1", value: "1", label: "Yes" }])[0]?.question, "q1");
});
