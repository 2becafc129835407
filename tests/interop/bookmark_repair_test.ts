/**
 * A tree that was out of order and that foxden has put in order is one that Firefox takes as it is. What Firefox makes of
 * the same faults by itself is shown beside it, and where it gives up, how foxden helps it on.
 */
import assert from "node:assert/strict";
import { prepareRepair } from "../../app/bookmarks/check.ts";
import { BOOKMARKS } from "../../app/bookmarks/write.ts";
import type { App } from "../../app/open.ts";
import { liveOf, readView } from "../../app/write/view.ts";
import { FAULT_KINDS } from "../../core/bookmarks/check.ts";
import { guid } from "../../core/ids.ts";
import { anyObject, type JsonObject } from "../../core/json.ts";
import { type Breakage, breakSet, DISORDER, RING, soundSet, STRAY, TWICE } from "./broken_tree.ts";
import { firefoxTest } from "./expect.ts";
import { make, openWritingHousehold, signInApp, type WritingHousehold } from "./pen.ts";
import { expectIdle, expectOneTree, faultsOf, settle, timesOf } from "./settled.ts";
import { below, idOf, titlesIn } from "./shown_items.ts";

firefoxTest("Firefox takes a repaired tree of bookmarks as it is", openWritingHousehold, {
  "one that has seen the tree before it was broken": mend,
  "one that has seen nothing yet": join,
  "one that finds the tree broken mends it too, and leaves foxden nothing to do": findBroken,
  "one whose bookmarks cannot sync any more can sync them again": helpOn,
});

/** Each is broken in its turn. */
const SETS = ["one", "two", "three", "four"] as const;

async function mend(household: WritingHousehold): Promise<void> {
  const { app, den } = household;
  await den.call("bookmarks", "add", "menu", SETS.map(soundSet));
  await den.signIn();
  await signInApp(household);
  await den.sync();
  const before = await expectOneTree(app, [den]);
  await breakAndCheck(app, "one", [DISORDER, STRAY, TWICE, RING]);
  await repair(app);
  await expectIdle(app, [den, den]);

  const items = await expectOneTree(app, [den]);
  for (const other of SETS.slice(1)) assert.deepEqual(inSet(items, other), inSet(before, other));
  assert.deepEqual(outline(items, "one"), [
    ...["A", "a1", "a2", "", "a3 both,first,second"],
    ...["B", "b2", "b3 both,first,second"],
    ...["C", "c1", "c2"],
  ]);
  // Both were written in one moment: either keyword will do.
  const keywords = sharedOf(items, "one").map(({ keyword }) => String(keyword));
  assert.match(keywords.join(), /^one-([ab]),one-\1$/);
  assert.deepEqual(titlesIn(items, "unfiled").sort(), ["E", "b1", "d1", "leaf", "orphan"]);
  assert.equal((await recordOf(app, inSet(items, "one"), "A")).fromLater, "kept");
}

async function join({ app, den, laptop }: WritingHousehold): Promise<void> {
  // What every new profile brings along is not what this is about.
  for (const root of ROOTS) await laptop.call("bookmarks", "clear", root);
  await laptop.signIn();
  const before = await timesOf(app);
  await laptop.sync();
  const written = [...await timesOf(app)].filter(([id, time]) => before.get(id) !== time).map(([id]) => id);
  // A device that joins always writes the roots.
  assert.deepEqual(written.filter((id) => id !== "(all)").sort(), ROOTS);
  await expectIdle(app, [den, laptop]);
  await expectOneTree(app, [den, laptop]);
}

const ROOTS = ["menu", "mobile", "toolbar", "unfiled"];

async function findBroken(household: WritingHousehold): Promise<void> {
  const { app, den } = household;
  await breakAndCheck(app, "two", [DISORDER]);
  const { problems, errors, uploaded } = await den.trySync();
  assert.deepEqual(errors, []);
  const counted = ["multipleParents", "nonFolderParents", "parentChildDisagreements", "missingChildren"];
  assert.deepEqual(
    problems.map((text) => text.replace(/\d+ /, "")),
    counted.map((name) => `bookmarks: ${name}`),
  );
  assert.ok((uploaded.get("bookmarks")?.sent ?? 0) > 0, "it rewrites what it found");

  const items = await settle(household);
  assert.deepEqual((await prepareRepair(app, refuseBackup)).changes, []);
  const found = titlesIn(items, "unfiled");
  for (const title of ["orphan", "leaf", "b1", "d1"]) {
    assert.equal(found.filter((each) => each === title).length, 2);
  }
  const shared = inSet(items, "two").filter(({ url }) => url === "https://two.example/shared");
  assert.deepEqual(shared.map(({ tags }) => tags), [["both", "first", "second"], [
    "both",
    "first",
    "second",
  ]]);
}

async function helpOn(household: WritingHousehold): Promise<void> {
  const { app, den, laptop } = household;
  for (const [set, breakage] of [["three", TWICE], ["four", RING]] as const) {
    await breakAndCheck(app, set, [breakage]);
    await den.call("bookmarks", "add", "toolbar", [{
      title: `kept from ${set}`,
      url: "https://kept.example/",
    }]);
    const { status, errors, uploaded } = await den.trySync();
    assert.deepEqual([[...status.engines.keys()], errors.length], [["bookmarks"], 1]);
    assert.equal(uploaded.get("bookmarks"), undefined);
    await repair(app);
    await laptop.sync();
    const items = await settle(household);
    assert.ok(titlesIn(items, "toolbar").includes(`kept from ${set}`));
    assert.ok(outline(items, set).join().startsWith("A,a1,a2,,a3 first,B,b1,b2,b3 first,C,c1,c2,D,d1"));
  }
}

/** Breaks a set, and checks that foxden finds what was broken and nothing else. */
async function breakAndCheck(app: App, set: string, breakages: readonly Breakage[]): Promise<void> {
  await breakSet(app, set, breakages);
  const planted = new Set(breakages.flatMap(({ kinds }) => kinds));
  const found = new Set((await faultsOf(app)).map(({ kind }) => kind));
  const named = (kinds: ReadonlySet<string>) =>
    FAULT_KINDS.map(({ kind }) => kind).filter((kind) => kinds.has(kind));
  assert.deepEqual(named(found), named(planted));
}

async function repair(app: App): Promise<void> {
  const backups: string[] = [];
  const { found } = await make(prepareRepair(app, (path) => Promise.resolve(void backups.push(path))));
  assert.deepEqual([found().left, backups.length], [[], 1]);
}

const refuseBackup = () => Promise.reject(new Error("there is nothing to back up"));

/** All items of a set. */
const inSet = (items: readonly JsonObject[], set: string): JsonObject[] => below(items, idOf(items, set));

/** The two bookmarks of a set that have one address. */
const sharedOf = (items: readonly JsonObject[], set: string): JsonObject[] =>
  inSet(items, set).filter(({ url }) => url === `https://${set}.example/shared`);

/** A set in a few words an item. */
const outline = (items: readonly JsonObject[], set: string): string[] =>
  inSet(items, set).map(({ title, tags }) => `${title} ${tags}`.trim());

async function recordOf(app: App, items: readonly JsonObject[], title: string): Promise<JsonObject> {
  const id = guid(idOf(items, title));
  const { view } = await readView(app, BOOKMARKS, [id]);
  return anyObject(liveOf(BOOKMARKS, view.get(id)), title);
}
