import assert from "node:assert/strict";
import { codecOf, collectionOf, collections, decodeRecord } from "../../../core/records/registry.ts";
import { isTombstone, samples } from "./records_support.ts";

const FIREFOX_COLLECTIONS = [
  "addons addresses bookmarks clients creditcards crypto extension-storage",
  "forms history meta passwords prefs tabs",
].join(" ").split(" ");

Deno.test("every collection of Firefox is listed, and the samples cover them all", () => {
  assert.deepEqual([...collections.keys()].sort(), FIREFOX_COLLECTIONS);
  const sampled = new Set(samples.map(({ collection }) => collection));
  assert.deepEqual([...sampled].sort(), FIREFOX_COLLECTIONS);
});

Deno.test("every sample record decodes to what it is and encodes to the same members and values", () => {
  for (const sample of samples) {
    const { collection, id, text, clear } = sample;
    const incoming = decodeRecord(collection, text, id);
    assert.equal(incoming.kind, isTombstone(sample) ? "tombstone" : "live", `${collection}/${id}`);
    if (incoming.kind === "live") assert.deepEqual(codecOf(collection).encode(incoming.record), clear);
  }
  assert.equal(samples.length, 28);
});

Deno.test("a sample record of a typed collection says its own words", () => {
  const sample = samples.find(({ id }) => id === "HiSt00000001");
  const incoming = decodeRecord("history", sample?.text ?? "", "HiSt00000001");
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

Deno.test("what each device or account has one copy of is pulled as a whole", () => {
  const whole = [...collections].filter(([, each]) => each.whole).map(([name]) => name);
  assert.deepEqual(whole.sort(), ["clients", "crypto", "meta", "tabs"]);
  assert.equal(collectionOf("future.things").whole, false);
});

Deno.test("only pages of the history have a time that newest first goes by: that of the newest visit", () => {
  const timed = [...collections].filter(([, { newestMs }]) => newestMs).map(([name]) => name);
  assert.deepEqual(timed, ["history"]);
  const newestMs = (visits: unknown) =>
    collectionOf("history").newestMs?.(codecOf("history").decode({ histUri: "x:y", visits }, "abc"));
  assert.equal(
    newestMs([{ date: 1_700_000_000_123_999 }, { date: 1_700_000_000_124_001 }]),
    1_700_000_000_124,
  );
  assert.equal(newestMs([{ date: 1_700_000_000_123_999 }]), 1_700_000_000_123);
  assert.equal(newestMs([]), null);
});

Deno.test("meta and crypto are no ordinary collections", () => {
  const bootstrap = [...collections].filter(([, { role }]) => role === "bootstrap").map(([name]) => name);
  assert.deepEqual(bootstrap, ["meta", "crypto"]);
});

Deno.test("a collection nobody has heard of keeps its records as they are", () => {
  for (const name of ["readinglist", "constructor", "__proto__"]) {
    assert.equal(collectionOf(name).role, "ordinary");
    const incoming = decodeRecord(name, '{"id":"abc","a":[1]}', "abc");
    assert.deepEqual(incoming, {
      kind: "live",
      id: "abc",
      record: { id: "abc", source: { id: "abc", a: [1] } },
    });
  }
});
