/** Emptying a collection on the server: the one command that touches `meta/global`. */
import assert from "node:assert/strict";
import { backupKeys } from "../../app/backup/keys.ts";
import { openBackup, readThrough } from "../../app/backup/open.ts";
import { prepareRestore } from "../../app/backup/restore.ts";
import { prepareWipe } from "../../app/wipe.ts";
import type { App } from "../../app/open.ts";
import { anyObject, type JsonObject, parseJson } from "../../core/json.ts";
import { readBso } from "../../core/sync/storage.ts";
import { id, META_GLOBAL, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put, putPayloads } from "./app_support.ts";
import { download, live, openTree, soundTree, undoList } from "./tree_support.ts";
import { spawn } from "./writing_children.ts";
import { meanwhile, openWriting, setMeta, type WritingAccount } from "./writing_support.ts";

const ENGINES = {
  bookmarks: { version: 2, syncID: "bookmarks-01", more: "kept" },
  forms: { version: 1, syncID: "forms-000001" },
};
/** What no key of the account opens. */
const SEALED_ELSEWHERE = '{"ciphertext":"AAAA","IV":"AAAAAAAAAAAAAAAAAAAAAA==","hmac":"00"}';
const META = { ...META_GLOBAL, engines: ENGINES, declined: ["addons"], unknown: { deep: [1] } };

/** An account with a tree, and a `meta/global` that holds more than foxden knows of. */
async function openUsed(): Promise<WritingAccount> {
  const account = await openTree();
  await setMeta(account.app, META);
  account.writes.length = 0;
  return account;
}

const wipe = async (app: App, name = "bookmarks") => await (await prepareWipe(app, name)).commit();

async function metaOf(app: App): Promise<JsonObject> {
  const bso = await readBso((await app.syncBeforeSetup()).server, named("meta"), id("global"));
  return anyObject(parseJson(bso?.payload ?? "", "meta/global"), "meta/global");
}

/** The syncID that the engine has now. Everything else must be as it was. */
async function onlyChange(app: App, engine: keyof typeof ENGINES): Promise<unknown> {
  const meta = await metaOf(app);
  const { engines } = meta;
  const all = anyObject(engines, "engines");
  const { syncID, ...rest } = anyObject(all[engine], engine);
  const { syncID: former, ...was } = ENGINES[engine];
  assert.deepEqual(rest, was);
  assert.deepEqual({ ...meta, engines: { ...all, [engine]: ENGINES[engine] } }, META);
  assert.match(String(syncID), /^[A-Za-z0-9_-]{12}$/);
  assert.notEqual(syncID, former);
  return syncID;
}

Deno.test("a collection is deleted, and then its engine alone gets a new syncID, both on condition", async () => {
  await using account = await openUsed();
  const pending = await prepareWipe(account.open(), "bookmarks");
  assert.deepEqual([pending.name, pending.records, account.writes], ["bookmarks", 17, []]);
  assert.equal((await pending.commit()).removed, 17);
  const sent = account.writes.map(({ method, target, condition }) => [method, target, condition !== null]);
  assert.deepEqual(sent, [["DELETE", "bookmarks", true], ["PUT", "meta/global", true]]);
  assert.equal((await download(account.open())).size, 0);
  await onlyChange(account.open(), "bookmarks");
});

Deno.test("before anything is deleted, a backup holds all of it, and brings it back", async () => {
  await using account = await openUsed();
  const before = await live(account.app);
  const { backup } = await wipe(account.open());
  const app = account.open();
  const held = new Map<string, unknown>();
  const opened = await openBackup(
    backup,
    backupKeys(app, () => Promise.reject(new Error("nobody is asked"))),
  );
  await readThrough(opened.pages(() => true), ({ records }) => {
    for (const { id, clear } of records) held.set(id, clear);
  });
  assert.deepEqual(new Map([...held].toSorted(([a], [b]) => a < b ? -1 : 1)), before);
  const input = { path: backup, passphrase: () => Promise.reject(new Error("nobody is asked")) };
  const restore = await prepareRestore(app, { ...input, missingOnly: false, inParts: false, force: false });
  await restore.commit();
  assert.deepEqual(await live(app), before);
  await soundTree(app);
});

