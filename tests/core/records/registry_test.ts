import assert from "node:assert/strict";
import fc from "fast-check";
import { codecOf, collectionOf, collections, decodeRecord } from "../../../core/records/registry.ts";
import samples from "../../vectors/sync-records.json" with { type: "json" };

const FIREFOX_COLLECTIONS = [
  "addons addresses bookmarks clients creditcards crypto extension-storage",
  "forms history meta passwords prefs tabs",
].join(" ").split(" ");

Deno.test("every collection of Firefox is listed, and the samples cover them all", () => {
  assert.deepEqual([...collections.keys()].sort(), FIREFOX_COLLECTIONS);
  const sampled = [...Object.keys(samples.collections), "crypto"];
  assert.deepEqual(sampled.sort(), FIREFOX_COLLECTIONS);
});

Deno.test("every sample record decodes to what it is and encodes to the same members and values", () => {
  let checked = 0;
  for (const [collection, records] of Object.entries(samples.collections)) {
    for (const sample of records) {
      if (!("cleartext_text" in sample)) continue;
      const { id } = sample.cleartext;
      const incoming = decodeRecord(collection, sample.cleartext_text, id);
      const isTombstone = "deleted" in sample.cleartext;
      assert.equal(incoming.kind, isTombstone ? "tombstone" : "live", `${collection}/${id}`);
      if (incoming.kind === "live") {
        assert.deepEqual(codecOf(collection).encode(incoming.record), sample.cleartext);
      }
      checked++;
    }
  }
  assert.equal(checked, 26);
});

Deno.test("a sample record of a typed collection says its own words", () => {
  const [sample] = samples.collections.history;
  const incoming = decodeRecord("history", sample?.cleartext_text ?? "", "HiSt00000001");
  assert(incoming.kind === "live");
  assert.equal(incoming.record.url, "https://deno.com/blog");
  assert.equal(incoming.record.visits[0]?.dateUs, 1_700_000_100_123_456);
});

Deno.test("engine versions, lifetimes and ways of deleting are those of Firefox", () => {
  const traits = (name: string) => {
    const { engineVersion, ttlSeconds, tombstones } = collectionOf(name);
    return [engineVersion, ttlSeconds, tombstones];
  };
  assert.deepEqual(traits("bookmarks"), [2, null, true]);
  assert.deepEqual(traits("prefs"), [2, null, false]);
  assert.deepEqual(traits("clients"), [1, 15_552_000, false]);
  assert.deepEqual(traits("tabs"), [1, null, false]);
  assert.deepEqual(traits("forms"), [1, 94_608_000, true]);
  assert.deepEqual(traits("history"), [1, 5_184_000, true]);
  assert.deepEqual(traits("extension-storage"), [1, null, true]);
});

Deno.test("meta and crypto are no ordinary collections", () => {
  const bootstrap = [...collections].filter(([, { role }]) => role === "bootstrap").map(([name]) => name);
  assert.deepEqual(bootstrap, ["meta", "crypto"]);
});

Deno.test("a collection nobody has heard of keeps its records as they are", () => {
  for (const name of ["readinglist", "constructor", "__proto__"]) {
    assert.equal(collectionOf(name).role, "raw");
    const incoming = decodeRecord(name, '{"id":"abc","a":[1]}', "abc");
    assert.deepEqual(incoming, {
      kind: "live",
      id: "abc",
      record: { id: "abc", source: { id: "abc", a: [1] } },
    });
  }
});

const KNOWN_KEYS = [
  "type parentid parentName hasDupe dateAdded bmkUri title tags keyword folderName children pos feedUri siteUri",
  "hostname formSubmitURL httpRealm username password usernameField passwordField timeCreated timesUsed",
  "timePasswordChanged timeLastUsed histUri visits date clientName tabs tabGroups windows urlHistory icon lastUsed",
  "name commands args command value version cc-number cc-exp-month entry tel email index pinned collapsed color",
].join(" ").split(" ");

