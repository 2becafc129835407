import assert from "node:assert/strict";
import {
  downloadCollection,
  type DownloadedRecord,
  downloadIds,
  type DownloadOptions,
  downloadPages,
} from "../../../core/sync/collection.ts";
import type { SyncSession } from "../../../core/sync/session.ts";
import { putBso, readCollection } from "../../../core/sync/storage.ts";
import { uploadRecords } from "../../../core/sync/upload.ts";
import type { ScriptedReply, SeenRequest } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  bsoReply,
  bytes,
  clear,
  DEFAULT_KEY,
  id,
  keyPair,
  keysReply,
  named,
  openSyncedAccount,
  scriptedSession,
  seal,
  seconds,
  SYNC_KEY,
} from "./storage_support.ts";

const TABS = named("tabs");
const payloads = new Map<string, string>();
for (const name of "abcdef") payloads.set(name, await seal({ id: name }, DEFAULT_KEY));

/** A page of records named by single letters; `next` is where the one after it begins. */
function pageOf(names: string, { next, at = "100.00" }: { next?: string; at?: string } = {}): ScriptedReply {
  const body = [...names].map((name) => ({
    id: name,
    modified: 1,
    payload: payloads.get(name) ?? "damaged",
  }));
  return {
    headers: { "x-last-modified": at, ...(next === undefined ? {} : { "x-weave-next-offset": next }) },
    body,
  };
}

const changed: ScriptedReply = { status: 412, headers: { "x-last-modified": "101.00" } };

/** Collects a download as names, `-` before each that did not open, page by page. */
async function namesOf(session: SyncSession, options: DownloadOptions = {}): Promise<string[]> {
  const pages: string[] = [];
  for await (const page of downloadCollection(session, TABS, options)) {
    pages.push(page.map(({ bso, clear }) => clear === undefined ? `-${bso.id}` : bso.id).join(""));
  }
  return pages;
}

/** The requests for records, without those for the account's setup. */
const asked = ({ requests }: { readonly requests: readonly SeenRequest[] }) =>
  requests.filter(({ target }) => target.includes("/storage/tabs"));
const queryOf = ({ target }: SeenRequest) => target.slice(target.indexOf("?"));

/** A rule that gives these replies in turn. */
function inTurn(...replies: readonly ScriptedReply[]): () => ScriptedReply {
  let count = 0;
  return () => replies[count++] ?? { status: 418 };
}

Deno.test("a collection comes page by page, each record with its envelope and what is inside", async () => {
  await using account = scriptedSession(inTurn(pageOf("ab", { next: "2" }), pageOf("c")));
  const pages: (readonly DownloadedRecord[])[] = [];
  for await (const page of downloadCollection(account.session, TABS)) pages.push(page);
  assert.deepEqual(pages.map((page) => page.map(({ clear }) => clear)), [['{"id":"a"}', '{"id":"b"}'], [
    '{"id":"c"}',
  ]]);
  assert.deepEqual(pages[0]?.[0]?.bso, { id: "a", modified: 1000, payload: payloads.get("a") });
});

Deno.test("later pages repeat the query and are pinned to the first one's time", async () => {
  await using account = scriptedSession(
    inTurn(pageOf("a", { next: "1:2" }), pageOf("b", { next: "3" }), pageOf("c")),
  );
  const options: DownloadOptions = {
    newer: seconds("7.5"),
    sort: "oldest",
    ids: [id("a"), id("b")],
    pageSize: 1,
  };
  await namesOf(account.session, options);
  const query = "?newer=7.50&full=1&sort=oldest&ids=a%2Cb&limit=1";
  const requests = asked(account.scripted);
  assert.deepEqual(requests.map(queryOf), [query, `${query}&offset=1%3A2`, `${query}&offset=3`]);
  const pins = requests.map(({ headers }) => headers.get("x-if-unmodified-since"));
  assert.deepEqual(pins, [null, "100.00", "100.00"]);
});

Deno.test("pages have a thousand records unless told otherwise", async () => {
  await using account = scriptedSession(inTurn(pageOf("")));
  assert.deepEqual(await namesOf(account.session), [""]);
  assert.deepEqual(asked(account.scripted).map(queryOf), ["?full=1&limit=1000"]);
});

