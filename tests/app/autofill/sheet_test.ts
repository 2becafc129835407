import assert from "node:assert/strict";
import fc from "fast-check";
import { sheetOf } from "../../../app/autofill/sheet.ts";
import { readFieldWords } from "../../../app/autofill/given.ts";
import { refusesWith } from "../../core/edits/edits_support.ts";

const FIELDS = { name: "Ann Lee", street: "1 Main St\nApt 2", postalCode: "" };

/** What comes of a text that was changed: the fields that differ. */
function changedBy(fields: Record<string, string>, change: (text: string) => string) {
  let changed: Record<string, string> | undefined;
  const plan = (given: ReadonlyMap<string, string>) => {
    changed = Object.fromEntries(given);
    return Promise.reject(new Error("nothing is planned here"));
  };
  const sheet = sheetOf({ fields: new Map(Object.entries(fields)), plan });
  sheet.prepare(change(sheet.text), false)?.catch(() => {});
  return changed;
}

Deno.test("a record is a line for each field, and a line break in one is \\n", () => {
  const { text } = sheetOf({ fields: new Map(Object.entries(FIELDS)), plan: () => Promise.reject() });
  assert.match(text, /\nname=Ann Lee\nstreet=1 Main St\\nApt 2\npostalCode=\n$/);
});

Deno.test("only what was changed is set", () => {
  assert.equal(changedBy(FIELDS, (text) => text), undefined);
  const change = (text: string) =>
    text.replace("Apt 2", "Apt 3").replace("postalCode=", "POSTALCODE = 62701 ");
  assert.deepEqual(changedBy(FIELDS, change), { street: "1 Main St\nApt 3", postalCode: "62701" });
  assert.deepEqual(changedBy(FIELDS, (text) => text.replace("Ann Lee", '"Ann" C:\\\\new\\u0009')), {
    name: '"Ann" C:\\new\t',
  });
});

Deno.test("a text that cannot be read is refused with the line", () => {
  const refused = (change: (text: string) => string) =>
    refusesWith("usage.value", () => changedBy(FIELDS, change)).message;
  assert.match(refused((text) => text.replace("name=", "nam=")), /line 3 begins with none of name, street/);
  assert.match(refused((text) => `${text}name=x\n`), /line 6 gives name once more/);
  assert.match(refused((text) => text.replace(/^name.*\n/m, "")), /there is no line for name/);
  assert.match(refused(() => ""), /no line for name and street and postalCode/);
});

Deno.test("whatever a record holds, its lines left as they are change nothing, and are safe to show", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\n", "\\n", "\\", '"', " ", "\u202e", "\x1b[2J", "\u2028", "\r\n"),
  );
  const value = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  fc.assert(fc.property(value, value, (name, street) => {
    assert.equal(changedBy({ name, street }, (text) => text), undefined);
    const { text } = sheetOf({ fields: new Map([["name", name]]), plan: () => Promise.reject() });
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e\u2028]/u);
    // The same line is the same word on the command line.
    const line = text.split("\n").find((each) => each.startsWith("name=")) ?? "";
    assert.equal(readFieldWords([line]).get("name"), name);
  }));
});
