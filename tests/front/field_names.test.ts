import assert from "node:assert/strict";
import { test } from "node:test";
import { boot } from "../../web/src/boot";
import { fieldName } from "../../web/src/ui/field_names";

test("usual fields are called by their name in the reader's language, others as they are written", () => {
  boot.language = "en";
  for (const name of ["gender", "Gender ", "性别"]) assert.equal(fieldName(name), "Gender");
  for (const name of ["date_of_birth", "Birthday", "生日"]) assert.equal(fieldName(name), "Date of birth");
  assert.equal(fieldName("病区"), "Ward");
  assert.equal(fieldName("Contract no."), "Contract no.");
  boot.language = "zh_CN";
  assert.equal(fieldName("科室"), "科室");
});
