/** What no third-party client may ever do, and what writers owe each other, seen on the wire of a whole set of commands. */
import assert from "node:assert/strict";
import { preparePut } from "../../app/put.ts";
import { prepareRemoval } from "../../app/remove.ts";
import { prepareWipe } from "../../app/wipe.ts";
import { prepareBookmarkAdd } from "../../app/bookmarks/edits.ts";
import { prepareUndo } from "../../app/undo/undo.ts";
import type { App } from "../../app/open.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { bytes, keyPair } from "../core/sync/storage_support.ts";
import { same } from "../../core/records/codec.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { runEverything, SECRETS, type Seen } from "./never_support.ts";
import { openTree } from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { setMeta, type WritingAccount } from "./writing_support.ts";

let running: Promise<Seen> | undefined;

/** The one run that all of these look at. */
const everything = (): Promise<Seen> => running ??= runEverything();

/** Commands of each kind. */
const ATTEMPTS: readonly ((app: App) => Promise<{ commit: () => Promise<unknown> }>)[] = [
  (app) =>
    prepareBookmarkAdd(app, { items: [{ type: "folder", title: "x" }], folder: "menu", makeFolders: true }),
  (app) => {
    const text = '[{"id":"abcdefghijkl","type":"separator"}]';
    return preparePut(app, {
      collection: "bookmarks",
      text,
      merge: false,
      forceShape: false,
      inParts: false,
    });
  },
  (app) =>
    prepareRemoval(app, { collection: "bookmarks", ids: ["one_________"], hard: true, inParts: false }),
  (app) => prepareUndo(app, { count: 1, force: false }),
  (app) => prepareWipe(app, "bookmarks"),
];

/** Tries all of them, none of which may send anything. @param anew without what is known of the account */
async function attemptAll(account: WritingAccount, words: string, anew = false): Promise<void> {
  account.writes.length = 0;
  for (const prepare of ATTEMPTS) {
    const app = account.open();
    if (anew) await app.discardMirror();
    const error = await prepare(app).then(({ commit }) => commit()).catch((error) => error);
    assert.ok(isFoxdenError(error), `${words}: ${error}`);
  }
  assert.deepEqual(account.writes, [], words);
}

/** A tree that foxden has already written to, so that there is something to undo. */
async function openWritten(): Promise<WritingAccount> {
  const account = await openTree();
  await carryOut(account.open(), { kind: "move", items: ["two_________"], folder: "menu" });
  return account;
}

Deno.test("never 1: nothing is wiped or made anew because a bootstrap record cannot be read", async () => {
  await using account = await openWritten();
  for (const path of [/\/storage\/meta/, /\/storage\/crypto/, /\/info\/collections$/]) {
    for (const status of [401, 403, 404, 500, 503]) {
      using _ = account.faults.answer(path, () => new Response("0", { status }));
      await attemptAll(account, `${path} ${status}`, true);
    }
    using _ = account.faults.answer(path, () => new Response("not JSON"));
    await attemptAll(account, `${path} garbled`, true);
  }
});

Deno.test("never 2: meta/global is written by nothing but a wipe, which changes one syncID on condition", async () => {
  const { sent } = await everything();
  const writes = sent.filter(({ target }) => target.startsWith("meta"));
  assert.deepEqual(writes.map(({ command, method, target }) => [command, method, target]), [
    ["wipe", "PUT", "meta/global"],
  ]);
  assert.match(writes[0]?.condition ?? "", /^\d+\.\d\d$/);
});

Deno.test("never 3: each record is sealed with the key of its collection and an IV of its own; crypto is never written", async () => {
  const { sent, records } = await everything();
  assert.ok(records.some(({ collection }) => collection === "forms"));
  assert.ok(records.length > 40, `${records.length} records were opened with the right keys`);
  assert.equal(new Set(records.map(({ iv }) => iv)).size, records.length);
  assert.deepEqual(sent.filter(({ target }) => target.startsWith("crypto")), []);
});

