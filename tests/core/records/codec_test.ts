import assert from "node:assert/strict";
import { rawCodec, recordCodec, same, type SyncRecord } from "../../../core/records/codec.ts";
import { sparse, textOrNull, texts } from "../../../core/records/fields.ts";
import { codecOf, decodeRecord } from "../../../core/records/registry.ts";

const formText = (members: object) => JSON.stringify({ name: "q", value: "foxes", ...members });

Deno.test("a record whose inner id differs from the outer one is malformed", () => {
  for (const inner of ["other", "", 7, {}]) {
    assert.deepEqual(decodeRecord("forms", formText({ id: inner }), "abc"), {
      kind: "malformed",
      id: "abc",
      reason: "id mismatch",
    });
  }
});

Deno.test("a record without an inner id takes the outer one", () => {
  for (const text of [formText({}), formText({ id: null })]) {
    const incoming = decodeRecord("forms", text, "abc");
    assert(incoming.kind === "live");
    assert.equal(incoming.record.id, "abc");
  }
});

Deno.test("a tombstone is told by its mark, whatever else it holds, and its id is checked too", () => {
  const text = JSON.stringify({ id: "abc", applicationID: "{ec80}", deleted: true });
  assert.deepEqual(decodeRecord("addons", text, "abc"), { kind: "tombstone", id: "abc" });
  assert.equal(decodeRecord("addons", text, "abd").kind, "malformed");
});

Deno.test("text that is no JSON object is malformed, with a reason and without its content", () => {
  const hostile = ["", "{", "null", "[]", '"text"', "12", "secret {", "[".repeat(100_000)];
  for (const text of hostile) {
    const incoming = decodeRecord("history", text, "abc");
    assert(incoming.kind === "malformed");
    assert.match(incoming.reason, /^record: (?:not JSON|expected an object)$/);
  }
});

Deno.test("the reason of a malformed record names the member and none of its values", () => {
  const texts: [string, object, string][] = [
    ["bookmarks", { type: "bookmark", title: "hush", bmkUri: ["hush"] }, "bmkUri: missing or not usable"],
    ["bookmarks", { type: "hush" }, "type: missing or not usable"],
    ["passwords", { hostname: "https://hush.example", password: "" }, "password: missing or not usable"],
    ["addresses", { entry: "hush" }, "entry: expected an object"],
    ["creditcards", { entry: { version: 9, "cc-number": "hush" } }, "entry.version: missing or not usable"],
    ["extension-storage", { extId: "hush", data: { hush: 1 } }, "data: missing or not usable"],
    ["extension-storage", { extId: ["hush"], data: "{}" }, "extId: missing or not usable"],
  ];
  for (const [collection, cleartext, reason] of texts) {
    const incoming = decodeRecord(collection, JSON.stringify(cleartext), "abc");
    assert.deepEqual(incoming, { kind: "malformed", id: "abc", reason });
  }
});

Deno.test("a malformed record does not stop a list", () => {
  const payloads = [
    formText({ id: "0" }),
    "{broken",
    formText({ id: "2", name: null }),
    formText({ id: "3" }),
  ];
  const incoming = payloads.map((text, i) => decodeRecord("forms", text, String(i)));
  assert.deepEqual(incoming.map(({ kind }) => kind), ["live", "malformed", "malformed", "live"]);
});

interface Note extends SyncRecord {
  readonly text: string | null;
  readonly tags: readonly string[];
}

const noteCodec = recordCodec<Note>({ text: textOrNull("text"), tags: sparse(texts("tags")) });

Deno.test("an unedited record is encoded as the very object it came from", () => {
  const source = { text: 12, tags: ["a", 5], strange: { deep: [null] } };
  assert.equal(noteCodec.encode(noteCodec.decode(source, "abc")), source);
});

Deno.test("an edit changes its own member, keeps every other and binds the record to its id", () => {
  const source = { text: 12, tags: ["a", 5], strange: { deep: [null] } };
  const edited = { ...noteCodec.decode(source, "abc"), text: "new" };
  assert.deepEqual(noteCodec.encode(edited), { ...source, id: "abc", text: "new" });
  assert.deepEqual(source, { text: 12, tags: ["a", 5], strange: { deep: [null] } });
});

Deno.test("a member set to nothing is left out", () => {
  const note = noteCodec.decode({ id: "abc", text: "old", tags: ["a"] }, "abc");
  assert.deepEqual(noteCodec.encode({ ...note, text: null, tags: [] }), { id: "abc" });
});

Deno.test("a record made here is written with all its members", () => {
  const login = {
    id: "abc",
    origin: "https://a.example",
    formActionOrigin: null,
    httpRealm: "Lab",
    username: "",
    password: "p",
    usernameField: "",
    passwordField: "",
    timeCreatedMs: 5,
    timePasswordChangedMs: 5,
    timeLastUsedMs: null,
    timesUsed: null,
    source: {},
  };
  assert.deepEqual(codecOf("passwords").encode(login), {
    id: "abc",
    hostname: "https://a.example",
    httpRealm: "Lab",
    username: "",
    password: "p",
    usernameField: "",
    passwordField: "",
    timeCreated: 5,
    timePasswordChanged: 5,
  });
});

Deno.test("members named like parts of every JavaScript object are kept like any other", () => {
  const text = '{"id":"abc","name":"q","value":"v","__proto__":{"a":1},"constructor":2}';
  const record = codecOf("forms").decode(JSON.parse(text), "abc");
  assert.equal(
    JSON.stringify(codecOf("forms").encode({ ...record, value: "w" })),
    text.replace('"v"', '"w"'),
  );
});

Deno.test("maps say the same when they hold the same, in any order", () => {
  const map = (...entries: [string, unknown][]) => new Map(entries);
  assert(same(map(["a", [1]], ["b", { c: 1 }]), map(["b", { c: 1 }], ["a", [1]])));
  for (const other of [map(), map(["a", 2]), map(["b", 1]), map(["a", 1], ["b", 1]), { a: 1 }, [["a", 1]]]) {
    assert(!same(map(["a", 1]), other) && !same(other, map(["a", 1])));
  }
  assert(!same(map(["a", undefined]), map(["b", undefined])));
});

Deno.test("the bare codec keeps any object", () => {
  const source = { id: "abc", anything: [{}] };
  assert.equal(rawCodec.encode(rawCodec.decode(source, "abc")), source);
});