/** Fails the test when what it waits for never comes. */
async function within<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("what was waited for never came")), 10_000);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

Deno.test("the next page is on its way before anyone asks for it", async () => {
  const { promise: secondAsked, resolve } = Promise.withResolvers<void>();
  await using account = scriptedSession(({ target }) => {
    if (!target.includes("offset=")) return pageOf("a", { next: "1" });
    resolve();
    return pageOf("b");
  });
  const pages = downloadCollection(account.session, TABS);
  const { value } = await pages.next();
  assert.deepEqual(value?.map(({ bso }) => bso.id), ["a"]);
  await within(secondAsked);
  assert.deepEqual((await pages.next()).value?.map(({ bso }) => bso.id), ["b"]);
  assert.equal((await pages.next()).done, true);
});

Deno.test("who stops reading is not troubled by the failure of a page nobody wants any more", async () => {
  const { promise: secondAsked, resolve } = Promise.withResolvers<void>();
  await using account = scriptedSession(({ target }) => {
    if (!target.includes("offset=")) return pageOf("a", { next: "1" });
    resolve();
    return { status: 500 };
  });
  for await (const page of downloadCollection(account.session, TABS)) {
    assert.equal(page.length, 1);
    break;
  }
  await within(secondAsked);
  await readCollection(account.storage, TABS);
});

Deno.test("a collection that changed meanwhile is read again, and nothing is given twice", async () => {
  const script = inTurn(
    pageOf("ab", { next: "2" }),
    changed,
    pageOf("db", { next: "2", at: "101.00" }),
    pageOf("ac", { at: "101.00" }),
  );
  await using account = scriptedSession(script);
  assert.deepEqual(await namesOf(account.session), ["ab", "d", "c"]);
  const requests = asked(account.scripted);
  const offset = "?full=1&limit=1000&offset=2";
  assert.deepEqual(requests.map(queryOf), ["?full=1&limit=1000", offset, "?full=1&limit=1000", offset]);
  const pins = requests.map(({ headers }) => headers.get("x-if-unmodified-since"));
  assert.deepEqual(pins, [null, "100.00", null, "101.00"]);
});

Deno.test("a page of another time counts as a change even where the server does not mind", async () => {
  const script = inTurn(
    pageOf("ab", { next: "2" }),
    pageOf("c", { at: "101.00" }),
    pageOf("ab", { next: "2", at: "101.00" }),
    pageOf("c", { at: "101.00" }),
  );
  await using account = scriptedSession(script);
  assert.deepEqual(await namesOf(account.session), ["ab", "", "c"]);
});

Deno.test("a server that gives the same page again and again is not followed", async () => {
  // Whoever follows it all the same comes to an end here, and to another failure.
  const pages = inTurn(...Array(20).fill(pageOf("a", { next: "1" })));
  await using account = scriptedSession(pages);
  await failsWith("server.shape", () => namesOf(account.session));
  assert.equal(asked(account.scripted).length, 2);
});

Deno.test("a collection that never keeps still is given up after five new beginnings", async () => {
  await using account = scriptedSession(({ target }) =>
    target.includes("offset=") ? changed : pageOf("a", { next: "1" })
  );
  await failsWith("conflict.changed", () => namesOf(account.session));
  assert.equal(asked(account.scripted).filter(({ target }) => !target.includes("offset=")).length, 6);
});

Deno.test("other failures end a download at once", async () => {
  for (const [status, code] of [[503, "server.busy"], [400, "server.status"]] as const) {
    await using account = scriptedSession(inTurn(pageOf("a", { next: "1" }), { status, body: "0" }));
    await failsWith(code, () => namesOf(account.session));
    assert.equal(asked(account.scripted).length, 2);
  }
});

Deno.test("a record that does not open is given without what is inside, and the others with it", async () => {
  await using account = scriptedSession(inTurn(pageOf("aXb", { next: "1" }), pageOf("Yc")));
  assert.deepEqual(await namesOf(account.session), ["a-Xb", "-Yc"]);
  const keysRead = account.scripted.lines().filter((line) => line.endsWith("/storage/crypto/keys"));
  assert.equal(keysRead.length, 2, "the keys are looked at once more in a session, not for every bad record");
});