Deno.test("where the backup cannot be made, nothing is deleted", async () => {
  await using account = await openUsed();
  const app = account.open();
  const pending = await prepareWipe(app, "bookmarks");
  await Deno.writeTextFile(app.config.backupFolder, "in the way");
  await assert.rejects(pending.commit);
  assert.deepEqual(account.writes, []);
});

Deno.test("a meta/global that somebody else writes meanwhile is read again, and theirs is kept", async () => {
  await using account = await openUsed();
  const theirs = { ...META, unknown: "theirs" };
  let puts = 0;
  using _ = account.faults.use(async ({ method, url }) => {
    if (method === "PUT" && url.endsWith("/meta/global") && ++puts === 1) {
      await setMeta(account.open(), theirs);
    }
    return undefined;
  });
  await wipe(account.open());
  const meta = await metaOf(account.open());
  assert.equal(meta["unknown"], "theirs");
  assert.notDeepEqual(meta["engines"], ENGINES);
  assert.ok(puts > 2, "once for each attempt, and theirs");
});

Deno.test("a collection that somebody has written to since it was counted is left alone", async () => {
  await using account = await openUsed();
  using _ = meanwhile(
    account,
    () => put(account.open(), "bookmarks", { id: "theirs______", type: "separator" }),
  );
  const error = await failsWith("conflict.changed", () => wipe(account.open()));
  assert.deepEqual(error.details, { resource: "/storage/bookmarks" });
  assert.equal((await live(account.open())).size, 18);
  assert.deepEqual(await metaOf(account.open()), META);
});

Deno.test("a wipe that is cut short between its two requests is completed by the next one", async () => {
  for (const name of ["bookmarks", "forms"] as const) {
    await using account = await openUsed();
    await put(account.app, "forms", { id: "a", name: "field", value: "v" });
    {
      using _ = account.faults.use(({ method }) =>
        method === "PUT" ? new Response("0", { status: 503 }) : undefined
      );
      const error = await failsWith("partial.written", () => wipe(account.open(), name));
      const count = name === "bookmarks" ? 17 : 1;
      assert.deepEqual(error.details, { collection: name, written: count, of: count });
    }
    assert.equal((await download(account.open(), name)).size, 0);
    assert.deepEqual(await metaOf(account.open()), META);
    assert.equal((await wipe(account.open(), name)).removed, 0);
    await onlyChange(account.open(), name);
  }
});

Deno.test("so is one of a collection that only its engine's entry tells of", async () => {
  await using account = await openUsed();
  const engines = { ...ENGINES, "future.things": { version: 1, syncID: "future-00001" } };
  await setMeta(account.app, { ...META, engines });
  await put(account.app, "future.things", { id: "a", any: 1 });
  {
    using _ = account.faults.answer(/meta\/global$/, ({ method }) => {
      return method === "PUT" ? new Response("0", { status: 503 }) : undefined;
    });
    await failsWith("partial.written", () => wipe(account.open(), "future.things"));
  }
  assert.deepEqual((await metaOf(account.open()))["engines"], engines);
  assert.equal((await wipe(account.open(), "future.things")).removed, 0);
  const renewed = anyObject((await metaOf(account.open()))["engines"], "engines");
  assert.notDeepEqual(renewed["future.things"], engines["future.things"]);
  assert.deepEqual({ ...renewed, "future.things": engines["future.things"] }, engines);
  await failsWith("not-found.match", () => prepareWipe(account.open(), "other.things"));
});

