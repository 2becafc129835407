/** What foxden wipes, the Firefoxes fill again from what they have; what they lost, foxden's backup brings back to them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createBackup } from "../../app/backup/create.ts";
import { prepareRestore } from "../../app/backup/restore.ts";
import type { App } from "../../app/open.ts";
import { prepareWipe } from "../../app/wipe.ts";
import { isWritten } from "../../app/write/plan.ts";
import { type CollectionName, collectionName, guid } from "../../core/ids.ts";
import { anyObject, type JsonObject, parseJson, string } from "../../core/json.ts";
import { type Bso, putBso, readBso, readCollection } from "../../core/sync/storage.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { signInAll } from "./household.ts";
import { make, openWritingHousehold, signInApp, type WritingHousehold } from "./pen.ts";
import { expectIdle, expectOneTree } from "./settled.ts";
import { idOf } from "./shown_items.ts";
import type { AccountState } from "./state.ts";
import { ADDRESS, BOOKMARKS, CARD, FORMS, LOGINS, NOTES, pages } from "./written.ts";

/** The household, and what everybody showed last. */
interface Filled extends WritingHousehold {
  state: AccountState;
}

const NOTHING: AccountState = {
  bookmarks: [],
  logins: [],
  history: [],
  forms: [],
  addresses: [],
  creditcards: [],
};

firefoxTest<Filled>(
  "two Firefoxes, and foxden that wipes and restores",
  async () => ({ ...await openWritingHousehold(), state: NOTHING }),
  {
    "a wiped collection is filled again from the devices, and nothing else is touched": wipe,
    "a restore brings back what a Firefox has deleted, and what it was before it was changed": restore,
  },
);

const META = collectionName("meta");
const GLOBAL = guid("global");
const WIPED = ["bookmarks", "history", "forms", "passwords", "addresses"].map(collectionName);
/** Collections that a sync without changes leaves alone; it may write `forms`, and always writes `tabs`. */
const STILL = [...WIPED, ...["creditcards", "clients", "prefs", "addons", "crypto"].map(collectionName)]
  .filter((name) => name !== "forms");

async function wipe(filled: Filled): Promise<void> {
  const { app, den, laptop } = filled;
  await fill(filled);
  await extendMeta(filled);
  for (const name of WIPED) {
    const [meta, others, ids] = [await metaOf(app), await storedBut(app, name), await idsOf(app, name)];
    await make(prepareWipe(app, name));
    assert.deepEqual(await idsOf(app, name), []);
    const wiped = await metaOf(app);
    expectNewSyncId(name, meta, wiped);

    await syncBoth(filled);
    assert.deepEqual(await metaOf(app), wiped, "no device writes meta/global for it");
    assert.deepEqual(await storedBut(app, name), others);
    // Form entries get other ids on the way.
    if (name !== "forms") assert.deepEqual(await idsOf(app, name), ids);
  }
  assert.deepEqual(await expectSameState(filled), filled.state);
  await expectIdle(app, [den, laptop]);
  await expectOneTree(app, [den, laptop]);
}

function expectNewSyncId(name: CollectionName, before: JsonObject, after: JsonObject): void {
  const [{ syncID: old, ...entry }, { syncID, ...entryAfter }] = [
    engineOf(before, name),
    engineOf(after, name),
  ];
  assert.match(string(syncID, "syncID"), /^[\w-]{12}$/);
  assert.notEqual(syncID, old);
  assert.deepEqual(entryAfter, entry);
  assert.deepEqual(withoutEngine(after, name), withoutEngine(before, name));
  assert.equal(after.fromLater, "kept");
}

/** Gives everybody a bit of everything. */
async function fill(filled: Filled): Promise<void> {
  const { den, laptop } = filled;
  await den.call("bookmarks", "add", "toolbar", BOOKMARKS);
  await den.call("logins", "add", LOGINS);
  await den.call("history", "add", pages(Date.now()));
  await den.call("forms", "add", FORMS);
  await den.call("autofill", "add", "addresses", ADDRESS);
  await den.call("autofill", "add", "creditCards", CARD);
  await laptop.call("bookmarks", "add", "menu", [{
    title: "From the laptop",
    url: "https://laptop.example/",
  }]);
  await signInAll(filled);
  await signInApp(filled);
  await syncBoth(filled);
  filled.state = await expectSameState(filled);
}