Deno.test("never 4: other devices' records in clients are never written", async () => {
  const { sent } = await everything();
  assert.deepEqual(sent.filter(({ target }) => target.startsWith("clients")), []);
  await using account = await openTree();
  await put(account.app, "clients", { id: "theirs", name: "Pixel", commands: [] });
  account.writes.length = 0;
  const text = '[{"id":"theirs","commands":[{"command":"wipeEngine","args":["bookmarks"]}]}]';
  const input = { collection: "clients", text, merge: true, forceShape: true, inParts: true, force: true };
  await failsWith("usage.value", () => preparePut(account.open(), input));
  for (const hard of [false, true]) {
    const removal = { collection: "clients", ids: ["theirs"], hard, inParts: false };
    await failsWith("usage.value", () => prepareRemoval(account.open(), removal));
  }
  await failsWith("usage.value", () => prepareWipe(account.open(), "clients"));
  assert.deepEqual(account.writes, []);
});

Deno.test("never 5: nothing is written where the engine, or Sync as a whole, is of another version", async () => {
  await using account = await openWritten();
  const engines = (version: number) => ({ engines: { bookmarks: { version, syncID: "bookmarks-01" } } });
  for (const meta of [engines(3), { storageVersion: 6 }, { storageVersion: 4 }]) {
    await setMeta(account.app, meta);
    await attemptAll(account, JSON.stringify(meta));
  }
});

Deno.test("never 6: nothing is written without the condition that nobody else has written since", async () => {
  const { sent } = await everything();
  assert.ok(sent.length > 20);
  assert.deepEqual(sent.filter(({ condition }) => !/^\d+\.\d\d$/.test(condition ?? "")), []);
});

Deno.test("never 7: records are deleted by tombstones; HTTP DELETE is left to those who ask for it by name", async () => {
  const { sent, records } = await everything();
  const deleting = sent.filter(({ method }) => method === "DELETE").map(({ command }) => command);
  assert.deepEqual([...new Set(deleting)], ["records rm --hard", "wipe"]);
  const tombstones = records.filter(({ clear }) => clear["deleted"] === true);
  assert.ok(tombstones.some(({ command }) => command === "remove"));
});

Deno.test("never 8: no folder is written without its children nor a child without its folder, nor what is Firefox's own", async () => {
  // After each command the tree was found to be sound; a batch is seen by others only as a whole.
  const { sent, records } = await everything();
  const posts = sent.filter(({ target }) => target.startsWith("bookmarks"));
  for (const { target, bsos } of posts) {
    assert.ok(target.includes("batch=") || bsos.length === 1, `${bsos.length} records at once in ${target}`);
  }
  const local = ["places", "tags", "pinned", "readinglist"];
  assert.deepEqual(records.filter(({ bso }) => local.includes(bso.id)), []);
  await using account = await openTree();
  account.writes.length = 0;
  for (const name of local) {
    const text = JSON.stringify([{ id: name, type: "folder", title: "", children: [] }]);
    const input = {
      collection: "bookmarks",
      text,
      merge: false,
      forceShape: true,
      inParts: true,
      force: true,
    };
    await failsWith("usage.records", () => preparePut(account.open(), input));
  }
  assert.deepEqual(account.writes, []);
});

Deno.test("never 9: what was known of a storage that the account has left is not written to the next one", async () => {
  await using account = await openWritten();
  const { database } = account.server;
  account.writes.length = 0;
  database.run("UPDATE storage_user SET replaced_at_ms = ?", database.clock.nowMs());
  await attemptAll(account, "an empty storage");
});

Deno.test("never 10: no key, password or title is traced, shown or kept in clear", async () => {
  const { texts } = await everything();
  assert.ok([...texts.keys()].some((name) => name.endsWith("journal.db")));
  assert.ok([...texts.keys()].some((name) => name.endsWith("mirror.db")));
  assert.ok([...texts.keys()].some((name) => name.endsWith("wipe-forms.fxbackup")), "a backup was made");
  const keys = [...keyPair(bytes(64, 100)), bytes(64, 100).toHex(), ...keyPair(bytes(64, 20))];
  for (const [name, text] of texts) {
    for (const secret of [...SECRETS, ...keys]) assert.ok(!text.includes(secret), `${secret} in ${name}`);
  }
});