Deno.test("records that do not open are told before they go, since no backup holds them", async () => {
  await using account = await openUsed();
  await put(account.app, "forms", { id: "a", name: "field", value: "v" }, { id: "b", deleted: true });
  assert.deepEqual((await prepareWipe(account.open(), "forms")).warnings, []);
  await putPayloads(account.app, "forms", { x: SEALED_ELSEWHERE });
  const one = await prepareWipe(account.open(), "forms");
  const sentence = "warning: 1 record does not open with the account's keys, and is in no backup";
  assert.deepEqual([one.records, one.warnings], [3, [sentence]]);
  await putPayloads(account.app, "forms", { y: SEALED_ELSEWHERE });
  const two = await prepareWipe(account.open(), "forms");
  assert.deepEqual(two.warnings, [
    "warning: 2 records do not open with the account's keys, and are in no backup",
  ]);
  assert.equal((await two.commit()).removed, 4);
});

Deno.test("nothing is deleted while another foxden is in the middle of a write", async () => {
  await using account = await openUsed();
  const journal = await account.open().journal();
  const told = Promise.withResolvers<string>();
  const app = account.open({
    warn: (sentence) => {
      if (sentence.startsWith("note: waiting")) told.resolve(sentence);
      return Promise.resolve();
    },
  });
  const pending = await prepareWipe(app, "bookmarks");
  let wiping: Promise<unknown> | undefined;
  await journal.locked(async () => {
    wiping = pending.commit();
    const first = await Promise.race([told.promise, wiping.then(() => "wiped")]);
    assert.match(first, /^note: waiting for another foxden that is changing the account/);
    assert.deepEqual(account.writes, []);
  });
  await wiping;
  assert.deepEqual(account.writes.map(({ method }) => method), ["DELETE", "PUT"]);
});

Deno.test("a process that is killed between the two has deleted, and the next one gives the new syncID", async () => {
  await using account = await openUsed();
  const child = spawn({ home: account.home, command: { kind: "wipe", collection: "bookmarks" } });
  {
    using _ = account.faults.use(({ method }) => {
      if (method !== "PUT") return undefined;
      child.kill("SIGKILL");
      return new Response("0", { status: 503 });
    });
    assert.equal((await child.output()).signal, "SIGKILL");
  }
  assert.deepEqual([(await download(account.open())).size, await metaOf(account.open())], [0, META]);
  await wipe(account.open());
  await onlyChange(account.open(), "bookmarks");
});

Deno.test("a collection that no engine has is deleted, and meta/global stays as it is", async () => {
  await using account = await openUsed();
  await put(account.app, "future.things", { id: "a", any: 1 });
  account.writes.length = 0;
  await wipe(account.open(), "future.things");
  assert.deepEqual(account.writes.map(({ method, target }) => [method, target]), [[
    "DELETE",
    "future.things",
  ]]);
  assert.deepEqual(await metaOf(account.open()), META);
});

Deno.test("what makes Sync work, and what belongs to other devices, is not wiped; nor is anything offline", async () => {
  await using account = await openUsed();
  for (const name of ["meta", "crypto", "clients", "../meta"]) {
    await failsWith("usage.value", () => prepareWipe(account.open(), name));
  }
  await failsWith("network.offline", () => prepareWipe(account.open({ offline: true }), "bookmarks"));
  assert.deepEqual(account.writes, []);
});

Deno.test("an account in a version that foxden does not know is not wiped", async () => {
  await using account = await openWriting();
  await setMeta(account.app, { engines: { bookmarks: { version: 3, syncID: "x" } } });
  await put(account.app, "bookmarks", { id: "abcdefghijkl", type: "separator" });
  account.writes.length = 0;
  await failsWith("failed.engine-version", () => wipe(account.open()));
  assert.deepEqual(account.writes, []);
});

Deno.test("a wipe is nothing that undo could take back", async () => {
  await using account = await openUsed();
  await wipe(account.open());
  assert.deepEqual(await undoList(account.open()), []);
});