/** Adds to `meta/global` what only a later Firefox would know. */
async function extendMeta(filled: Filled): Promise<void> {
  const meta = await metaOf(filled.app);
  const engines = { ...anyObject(meta.engines, "engines"), later: { version: 7, syncID: "laterLater12" } };
  const payload = JSON.stringify({ ...meta, engines, fromLater: "kept" });
  await putBso((await filled.app.sync()).server, META, { id: GLOBAL, payload }, {});
  await syncBoth(filled);
}

async function metaOf(app: App): Promise<JsonObject> {
  const bso = await readBso((await app.sync()).server, META, GLOBAL);
  return anyObject(parseJson(bso?.payload ?? "", "meta/global"), "meta/global");
}

const engineOf = ({ engines }: JsonObject, name: string) =>
  anyObject(anyObject(engines, "engines")[name], name);

function withoutEngine({ engines, ...meta }: JsonObject, name: string): JsonObject {
  const { [name]: _, ...others } = anyObject(engines, "engines");
  return { ...meta, engines: others };
}

async function idsOf(app: App, name: CollectionName): Promise<string[]> {
  return (await storedIn(app, name)).map(({ id }) => id).sort();
}

async function storedIn(app: App, name: CollectionName): Promise<readonly Bso[]> {
  return (await readCollection((await app.sync()).server, name))?.items ?? [];
}

/** Every record of the other collections, as it lies on the server. */
async function storedBut(app: App, name: CollectionName): Promise<JsonObject> {
  const others = STILL.filter((each) => each !== name);
  return Object.fromEntries(await Promise.all(others.map(async (each) => [each, await storedIn(app, each)])));
}

async function restore(filled: Filled): Promise<void> {
  const { app, den, laptop, folder, state } = filled;
  const path = join(folder, "all.fxbackup");
  await createBackup(app, { path, key: { kind: "profile" } });
  await lose(filled);

  const passphrase = () => Promise.reject(new Error("it is sealed with the profile's key"));
  const input = { path, passphrase, missingOnly: false, inParts: false, force: false };
  const { changes, leftOut } = await make(prepareRestore(app, input));
  assert.deepEqual(leftOut, ["clients", "tabs"]);
  const written = new Set(changes.filter(isWritten).map(({ collection }) => collection));
  assert.deepEqual([...written].sort(), WIPED.toSorted());
  for (const device of [den, laptop]) await device.sync();
  await expectIdle(app, [den, laptop]);
  assert.deepEqual(await expectOneTree(app, [den, laptop]), state.bookmarks);
  assert.deepEqual(await expectSameState(filled), state);
}

/** Deletes, moves and changes a bit of everything, here and there. */
async function lose(filled: Filled): Promise<void> {
  const { den, laptop, state: { bookmarks, logins, addresses } } = filled;
  const loginOf = (name: string) => logins.find(({ username }) => username === name)?.id;
  await den.call("bookmarks", "remove", idOf(bookmarks, "Work"));
  await den.call("bookmarks", "change", idOf(bookmarks, "Read later"), { title: "Read never" });
  await den.call("bookmarks", "change", idOf(bookmarks, "Notes again"), { parentId: "unfiled", index: 0 });
  await den.call("bookmarks", "retag", NOTES, ["gone"]);
  await den.call("logins", "remove", loginOf("root"));
  await den.call("logins", "change", loginOf("ann"), { password: "wrong" });
  await den.call("autofill", "remove", "addresses", addresses[0]?.id);
  await den.call("forms", "remove", "city", "Ulm");
  await laptop.call("history", "remove", "https://old.example/");
  await laptop.call("bookmarks", "remove", idOf(bookmarks, "Old things"));
  await laptop.call("bookmarks", "add", "toolbar", [{ title: "New since", url: "https://new.example/" }]);
  await syncBoth(filled);
}
