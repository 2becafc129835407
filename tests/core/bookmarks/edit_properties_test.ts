/** What holds of every edit, whatever the tree: random edits of random trees beside a plain model of both. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkBookmarks } from "../../../core/bookmarks/check.ts";
import {
  applyChanges,
  type BookmarkChange,
  type BookmarkState,
  clearOf,
  idOf,
  readState,
} from "../../../core/bookmarks/state.ts";
import { inTurn } from "../../../core/bookmarks/turn.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import { same } from "../../../core/records/codec.ts";
import { Refused } from "./model_edits.ts";
import { comparable, type Model, modelOf, recordsOf } from "./model_support.ts";
import { anyEdit, anyModel, type Sketched, type Twin } from "./model_trees.ts";

/** Plays edits one after the other and gives each to `look`, those that are refused left out. */
function play(
  start: Model,
  edits: readonly Sketched[],
  look: (before: BookmarkState, after: BookmarkState, changes: readonly BookmarkChange[], twin: Twin) => void,
): void {
  // Empty roots are left out, so that they have to be made.
  let state = readState(recordsOf(start, false));
  let model = structuredClone(start);
  for (const [i, sketched] of edits.entries()) {
    const twin = sketched(model, `e${i}`);
    const expected = structuredClone(model);
    if (refused(() => twin.plain(expected), (error) => error instanceof Refused)) {
      assert(refused(() => twin.real(state), isRefusal), "the edit is refused");
      continue;
    }
    const changes = twin.real(state);
    const next = applyChanges(state, changes);
    assert.deepEqual(comparable(modelOf(next)), comparable(expected));
    look(state, next, changes, twin);
    [state, model] = [next, expected];
  }
}

const isRefusal = (error: unknown): boolean =>
  isFoxdenError(error) && ["usage.value", "not-found.record", "ambiguous.match"].includes(error.code);

function refused(edit: () => unknown, isExpected: (error: unknown) => boolean): boolean {
  try {
    edit();
  } catch (error) {
    if (isExpected(error)) return true;
    throw error;
  }
  return false;
}

const check = (look: Parameters<typeof play>[2], numRuns = 300): void =>
  fc.assert(
    fc.property(anyModel, fc.array(anyEdit, { maxLength: 8 }), (model, edits) => play(model, edits, look)),
    { numRuns },
  );

Deno.test("the trees that edits are tried on are sound", () => {
  fc.assert(fc.property(anyModel, (model) => {
    const state = readState(recordsOf(model));
    assert.deepEqual(checkBookmarks(state), []);
    assert.deepEqual(comparable(modelOf(state)), comparable(model));
  }));
});

Deno.test("every edit does what the plain model does, and leaves a sound tree", () => {
  check((_before, after) => {
    assert.deepEqual(checkBookmarks(after), []);
    assertShared(after);
  }, 600);
});

/** Bookmarks of one URL have the same tags and keyword, and a keyword is of one URL. */
function assertShared(state: BookmarkState): void {
  const byUrl = new Map<string, string>();
  const byKeyword = new Map<string, string>();
  for (const item of state.items.values()) {
    if (item.type !== "bookmark") continue;
    const url = new URL(item.url).href;
    const shared = JSON.stringify([item.tags.toSorted(), item.keyword]);
    assert.equal(shared, byUrl.get(url) ?? shared);
    byUrl.set(url, shared);
    if (item.keyword === null) continue;
    assert.equal(url, byKeyword.get(item.keyword) ?? url);
    byKeyword.set(item.keyword, url);
  }
}

Deno.test("an edit that is run again on what it made changes nothing", () => {
  check((_before, after, _changes, { real }) => assert.deepEqual(real(after), []));
});

Deno.test("an edit writes only what changes, each record once, and leaves the others as they are", () => {
  check((before, after, changes) => {
    const touched = new Set(changes.map(idOf));
    assert.equal(touched.size, changes.length);
    for (const [id, item] of before.items) {
      if (!touched.has(id)) assert.equal(after.items.get(id), item);
    }
    for (const change of changes) {
      if (change.kind === "put") {
        assert.notDeepEqual(clearOf(change.item), before.items.get(change.item.id)?.source);
      } else {
        const isHidden = before.unreadable.has(change.id);
        assert(isHidden || before.items.has(change.id));
        assert(after.deleted.has(change.id));
        assert.equal(change.reason, isHidden ? "cannot be read" : undefined);
      }
    }
  });
});

/** Members that an edit may set. */
const KNOWN = [
  "type",
  "parentid",
  "parentName",
  "title",
  "bmkUri",
  "tags",
  "keyword",
  "children",
  "pos",
  "folderName",
];

Deno.test("all other members of a record survive", () => {
  const others = (clear: object | undefined) =>
    Object.fromEntries(Object.entries(clear ?? {}).filter(([name]) => !KNOWN.includes(name)));
  check((before, _after, changes) => {
    for (const change of changes) {
      const source = before.items.get(idOf(change))?.source;
      if (change.kind === "put" && source) assert.deepEqual(others(clearOf(change.item)), others(source));
    }
  });
});

Deno.test("guarded are just those members that were there and were set to something else", () => {
  check((before, _after, changes, { setsTags = false }) => {
    const members = ["title", "bmkUri", "keyword", "parentid", ...(setsTags ? ["tags"] : [])];
    for (const change of changes) {
      if (change.kind === "remove") continue;
      const source = before.items.get(change.item.id)?.source;
      const clear = clearOf(change.item);
      const expected = source ? members.filter((name) => !same(source[name], clear[name])) : [];
      assert.deepEqual(change.guarded.toSorted(), expected.sort());
    }
  });
});

Deno.test("edits in turn make what they make one after the other, and write each record once", () => {
  const property = fc.property(anyModel, fc.array(anyEdit, { maxLength: 8 }), (model, edits) => {
    const start = readState(recordsOf(model, false));
    const played: Twin[] = [];
    let end = start;
    play(model, edits, (_before, after, _changes, twin) => {
      played.push(twin);
      end = after;
    });
    const changes = inTurn(start, played.map(({ real }) => real));
    const together = applyChanges(start, changes);
    assert.equal(new Set(changes.map(idOf)).size, changes.length);
    assert.deepEqual(sourcesOf(together), sourcesOf(end));
  });
  fc.assert(property, { numRuns: 200 });
});

/** What the records say; the order of tags has no meaning. */
const sourcesOf = ({ items }: BookmarkState): unknown =>
  Object.fromEntries([...items].map(([id, { source }]) => {
    const { tags, ...rest } = source;
    return [id, { ...rest, tags: Array.isArray(tags) ? tags.toSorted() : tags }];
  }));
