import assert from "node:assert/strict";
import { isWritableId, readGiven } from "../../app/put_input.ts";

const ids = (text: string, collection = "forms") => readGiven(text, collection).records.map(({ id }) => id);
const faults = (text: string, collection = "forms") => readGiven(text, collection).faults;

Deno.test("one object, a list, a document and lines are read alike", () => {
  const lines = ['{"id":"a","n":1}', '{"id":"b"}'];
  assert.deepEqual(ids('{\n  "id": "a"\n}\n'), ["a"]);
  assert.deepEqual(ids(`[${lines.join()}]`), ["a", "b"]);
  assert.deepEqual(ids(lines.join("\n")), ["a", "b"]);
  assert.deepEqual(ids(`\ufeff\r\n${lines.join("\r\n\r\n")}\r\n`), ["a", "b"]);
  for (const kind of ["records", "forms"]) {
    assert.deepEqual(ids(`{"schemaVersion":1,"kind":"${kind}","items":[${lines.join()}]}`), ["a", "b"]);
  }
  assert.deepEqual(readGiven(lines.join("\n"), "forms").records[0]?.clear, { id: "a", n: 1 });
});

Deno.test("no text, and a list of nothing, are no records and no faults", () => {
  for (const text of ["", " \n\n", "[]", '{"schemaVersion":1,"kind":"forms","items":[]}']) {
    assert.deepEqual(readGiven(text, "forms"), { records: [], faults: [] });
  }
});

Deno.test("a document of another collection is no record of this one", () => {
  assert.deepEqual(faults('{"schemaVersion":1,"kind":"bookmarks","items":[{"id":"a"}]}'), [
    "record 1: id: missing",
  ]);
});

Deno.test("a fault names its line as an editor counts, or its place in a list, and quotes nothing", () => {
  const text = ['{"id":"a"}', "", "secret", '["secret"]', '{"name":"secret"}', '{"id":5}', '{"id":"a"}'];
  assert.deepEqual(faults(text.join("\n")), [
    "line 3: not JSON",
    "line 4: not an object",
    "line 5: id: missing",
    "line 6: id: use 1 to 64 printable ASCII characters, no comma, no space at an end, not . or ..",
    "line 7: id: the same as in line 1",
  ]);
  assert.deepEqual(faults('[{"id":"a"},5]'), ["record 2: not an object"]);
  assert.deepEqual(faults('[{"id":"a"},'), ["the list: not JSON"]);
  assert.deepEqual(faults('"secret"'), ["line 1: not an object"]);
});

Deno.test("ids that no request could name are refused", () => {
  for (const id of ["", "x".repeat(65), "a,b", " a", "a ", ".", "..", "é", "a\nb"]) {
    assert.ok(!isWritableId(id), id);
    assert.equal(faults(JSON.stringify({ id })).length, 1, id);
  }
  for (const id of ["a", "{6a1b-}", "a b", "x".repeat(64), "constructor"]) assert.ok(isWritableId(id), id);
});

Deno.test("a number that would be written as another one is refused, and quoted nowhere", () => {
  for (const number of ["9007199254740993", "-12345678901234567891", "1e999", "-1e999"]) {
    assert.deepEqual(faults(`{"id":"a"}\n{"id":"b","deep":[{"n":${number}}]}`), [
      "line 2: a number in it is larger than can be kept exactly; write it as text",
    ]);
    assert.equal(faults(`[{"id":"b","n":${number}}]`).length, 1);
  }
  for (
    const number of ["9007199254740991", "9007199254740992", "18446744073709552000", "1e20", "0.1", "-0"]
  ) {
    assert.deepEqual(faults(`{"id":"a","n":${number}}`), [], number);
  }
});

Deno.test("a member named as the prototype is a member like any other", () => {
  const [record] = readGiven('{"id":"a","__proto__":{"id":"b"}}', "future.things").records;
  assert.equal(record?.id, "a");
  assert.equal(JSON.stringify(record?.clear), '{"id":"a","__proto__":{"id":"b"}}');
});

Deno.test("what a list shows without its secrets is not taken for the record", () => {
  const masked = '{"id":"a","hostname":"h","masked":["password"]}';
  assert.match(faults(masked, "passwords")[0] ?? "", /^record 1: masked: .*--reveal/);
  assert.match(faults(masked, "creditcards")[0] ?? "", /--reveal/);
  assert.deepEqual(faults(masked, "future.things"), [], "elsewhere it is a member like any other");
  assert.deepEqual(faults('{"id":"a","deleted":true,"masked":["password"]}', "passwords"), []);
});

Deno.test("what stands for an unreadable record, and a sealed envelope, are not taken for records", () => {
  assert.match(faults('{"id":"a","malformed":"id mismatch"}')[0] ?? "", /malformed/);
  for (const more of ["", ',"sortindex":5']) {
    assert.match(faults(`{"id":"a","modified":1.5,"payload":"{}"${more}}`)[0] ?? "", /--raw/);
  }
  assert.deepEqual(faults('{"id":"a","payload":"x"}', "future.things"), []);
});