const plainValue = fc.oneof(
  fc.constantFrom(
    "bookmark",
    "query",
    "folder",
    "separator",
    "livemark",
    "https://hush.example/",
    "1700000000000",
  ),
  fc.constantFrom(1, 3, 0, -1, 1.5, 1_700_000_000_123, 1e300, null, true, false),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Objects that look like records on the outside and hold anything inside. */
const { members } = fc.letrec((tie) => ({
  members: fc.dictionary(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...KNOWN_KEYS) }, { weight: 1, arbitrary: fc.string() }),
    fc.oneof(
      { depthSize: "small" },
      plainValue,
      fc.array(plainValue, { maxLength: 4 }),
      tie("members"),
      fc.array(tie("members"), { maxLength: 3 }),
    ),
    { maxKeys: 14 },
  ),
}));

const usable = fc.constantFrom(
  { type: "bookmark", bmkUri: "https://a.example/" },
  { type: "query", bmkUri: "place:tag=a" },
  { type: "folder" },
  { type: "separator" },
  { type: "livemark" },
  { hostname: "https://a.example", password: "hush" },
  { histUri: "https://a.example/", visits: [{ date: 5e15, type: 1, x: [1] }, { date: "hush" }, 4] },
  { tabs: [{ urlHistory: ["https://a.example/"], lastUsed: "17.5", x: 1 }, {}] },
  { name: "hush", value: "hush", commands: [{ command: "logout", args: null, x: { y: 1 } }] },
  { entry: { version: 1, name: "hush", x: 1 } },
  { entry: { version: 3, "cc-number": "4111 1111 1111 1111", "cc-exp-month": "4", x: 1 } },
);

const cleartext = fc.tuple(fc.oneof(members, fc.constant({})), fc.oneof(usable, fc.constant({})))
  .map(([some, needed]) => ({ ...some, ...needed, id: "abc" }));

Deno.test("decoding never throws, and what decodes encodes to the same members and values", () => {
  let live = 0;
  fc.assert(
    fc.property(fc.constantFrom(...collections.keys()), cleartext, (collection, object) => {
      const text = JSON.stringify(object);
      const incoming = decodeRecord(collection, text, "abc");
      if (incoming.kind !== "live") return;
      live++;
      assert.deepEqual(codecOf(collection).encode(incoming.record), JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
  assert(live > 100, `only ${live} records were usable`);
});

Deno.test("an edit of one member changes that member and no other, known or unknown", () => {
  fc.assert(fc.property(members, fc.string(), (object, title) => {
    const source = { ...object, id: "abc", type: "bookmark", bmkUri: "https://a.example/", title: "hush" };
    const codec = codecOf("bookmarks");
    const bookmark = codec.decode(source, "abc");
    assert(bookmark.type === "bookmark");
    assert.deepEqual(codec.encode({ ...bookmark, title }), { ...source, title });
  }));
});

Deno.test("any text at all decodes to one of the three kinds", () => {
  fc.assert(fc.property(fc.constantFrom(...collections.keys()), fc.string(), (collection, text) => {
    assert(["live", "tombstone", "malformed"].includes(decodeRecord(collection, text, "abc").kind));
  }));
});

Deno.test("the reason of a malformed record never repeats what was in it", () => {
  const marked = fc.dictionary(
    fc.oneof(fc.constantFrom(...KNOWN_KEYS), fc.string().map((key) => `hush${key}`)),
    fc.oneof(fc.constantFrom("hush", 4111), fc.array(fc.constant("hush")), fc.constant({ hush: "hush" })),
  );
  fc.assert(fc.property(fc.constantFrom(...collections.keys()), marked, (collection, object) => {
    const incoming = decodeRecord(collection, JSON.stringify(object), "abc");
    if (incoming.kind === "malformed") assert.doesNotMatch(incoming.reason, /hush|4111/);
  }));
});
