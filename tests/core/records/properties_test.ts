/** What holds of all collections: they are taken from the registry, so that a new one is covered by its samples. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeClear } from "../../../core/records/codec.ts";
import { codecOf, collections, decodeRecord } from "../../../core/records/registry.ts";
import { changed, decodeLive, differences, liveSamples, saidBy, withUnknown } from "./records_support.ts";

const KNOWN_KEYS = [
  "type parentid parentName hasDupe dateAdded bmkUri title tags keyword folderName children pos feedUri siteUri",
  "hostname formSubmitURL httpRealm username password usernameField passwordField timeCreated timesUsed",
  "timePasswordChanged timeLastUsed histUri visits date clientName tabs tabGroups windows urlHistory icon lastUsed",
  "addonID applicationID enabled source value extId data default collections collection version globalSyncID",
  "syncID storageVersion engines declined",
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

/** The ids that mean something in `meta` and `crypto`, and one that means nothing. */
const IDS = ["abc", "global", "syncids", "keys"] as const;

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
  { value: { "browser.startup.page": 3, "hush.a": null, "hush.b": ["hush"] } },
  { addonID: "a@hush.example", enabled: true, source: "amo" },
  { extId: "a@hush.example", data: '{"hush":1}' },
  { default: ["hush", "hush"], collections: { forms: ["hush", "hush"], tabs: "hush" } },
  { storageVersion: "5", engines: { forms: { version: 1, syncID: "hush", x: 1 }, tabs: 7 } },
  { entry: { version: 1, name: "hush", x: 1 } },
  { entry: { version: 3, "cc-number": "4111 1111 1111 1111", "cc-exp-month": "4", x: 1 } },
);

const cleartext = fc.tuple(
  fc.oneof(members, fc.constant({})),
  fc.oneof(usable, fc.constant({})),
  fc.constantFrom(...IDS),
)
  .map(([some, needed, id]) => ({ ...some, ...needed, id }));

Deno.test("decoding never throws, and what decodes encodes to the same members and values", () => {
  let live = 0;
  fc.assert(
    fc.property(fc.constantFrom(...collections.keys()), cleartext, (collection, object) => {
      const text = JSON.stringify(object);
      const incoming = decodeRecord(collection, text, object.id);
      if (incoming.kind !== "live") return;
      live++;
      assert.deepEqual(codecOf(collection).encode(incoming.record), JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
  assert(live > 100, `only ${live} records were usable`);
});

/** A sample record of any collection of the registry, strewn with members nobody knows. */
const strewnSample = fc.constantFrom(...collections.keys()).chain((collection) =>
  fc.record({
    sample: fc.constantFrom(...liveSamples(collection)),
    name: fc.constantFrom("x_nobody_knows", "constructor", "__proto__", "toString"),
    junk: fc.jsonValue({ maxDepth: 1 }),
  })
);

Deno.test("a record that nobody edited is given back as it came, with unknown members at every depth", () => {
  fc.assert(
    fc.property(strewnSample, ({ sample: { collection, id, clear }, name, junk }) => {
      const [strewn] = withUnknown(clear, name, junk);
      const text = JSON.stringify(strewn);
      assert.equal(JSON.stringify(codecOf(collection).encode(decodeLive(collection, strewn, id))), text);
    }),
    { numRuns: 300 },
  );
});

/** Members that can have one value only. */
const FIXED = ["bookmarks.type", "addresses.version"];

Deno.test("an edit of one member changes that member and no other, known or unknown, in every collection", () => {
  const edited = new Set<string>();
  fc.assert(
    fc.property(strewnSample, ({ sample: { collection, id, clear }, name, junk }) => {
      const [strewn, marks] = withUnknown(clear, name, junk);
      const record = decodeLive(collection, strewn, id);
      for (const [member, value] of Object.entries(record)) {
        const at = `${collection}.${member}`;
        const next = changed(value);
        if (["id", "source"].includes(member) || FIXED.includes(at) || next === undefined) continue;
        edited.add(collection);
        const edit = { ...record, [member]: next };
        const written = codecOf(collection).encode(edit);
        assert.equal(differences(strewn, written).length, 1, at);
        for (const mark of marks) assert(JSON.stringify(written).includes(mark), `${at} lost ${mark}`);
        assert.equal(saidBy(decodeLive(collection, written, id)), saidBy(edit), at);
      }
    }),
    { numRuns: 300 },
  );
  assert.deepEqual([...edited].sort(), [...collections.keys()].sort());
});

Deno.test("records that are malformed never stop a list, and the good ones among them all come through", () => {
  const bad = fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "{", "null", "[]", '{"id":"other"}'));
  const lists = fc.constantFrom(...collections.keys()).chain((collection) =>
    fc.tuple(
      fc.constant(collection),
      fc.array(fc.oneof(bad, fc.constantFrom(...liveSamples(collection))), { maxLength: 8 }),
    )
  );
  fc.assert(fc.property(lists, ([collection, list]) => {
    const decoded = list.map((each) =>
      typeof each === "string"
        ? decodeRecord(collection, each, "abc")
        : decodeRecord(collection, each.text, each.id)
    );
    list.forEach((each, i) => {
      if (typeof each !== "string") assert.equal(decoded[i]?.kind, "live");
    });
  }));
});

Deno.test("a payload decodes to the same from its text and from what its text was parsed to", () => {
  const clears = fc.oneof(cleartext, fc.jsonValue(), cleartext.map((clear) => ({ ...clear, deleted: true })));
  fc.assert(fc.property(fc.constantFrom(...collections.keys()), clears, (collection, clear) => {
    const text = JSON.stringify(clear);
    for (const id of IDS) {
      assert.deepEqual(
        decodeClear(codecOf(collection), JSON.parse(text), id),
        decodeRecord(collection, text, id),
      );
    }
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
    for (const id of IDS) {
      const incoming = decodeRecord(collection, JSON.stringify(object), id);
      if (incoming.kind === "malformed") assert.doesNotMatch(incoming.reason, /hush|4111/);
    }
  }));
});