Deno.test("owed: a wipe deletes first, and then makes every Firefox begin anew", async () => {
  const { sent } = await everything();
  const wiping = sent.filter(({ command }) => command === "wipe").map(({ method, target }) =>
    `${method} ${target}`
  );
  assert.deepEqual(wiping, ["DELETE forms", "PUT meta/global"]);
});

Deno.test("owed: a restore writes records and tombstones, and nothing else", async () => {
  const { sent, records } = await everything();
  const restoring = sent.filter(({ command }) => command === "restore");
  assert.ok(restoring.length > 0);
  assert.ok(
    restoring.every(({ method, target }) =>
      method === "POST" && /^(bookmarks|forms|passwords|addons)/.test(target)
    ),
  );
  assert.ok(records.some(({ command, clear }) => command === "restore" && clear["deleted"] === true));
});

Deno.test("owed: a tombstone holds its id and nothing else, but for add-ons, and lives as long as Firefox's does", async () => {
  const { records } = await everything();
  const tombstones = records.filter(({ clear }) => clear["deleted"] === true);
  for (const { collection, bso, clear } of tombstones) {
    const more = collection === "addons" ? { applicationID: "{app}" } : {};
    assert.deepEqual(clear, { id: bso.id, ...more, deleted: true });
    assert.equal(bso.ttl, collection === "forms" ? 94_608_000 : undefined, `the life of ${bso.id}`);
  }
  const seen = new Set(tombstones.map(({ collection }) => collection));
  assert.deepEqual([...seen].toSorted(), ["addons", "bookmarks", "forms", "passwords"]);
});

Deno.test("owed: a record goes under the id that it holds", async () => {
  const { records } = await everything();
  for (const { bso, clear } of records) assert.equal(clear["id"], bso.id);
});

Deno.test("owed: nothing is sent that the server has already as it is", async () => {
  const { records } = await everything();
  for (const { command, collection, bso, clear, before } of records) {
    assert.ok(!before || !same(before, clear), `${command} sends ${collection}/${bso.id} as it was`);
  }
});

Deno.test("owed: members that foxden does not know are kept by every edit of the record", async () => {
  const { records } = await everything();
  const edited = records.filter(({ command }) => ["edit", "tags", "move"].includes(command));
  assert.ok(edited.some(({ bso }) => bso.id === "one_________"));
  for (const { before = {}, clear, command } of edited) {
    for (const name of Object.keys(before)) {
      assert.ok(Object.hasOwn(clear, name), `${command} drops ${name}`);
      if (!["title", "tags", "children", "parentid", "parentName", "pos"].includes(name)) {
        assert.deepEqual(clear[name], before[name]);
      }
    }
  }
  const merged = records.findLast(({ command }) => command === "merge");
  assert.deepEqual(merged?.clear["unknown"], { kept: 1, more: 2 });
});

Deno.test("owed: new items have ids as Firefox makes them, and a time that is not in the future", async () => {
  const { records } = await everything();
  const added = records.filter(({ command, before }) => command === "add" && before === undefined);
  assert.equal(added.length, 3);
  for (const { bso, clear } of added) {
    assert.match(bso.id, /^[A-Za-z0-9_-]{12}$/);
    const { dateAdded } = clear;
    assert.ok(typeof dateAdded === "number" && dateAdded <= Date.now() && dateAdded > Date.UTC(2020, 0));
  }
});

Deno.test("owed: ids of other forms go their way unharmed", async () => {
  const { records } = await everything();
  assert.ok(records.some(({ bso }) => bso.id.startsWith("{") && bso.id.endsWith("}")));
});
