/** A mirror as it should be: plain maps, and what may be done to it in any order. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { CollectionName } from "../../../../core/ids.ts";
import { checkMirror } from "../../../../app/mirror/check.ts";
import { compact } from "../../../../app/mirror/compact.ts";
import type { Copy } from "../../../../app/mirror/copies.ts";
import type { Mirror } from "../../../../app/mirror/mirror.ts";
import type { Snapshot } from "../../../../app/mirror/snapshot.ts";
import { BOOKMARKS, entry, HISTORY, idsOf, listed, some, type TestMirror, time } from "./mirrors.ts";

/** What there is to know of a record. */
interface Version {
  readonly modified: number;
  readonly sortKey: number | null;
  readonly title: string;
}

interface ModelCopy {
  readonly generation: string;
  readonly records: Map<string, Version>;
  cursor: number;
  settled: boolean;
  checkedAtMs: number;
}

/** The copy of each collection that may be read, and the one that is growing. */
export interface Model {
  readonly readable: Map<CollectionName, ModelCopy>;
  readonly growing: Map<CollectionName, ModelCopy>;
}

/** A snapshot that was taken a while ago, and what it has to show for ever. */
interface Held {
  readonly snapshot: Snapshot;
  readonly expected: ReadonlyMap<CollectionName, ReadonlyMap<string, Version>>;
}

export interface Real {
  readonly test: TestMirror;
  /** Who writes. */
  mirror: Mirror;
  /** Who reads, as another process would. */
  reader: Mirror;
  readonly held: Held[];
}

type Command = fc.AsyncCommand<Model, Real>;

const EMPTY = { cursor: 0, settled: false };

const copyOf = (model: Model, name: CollectionName, growing: boolean) =>
  (growing ? model.growing : model.readable).get(name);

/** A command that `act` carries out on both sides. */
function command(
  words: string,
  act: (model: Model, real: Real) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return {
    check,
    toString: () => words,
    async run(model, real) {
      await act(model, real);
      await agree(model, real);
    },
  };
}

/** The copy on the real side that the model's stands for. */
function realCopy({ mirror }: Real, name: CollectionName, of: ModelCopy, growing: boolean): Copy {
  const copy = growing ? mirror.grow(name, of.generation) : mirror.copyOf(name);
  return copy ?? assert.fail(`there is no copy of ${name}`);
}

const nameArb = fc.constantFrom(BOOKMARKS, HISTORY);
const storedArb = fc.record({
  name: nameArb,
  growing: fc.boolean(),
  first: fc.nat(40),
  // Now and then more than a page holds.
  count: fc.oneof({ weight: 9, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constant(1100) }),
  modified: fc.nat(20),
  sortKey: fc.integer({ min: -3, max: 1000 }),
  settled: fc.boolean(),
  twice: fc.boolean(),
});

const storing = storedArb.map(({ name, growing, first, count, modified, sortKey, settled, twice }) =>
  command(
    `store ${JSON.stringify({ name, growing, first, count, modified, twice })}`,
    async (model, real) => {
      const copy = copyOf(model, name, growing) ?? assert.fail();
      const title = `of ${modified}`;
      const versions = some(count, (n) => {
        const key = name === HISTORY ? (sortKey + n * 37) % 500 : null;
        return [`record-${first + n}`, { modified: modified * 10 + n % 3, sortKey: key, title }] as const;
      });
      const given = twice ? [...versions, ...versions.slice(0, 3)] : versions;
      const changed = versions.filter(([id, { modified }]) => copy.records.get(id)?.modified !== modified);
      const stored = await real.mirror.store(
        realCopy(real, name, copy, growing),
        given.map(([id, { modified, ...rest }]) => entry(id, modified, rest)),
        { cursor: time(modified), settled },
      );
      assert.equal(stored, changed.length);
      for (const [id, version] of changed) copy.records.set(id, version);
      Object.assign(copy, { cursor: modified, settled });
    },
    (model) => copyOf(model, name, growing) !== undefined,
  )
);

const growing = fc.tuple(nameArb, fc.constantFrom("one", "two")).map(([name, generation]) =>
  command(`grow ${name} ${generation}`, (model, { mirror }) => {
    mirror.grow(name, generation);
    if (model.growing.get(name)?.generation !== generation) {
      // That somebody wants to see what he wrote holds for whatever is read in its place.
      const checkedAtMs = model.growing.get(name)?.checkedAtMs ?? 0;
      model.growing.set(name, { ...EMPTY, generation, records: new Map(), checkedAtMs });
    }
    return Promise.resolve();
  })
);

const replacing = nameArb.map((name) =>
  command(`replace ${name}`, (model, real) => {
    const copy = model.growing.get(name) ?? assert.fail();
    real.mirror.replace(realCopy(real, name, copy, true), time(77));
    const checkedAtMs = Math.min(copy.checkedAtMs, model.readable.get(name)?.checkedAtMs ?? 0);
    model.readable.set(name, { ...copy, cursor: 77, settled: true, checkedAtMs });
    model.growing.delete(name);
    return Promise.resolve();
  }, (model) => model.growing.has(name))
);

