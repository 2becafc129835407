import assert from "node:assert/strict";
import { formKey, newForm, readForm } from "../../../core/edits/form.ts";
import { decodeClear } from "../../../core/records/codec.ts";
import { formCodec } from "../../../core/records/forms.ts";
import { refusesWith } from "./edits_support.ts";

Deno.test("a field and its value lose the space around them", () => {
  assert.deepEqual(readForm({ name: " q ", value: "  night\ttrain " }), { name: "q", value: "night\ttrain" });
});

Deno.test("what Firefox would not keep is refused, without the value", () => {
  const cases: [string, string, RegExp][] = [
    ["", "x", /the name of the field is empty/],
    ["q", " ", /the value is empty/],
    ["q", "x".repeat(201), /the value has more than 200 characters/],
    ["q".repeat(201), "x", /the name of the field has more than 200/],
    ["q", "secret\nline", /the value holds what no field of one line can hold/],
    ["q\0", "x", /the name of the field holds/],
    ["q", "secret\ud83e", /the value holds/],
    ["q", "4111 1111 1111 1111", /holds the number of a card, which has no place in the history of forms/],
  ];
  for (const [name, value, told] of cases) {
    const { message, details } = refusesWith("usage.value", () => readForm({ name, value }));
    assert.match(message, told);
    assert.doesNotMatch(JSON.stringify([message, details]), /secret|4111/);
  }
  assert.equal(readForm({ name: "q", value: "x".repeat(200) }).value.length, 200);
});

Deno.test("a new entry is one that a Firefox reads, and the same as any other of its field and value", () => {
  const made = newForm("abcdefghijkl", { name: "q", value: "fox" });
  assert.equal(decodeClear(formCodec, made, "abcdefghijkl").kind, "live");
  assert.equal(formKey({ id: "other", name: "q", value: "fox", extra: 1 }), formKey(made));
  assert.notEqual(formKey({ name: "qf", value: "ox" }), formKey(made));
});
