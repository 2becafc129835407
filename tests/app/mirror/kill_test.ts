/** A refresh that is killed at any of its steps: what is there stays right, and the next one goes on from there. */
import assert from "node:assert/strict";
import type { App } from "../../../app/open.ts";
import { refresh } from "../../../app/refresh.ts";
import { readAllCopies } from "../../../app/mirror/copies.ts";
import { checkMirror } from "../../../app/mirror/check.ts";
import type { MirrorRecord } from "../../../app/mirror/page.ts";
import { MIRROR_STEPS, type MirrorStep } from "../../../app/mirror/steps.ts";
import { deleteFromCollection } from "../../../core/sync/storage.ts";
import { id, named } from "../../core/sync/storage_support.ts";
import { put, type TestAccount } from "../app_support.ts";
import { copyHome, runChild, runLivingChild } from "./support/children.ts";
import type { ChildTask } from "./support/child_refresh.ts";
import { RecordCounter } from "./support/counting.ts";
import { bookmark, login, openLibrary, openOffline, page, putAll, readWhole } from "./support/library.ts";
import { some } from "./support/mirrors.ts";

const NAMES = ["bookmarks", "clients", "history", "passwords", "heavy"] as const;
type Name = typeof NAMES[number];

/** The records of each collection that is here, by id. */
type State = ReadonlyMap<Name, ReadonlyMap<string, MirrorRecord>>;

/** An account that has changed since a profile was last refreshed, and profiles to do it with. */
interface Stage extends AsyncDisposable {
  readonly account: TestAccount;
  readonly counter: RecordCounter;
  /** Homes of profiles: one that has read nothing yet, and one that has read all there was. */
  readonly homes: { readonly empty: string; readonly former: string };
  /** What there was, and what there is. */
  readonly former: State;
  readonly latest: State;
}

/** Large enough that a dozen of them are stored at once. */
const heavy = (n: number) => ({ id: `heavy-${n}`, text: String(n % 10).repeat(1_200_000) });

async function openStage(): Promise<Stage> {
  const counter = new RecordCounter();
  const account = await openLibrary({ fault: counter.fault });
  const { app } = account;
  await put(app, "clients", { id: "a", name: "one", type: "desktop" }, {
    id: "b",
    name: "two",
    type: "mobile",
  });
  const empty = await copyHome(account.home);
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(`${empty}/default/mirror.db${suffix}`).catch(() => {});
  }
  await refresh(app, { collections: "all" });
  (await app.mirror()).close();
  const former = await copyHome(account.home);
  const other = account.open();
  await change(other);
  const complete = await copyHome(empty);
  await runLivingChild({ home: complete, collections: NAMES });
  const states = [await stateOf(account, former), await stateOf(account, complete)] as const;
  return {
    account,
    counter,
    homes: { empty, former },
    former: states[0],
    latest: states[1],
    async [Symbol.asyncDispose]() {
      for (const home of [empty, former, complete]) await Deno.remove(home, { recursive: true });
      await account[Symbol.asyncDispose]();
    },
  };
}

/** What leads a refresh through each of its steps: changes, pages that are mostly dead, deletions without a word. */
async function change(app: App): Promise<void> {
  await putAll(app, "bookmarks", some(400, (n) => bookmark(n, `Changed ${n}`), 550));
  await putAll(app, "history", some(30, (n) => page(n, `Changed ${n}`), 1390));
  await put(app, "clients", { id: "c", name: "three", type: "desktop" });
  const { server } = await app.sync();
  const ids = some(40, (n) => id(login(n).id));
  await deleteFromCollection(server, named("passwords"), { ids });
  for (let n = 0; n < 20; n++) await put(app, "heavy", heavy(n));
}

/** An application on a profile's home that asks nobody. */
const offlineAt = (account: TestAccount, home: string): App =>
  openOffline(account, { env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined });

/** What is in a profile, which must be sound. */
async function stateOf(account: TestAccount, home: string): Promise<State> {
  using app = offlineAt(account, home);
  const mirror = await app.mirror();
  assert.deepEqual(await checkMirror(mirror), []);
  const state = new Map<Name, ReadonlyMap<string, MirrorRecord>>();
  for (const name of NAMES) {
    if (!mirror.copyOf(named(name))) continue;
    const records = await readWhole(app, name);
    state.set(name, new Map(records.map((record) => [record.id, record])));
  }
  mirror.close();
  return state;
}