const dropping = fc.tuple(nameArb, fc.nat(60), fc.oneof(fc.nat(40), fc.constant(700))).map((
  [name, first, count],
) =>
  command(`drop ${name} ${first} ${count}`, (model, real) => {
    const copy = model.readable.get(name) ?? assert.fail();
    const ids = some(count, (n) => entry(`record-${first + n}`, 0).id);
    real.mirror.drop(realCopy(real, name, copy, false), ids, 0);
    for (const id of ids) copy.records.delete(id);
    copy.settled = true;
    return Promise.resolve();
  }, (model) => model.readable.has(name))
);

const expiring = fc.tuple(nameArb, fc.integer({ min: 1, max: 9 })).map(([name, nowMs]) =>
  command(`expire ${name} ${nowMs}`, (model, { mirror }) => {
    mirror.expire(name, nowMs);
    if (!model.readable.has(name) && !model.growing.has(name)) {
      model.growing.set(name, { ...EMPTY, generation: "", records: new Map(), checkedAtMs: -nowMs });
    }
    for (const copy of [model.readable.get(name), model.growing.get(name)]) {
      if (copy) copy.checkedAtMs = -nowMs;
    }
    return Promise.resolve();
  })
);

const checking = nameArb.map((name) =>
  command(`mark ${name} checked`, (model, real) => {
    const copy = model.readable.get(name) ?? assert.fail();
    real.mirror.markChecked(realCopy(real, name, copy, false), 500);
    copy.checkedAtMs = 500;
    return Promise.resolve();
  }, (model) => model.readable.has(name))
);

const compacting = nameArb.map((name) =>
  command(`compact ${name}`, async (model, real) => {
    const copy = model.readable.get(name) ?? assert.fail();
    await compact(real.mirror, realCopy(real, name, copy, false));
  }, (model) => model.readable.has(name))
);

const reopening = fc.constant(
  command("reopen", async (_, real) => {
    for (const { snapshot } of real.held.splice(0)) snapshot[Symbol.dispose]();
    real.mirror.close();
    real.reader.close();
    real.mirror = await real.test.open();
    real.reader = await real.test.open();
  }),
);

const holding = fc.constant(
  command("hold a snapshot", (model, real) => {
    const expected = new Map([...model.readable].map(([name, { records }]) => [name, new Map(records)]));
    real.held.push({ snapshot: real.reader.snapshot(), expected });
    if (real.held.length > 3) real.held.shift()?.snapshot[Symbol.dispose]();
    return Promise.resolve();
  }),
);

/** All that may be done, the more likely the more often it stands here. */
export const COMMANDS = [
  storing,
  storing,
  storing,
  growing,
  replacing,
  dropping,
  expiring,
  checking,
  compacting,
]
  .concat([compacting, reopening, holding]);

/** Looks at the mirror from both sides, and at every snapshot that is held. */
async function agree(model: Model, real: Real): Promise<void> {
  using snapshot = real.reader.snapshot();
  assert.deepEqual(snapshot.copies().map(({ name }) => name), [...model.readable.keys()].toSorted());
  for (const [name, copy] of model.readable) {
    const now = snapshot.copyOf(name) ?? assert.fail();
    const { generation, cursor, settled, checkedAtMs } = now;
    const expected = [copy.generation, copy.cursor, copy.settled, copy.checkedAtMs];
    assert.deepEqual([generation, cursor, settled, checkedAtMs], expected);
    await agreeOn(snapshot, name, copy.records);
  }
  for (const { snapshot, expected } of real.held) {
    assert.equal(snapshot.copies().length, expected.size);
    for (const [name, records] of expected) await agreeOn(snapshot, name, records);
  }
  assert.deepEqual(await checkMirror(real.mirror), []);
}

async function agreeOn(
  snapshot: Snapshot,
  name: CollectionName,
  expected: ReadonlyMap<string, Version>,
): Promise<void> {
  const copy = snapshot.copyOf(name) ?? assert.fail();
  const records = await listed(snapshot.pages(copy));
  const plain = records.map(({ id, modified, clear }) => [id, modified, clear] as const);
  const wanted = [...expected].map(([id, { modified, title }]) => [id, modified, { id, title }] as const);
  assert.deepEqual(plain.toSorted(byFirst), wanted.toSorted(byFirst));
  assert.equal(snapshot.count(copy), expected.size);
  if (name === HISTORY) {
    const ordered = idsOf(await listed(snapshot.newestFirst(copy)));
    const keys = ordered.map((id) => expected.get(id)?.sortKey ?? 0);
    assert.deepEqual(keys, [...keys].sort((a, b) => b - a));
    assert.deepEqual(ordered.toSorted(), [...expected.keys()].toSorted());
  }
  const sought = ["record-1", "record-10", "record-41", "nobody"].map((id) => entry(id, 0).id);
  const found = await snapshot.byId(copy, sought);
  assert.deepEqual([...found.keys()].toSorted(), sought.filter((id) => expected.has(id)).toSorted());
  const beginning = [...expected.keys()].filter((id) => id.startsWith("record-1")).toSorted();
  assert.deepEqual(snapshot.idsBeginning(copy, "record-1", 5), beginning.slice(0, 5));
  assert.deepEqual(snapshot.idsBeginning(copy, "record-1", 5000), beginning);
}

const byFirst = (a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]) =>
  a[0] < b[0] ? -1 : 1;