Deno.test("records sealed with keys that another device has just changed are opened with the new keys", async () => {
  const newKey = bytes(64, 160);
  const newKeys = bsoReply("keys", await seal({ default: keyPair(newKey) }, SYNC_KEY.k), 2);
  const sealedAnew = { id: "n", modified: 2, payload: await seal({ id: "n" }, newKey) };
  const page = pageOf("a");
  const mixed = { ...page, body: [...page.body as unknown[], sealedAnew] };
  await using account = scriptedSession(() => mixed, [keysReply, newKeys]);
  assert.deepEqual(await namesOf(account.session), ["an"]);
});

Deno.test("asked for no ids at all, a download is empty", async () => {
  await using account = scriptedSession(() => pageOf("ab"));
  assert.equal((await namesOf(account.session, { ids: [] })).join(""), "");
});

Deno.test("ids are listed through all pages, without their records", async () => {
  await using account = scriptedSession(inTurn(
    { headers: { "x-last-modified": "1.00", "x-weave-next-offset": "2" }, body: ["a", "b"] },
    { headers: { "x-last-modified": "1.00" }, body: ["c"] },
  ));
  assert.deepEqual(await downloadIds(account.session, TABS), ["a", "b", "c"]);
  assert.deepEqual(asked(account.scripted).map(queryOf), ["?limit=10000", "?limit=10000&offset=2"]);
});

Deno.test("a download during which another device writes still gives every record once", async () => {
  await using account = await openSyncedAccount();
  const records = [..."abcdefgh"].map((name) => ({ id: id(name), clear: clear({ id: name }) }));
  for await (const _ of uploadRecords(account.session, TABS, records, seconds("0")));
  const other = account.otherSession();
  const found: string[] = [];
  for await (const page of downloadCollection(account.session, TABS, { pageSize: 2, sort: "oldest" })) {
    found.push(...page.map(({ clear }) => clear ?? "damaged"));
    if (found.length === 2) await putBso(other.server, TABS, { id: id("a"), sortindex: 5 }, {});
  }
  assert.deepEqual(found.sort(), records.map((record) => record.clear));
});

Deno.test("a download in one go gives each page with the collection's time, and ends where that moves", async () => {
  const pages = [pageOf("ab", { next: "2" }), pageOf("cd", { next: "4" }), changed];
  await using account = scriptedSession(inTurn(...pages));
  const seen: string[] = [];
  await failsWith("conflict.changed", async () => {
    for await (
      const page of downloadPages(account.session, TABS, { sort: "oldest", newer: seconds("7.00") })
    ) {
      assert.equal(page.lastModified, seconds("100.00"));
      seen.push(page.records.map(({ bso }) => bso.id).join(""));
    }
  });
  assert.deepEqual(seen, ["ab", "cd"]);
  const queries = asked(account.scripted).map(queryOf);
  assert.deepEqual(queries, [
    "?newer=7.00&full=1&sort=oldest&limit=1000",
    "?newer=7.00&full=1&sort=oldest&limit=1000&offset=2",
    "?newer=7.00&full=1&sort=oldest&limit=1000&offset=4",
  ]);
});

Deno.test("ids are listed on condition that nothing changed since", async () => {
  const replies = [{ headers: { "x-last-modified": "100.00" }, body: ["a", "b"] }, changed];
  await using account = scriptedSession(inTurn(...replies));
  const since = { ifUnmodifiedSince: seconds("100.00") };
  assert.deepEqual(await downloadIds(account.session, TABS, since), ["a", "b"]);
  await failsWith("conflict.changed", () => downloadIds(account.session, TABS, since));
  const [request] = asked(account.scripted);
  assert.equal(request?.headers.get("x-if-unmodified-since"), "100.00");
});

Deno.test("a server that lists the same ids for ever is stopped", async () => {
  const again = { headers: { "x-last-modified": "100.00", "x-weave-next-offset": "2" }, body: ["a"] };
  await using account = scriptedSession(inTurn(again, again, again, again));
  await failsWith("server.shape", () => downloadIds(account.session, TABS));
  assert.equal(asked(account.scripted).length, 2);
});