/**
 * Each step that a run comes to, and at which time to kill it there: the last for a first refresh, which is in the
 * middle of a large collection, and half-way through for others.
 */
function killsOf(steps: readonly MirrorStep[], which: "empty" | "former"): Required<ChildTask>["kill"][] {
  return MIRROR_STEPS.flatMap((step) => {
    const times = steps.filter((each) => each === step).length;
    return times === 0 ? [] : [{ step, time: which === "empty" ? times : Math.ceil(times / 2) }];
  });
}

/** Kills a refresh of a copy of `home`, and looks at what is left. */
async function killAndGoOn(
  stage: Stage,
  home: string,
  kill: { step: MirrorStep; time: number },
): Promise<void> {
  const words = `${kill.step}, time ${kill.time}`;
  const copy = await copyHome(home);
  try {
    assert.equal(await runChild({ home: copy, collections: NAMES, kill }), undefined, `${words}: it lived`);
    const left = await stateOf(stage.account, copy);
    assertFormerOrLatest(stage, left, words);
    const begun = await begunAt(stage.account, copy);
    const { result, given } = await stage.counter.during(() =>
      runLivingChild({ home: copy, collections: NAMES })
    );
    assert.deepEqual(result.warnings, [], words);
    const ended = await stateOf(stage.account, copy);
    for (const name of NAMES) assert.deepEqual(ended.get(name), stage.latest.get(name), `${words}: ${name}`);
    assertFrugal(stage, left, begun, given, words);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

/** Every record is as it was or as it is now, and none is missing that was there and is. */
function assertFormerOrLatest({ former, latest }: Stage, left: State, words: string): void {
  for (const [name, records] of left) {
    const [before, after] = [former.get(name), latest.get(name)];
    for (const [each, record] of records) {
      const isKnown = [before?.get(each), after?.get(each)].some((version) =>
        version?.modified === record.modified
      );
      assert.ok(isKnown, `${words}: ${name}/${each} is neither the former nor the latest`);
      const version = before?.get(each)?.modified === record.modified ? before?.get(each) : after?.get(each);
      assert.deepEqual(record, version);
    }
    for (const each of before?.keys() ?? []) {
      assert.ok(records.has(each) || !after?.has(each), `${words}: ${name}/${each} is missing`);
    }
  }
}

/** How many records there are of copies that are still growing. */
async function begunAt(account: TestAccount, home: string): Promise<Map<string, number>> {
  using app = offlineAt(account, home);
  const mirror = await app.mirror();
  const growing = readAllCopies(mirror.db).filter(({ growing }) => growing);
  mirror.close();
  return new Map(growing.map(({ name, records }) => [name, records]));
}

/** What had been stored is not asked for again, but for the records of one upload, which all have the same time. */
function assertFrugal(
  { latest }: Stage,
  left: State,
  begun: ReadonlyMap<string, number>,
  given: ReadonlyMap<string, number>,
  words: string,
): void {
  for (const [name, records] of latest) {
    const here = left.get(name) ?? new Map<string, MirrorRecord>();
    const lacking = [...records.values()].filter(({ id, modified }) =>
      here.get(id)?.modified !== modified
    ).length;
    const overlap = name === "heavy" ? 2 : 100;
    // Of those that change as a whole, all are read.
    const most = name === "clients" ? records.size : lacking - (begun.get(name) ?? 0) + overlap;
    const read = given.get(name) ?? 0;
    assert.ok(read <= most, `${words}: ${read} of ${name} were read, at most ${most} had to be`);
  }
}

Deno.test("a refresh killed at any step leaves what was or what is, and the next one finishes it", async (t) => {
  await using stage = await openStage();
  const reached = new Set<MirrorStep>();
  for (const which of ["empty", "former"] as const) {
    const trial = await copyHome(stage.homes[which]);
    const { steps } = await runLivingChild({ home: trial, collections: NAMES });
    await Deno.remove(trial, { recursive: true });
    for (const step of steps) reached.add(step);
    for (const kill of killsOf(steps, which)) {
      const name = `${
        which === "empty" ? "the first refresh" : "a later refresh"
      }, ${kill.step}, time ${kill.time}`;
      await t.step(name, () => killAndGoOn(stage, stage.homes[which], kill));
    }
  }
  assert.deepEqual(MIRROR_STEPS.filter((step) => !reached.has(step)), [], "steps that no refresh came to");
});
