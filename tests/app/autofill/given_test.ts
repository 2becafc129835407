import assert from "node:assert/strict";
import { PRINTED_ADDRESS } from "../../../app/autofill/addresses.ts";
import { readFieldText, readFieldWords } from "../../../app/autofill/given.ts";
import { refusesWith } from "../../core/edits/edits_support.ts";

const words = (...texts: string[]) => Object.fromEntries(readFieldWords(texts));
const text = (body: string) =>
  readFieldText(body, { passedOver: ["id"] }).map((given) => Object.fromEntries(given));

Deno.test("a word is a field and its value, which may hold anything, and \\n for a line break", () => {
  assert.deepEqual(words("city=Ulm", "tel=", "note=a=b", "street=1 Main St\\nApt 2"), {
    city: "Ulm",
    tel: "",
    note: "a=b",
    street: "1 Main St\nApt 2",
  });
  assert.deepEqual(words("a=C:\\\\new", "b=C:\\temp\\", "c=\\u0041\\U0041\\N", 'd="x"'), {
    a: "C:\\new",
    b: "C:\\temp\\",
    c: "A\\U0041\\N",
    d: '"x"',
  });
});

Deno.test("a word that is no field, or one for the second time, is refused by its place and not by what it says", () => {
  for (const [given, told] of [["secret", /word 2 .* no FIELD=VALUE/], ["=secret", /word 2/]] as const) {
    const { message } = refusesWith("usage.value", () => words("city=Ulm", given));
    assert.match(message, told);
    assert.doesNotMatch(message, /secret/);
  }
  assert.match(refusesWith("usage.value", () => words("a=1", "a=2")).message, /second time/);
});

Deno.test("lines are the fields of one record; blank ones and those with # do not count", () => {
  assert.deepEqual(text("\ufeff# mine\r\ncity=Ulm\r\n\r\n street = 1 Main St\\nApt 2\n"), [
    { city: "Ulm", street: " 1 Main St\nApt 2" },
  ]);
  assert.match(refusesWith("usage.value", () => text("# x\ncity=Ulm\nsecret")).message, /^line 3 /);
});

Deno.test("JSON is one record, a list of them, one a line, or the document around a list", () => {
  const wanted = [{ city: "Ulm" }, { city: "Bern", postalCode: "3000", tel: "" }];
  const items = [{ id: "x", city: "Ulm" }, { city: "Bern", postalCode: 3000, tel: null }];
  assert.deepEqual(text(JSON.stringify(items)), wanted);
  assert.deepEqual(text(items.map((item) => JSON.stringify(item)).join("\n")), wanted);
  assert.deepEqual(text(JSON.stringify({ schemaVersion: 1, kind: "addresses", items })), wanted);
  assert.deepEqual(text(JSON.stringify(items[0], null, 2)), [wanted[0]]);
});

Deno.test("what is nothing, or no record, is refused without being repeated", () => {
  for (
    const body of [
      "",
      " \n",
      "{secret",
      '[{"a":1},2]',
      '{"a":{"secret":1}}',
      '{"a":true}',
      "[1]",
      "[]",
      '{"schemaVersion":1,"items":[]}',
    ]
  ) {
    assert.doesNotMatch(refusesWith("usage.value", () => text(body)).message, /secret/);
  }
});

Deno.test("an empty list is told as that", () => {
  assert.match(refusesWith("usage.value", () => text("[]")).message, /there are no records on stdin/);
});

Deno.test("parts of a name in JSON say nothing beside the name, and something without it", () => {
  const tidied = (json: object) =>
    readFieldText(JSON.stringify(json), PRINTED_ADDRESS).map((given) => Object.fromEntries(given));
  assert.deepEqual(tidied({ id: "x", timesUsed: 3, name: "Bob Ray", givenName: "Bob", "family-name": "R" }), [
    { name: "Bob Ray" },
  ]);
  assert.deepEqual(tidied({ name: null, givenName: null, city: "Bonn" }), [{ name: "", city: "Bonn" }]);
  const parts = { givenName: "Bob", familyName: "Ray", city: "Bonn" };
  assert.deepEqual(tidied(parts), [parts]);
});
