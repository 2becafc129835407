/** Sound collections of bookmarks, made at random, and random edits of them. */
import fc from "fast-check";
import { editItem, type ItemEdit } from "../../../core/bookmarks/edit.ts";
import { ensureFolders, insertItems } from "../../../core/bookmarks/insert.ts";
import { moveItems } from "../../../core/bookmarks/move.ts";
import type { NewItem } from "../../../core/bookmarks/new_item.ts";
import { removeItems } from "../../../core/bookmarks/remove.ts";
import { removeTag, renameTag } from "../../../core/bookmarks/tags.ts";
import type { BookmarkEdit } from "../../../core/bookmarks/turn.ts";
import * as plain from "./model_edits.ts";
import { everyNode } from "./model_edits.ts";
import { id, type Model, model, type ModelNode, ROOTS } from "./model_support.ts";

/** Few, so that bookmarks share them; each in several ways to write it. */
const URLS = [
  ["https://a.example/", "https://A.example", "https://a.example:443/"],
  ["https://b.example/x%20y", "https://b.example/x y"],
  ["https://b.example/x"],
  ["javascript:alert(1)"],
  ["https://xn--bcher-kva.example/", "https://bücher.example"],
] as const;
const SEARCHES = ["place:tag=read", "place:tag=%C3%BCn%C3%AF", "place:sort=8"] as const;
const KEYWORDS = ["k", "l", "m"] as const;
const TAGS = ["read", "Read", "later", "ünï", "a b"] as const;
const TITLES = ["", "A", "B", "a/b", "Ünï 🦊"] as const;

const urlIndex = fc.nat({ max: URLS.length - 1 });
const anyUrl = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...URLS.flat()) },
  { weight: 1, arbitrary: fc.constantFrom("place:tag=read", "place:tag=a%20b", "place:sort=8") },
);
const tagList = fc.uniqueArray(fc.constantFrom(...TAGS), {
  maxLength: 3,
  selector: (tag) => tag.toLowerCase(),
});
/** Members that foxden does not know, and one that it knows and leaves alone. */
const more = fc.record({
  odd: fc.jsonValue({ maxDepth: 1 }),
  description: fc.string(),
  dateAdded: fc.constantFrom(1_500_000_000_000, "1500000000000", 0, null),
}, { requiredKeys: [] });

type Sketch = Pick<ModelNode, "type" | "title" | "more"> & {
  readonly url: number;
  readonly spelling: number;
  readonly children: readonly Sketch[];
};

const leaf = fc.record({
  type: fc.constantFrom("bookmark", "bookmark", "bookmark", "query", "separator"),
  title: fc.constantFrom(...TITLES),
  more,
  url: urlIndex,
  spelling: fc.nat({ max: 2 }),
  children: fc.constant<Sketch[]>([]),
});

const { sketch } = fc.letrec<{ sketch: Sketch }>((tie) => ({
  sketch: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    { weight: 3, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constantFrom("folder", "folder", "folder", "folder", "unreadable"),
        title: fc.constantFrom(...TITLES),
        more,
        url: urlIndex,
        spelling: fc.nat({ max: 2 }),
        children: fc.array(tie("sketch"), { maxLength: 5 }),
      }),
    },
  ),
}));

/** What the bookmarks of one URL share: each keyword is of one URL. */
const sharing = fc.record({
  tags: fc.array(tagList, { minLength: URLS.length, maxLength: URLS.length }),
  keywords: fc.uniqueArray(fc.option(fc.constantFrom(...KEYWORDS), { nil: null }), {
    minLength: 0,
    maxLength: URLS.length,
    selector: (keyword) => keyword ?? {},
  }),
});

/** A sound tree, some records of which cannot be read. */
export const anyModel: fc.Arbitrary<Model> = fc
  .tuple(fc.array(fc.array(sketch, { maxLength: 5 }), { minLength: 4, maxLength: 4 }), sharing)
  .map(([roots, shared]) => {
    let made = 0;
    const nodeOf = ({ type, title, more, url, spelling, children }: Sketch): ModelNode => {
      const isBookmark = type === "bookmark";
      const isQuery = type === "query";
      const spellings = URLS[url] ?? URLS[0];
      // One that nobody lists and nobody can read would be in no place at all.
      const inIt = children.filter((each) => type !== "unreadable" || each.type !== "unreadable");
      return {
        id: id(`n${made++}`),
        type,
        title: type === "separator" || type === "unreadable" ? "" : title,
        url: isQuery ? SEARCHES[spelling] ?? "" : isBookmark ? spellings[spelling] ?? spellings[0] : "",
        // Firefox gives searches no tags, but others may have done so.
        tags: isBookmark || isQuery && url === 0 ? shared.tags[url] ?? [] : [],
        keyword: isBookmark || isQuery && url === 0 ? shared.keywords[url] ?? null : null,
        children: inIt.map(nodeOf),
        more,
      };
    };
    return model(Object.fromEntries(ROOTS.map((root, i) => [root, (roots[i] ?? []).map(nodeOf)])));
  });

/** An edit in both worlds. */
export interface Twin {
  readonly real: BookmarkEdit;
  /** Whether tags are set as a whole. */
  readonly setsTags?: boolean;
  readonly plain: (model: Model) => void;
}

/** An edit whose items are chosen by number when the tree is known. `run` tells its new ids from those of others. */
export type Sketched = (model: Model, run: string) => Twin;

/** Chooses one of what there is. */
function pick<T>(from: readonly T[], number: number): T {
  const chosen = from[number % from.length];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}

const folderId = (of: Model, number: number) =>
  pick(everyNode(of).filter(({ type }) => type === "folder"), number).id;
const itemId = (of: Model, number: number) => pick(everyNode(of), number).id;

const number = fc.nat({ max: 40 });
const numbers = fc.array(number, { minLength: 1, maxLength: 4 });
const at = fc.option(fc.nat({ max: 6 }), { nil: undefined });
const keyword = fc.constantFrom(undefined, ...KEYWORDS);

const newItem: fc.Arbitrary<Omit<NewItem, "id">> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("bookmark" as const),
      title: fc.constantFrom(...TITLES),
      url: fc.constantFrom(...URLS.flat()),
      tags: tagList,
      keyword,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "bookmark" as const, url: "place:tag=read" }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("folder" as const), title: fc.constantFrom(...TITLES) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "separator" as const }) },
);

const ADDED = 1_700_000_000_000;

const insertion: fc.Arbitrary<Sketched> = fc.tuple(fc.array(newItem, { maxLength: 4 }), number, at).map(
  ([given, folder, at]) => (of, run) => {
    const items = given.map((item, i) => ({ ...item, id: id(`${run}-${i}`) }));
    const target = folderId(of, folder);
    return {
      real: (state) => insertItems(state, { items, folderId: target, at, addedMs: ADDED }),
      plain: (model) => plain.insert(model, items, target, at),
    };
  },
);

const path: fc.Arbitrary<Sketched> = fc
  .tuple(number, fc.array(fc.constantFrom("A", "B", "a/b"), { maxLength: 3 }))
  .map(([base, titles]) => (of, run) => {
    const folders = titles.map((title, i) => ({ id: id(`${run}-${i}`), title }));
    const baseId = folderId(of, base);
    return {
      real: (state) => ensureFolders(state, { baseId, folders, addedMs: ADDED }).changes,
      plain: (model) => plain.ensure(model, baseId, folders),
    };
  });

const itemEdit: fc.Arbitrary<ItemEdit> = fc.record({
  title: fc.constantFrom(...TITLES),
  url: anyUrl,
  addTags: fc.array(fc.constantFrom(...TAGS), { minLength: 1, maxLength: 2 }),
  removeTags: fc.array(fc.constantFrom(...TAGS), { minLength: 1, maxLength: 2 }),
  setTags: tagList,
  keyword: fc.constantFrom(null, "", ...KEYWORDS),
}, { requiredKeys: [] });

const editing: fc.Arbitrary<Sketched> = fc.tuple(number, itemEdit).map(([item, edit]) => (of) => {
  const target = itemId(of, item);
  return {
    real: (state) => editItem(state, target, edit),
    setsTags: edit.setTags !== undefined,
    plain: (model) => plain.edit(model, target, edit),
  };
});

const moving: fc.Arbitrary<Sketched> = fc.tuple(numbers, number, at).map(([items, folder, at]) => (of) => {
  const ids = items.map((item) => itemId(of, item));
  const target = folderId(of, folder);
  return {
    real: (state) => moveItems(state, { ids, folderId: target, at }),
    plain: (model) => plain.move(model, ids, target, at),
  };
});

const removing: fc.Arbitrary<Sketched> = fc.tuple(numbers, fc.boolean()).map(([items, recursive]) => (of) => {
  const ids = items.slice(0, 2).map((item) => itemId(of, item));
  return {
    real: (state) => removeItems(state, { ids, recursive }),
    plain: (model) => plain.remove(model, ids, recursive),
  };
});

const retagging: fc.Arbitrary<Sketched> = fc
  .tuple(fc.constantFrom(...TAGS), fc.option(fc.constantFrom(...TAGS, "new"), { nil: null }))
  .map(([from, to]) => () => ({
    real: (state) => to === null ? removeTag(state, from) : renameTag(state, from, to),
    plain: (model) => plain.retag(model, from, to),
  }));

/** Any edit. Some are to be refused. */
export const anyEdit: fc.Arbitrary<Sketched> = fc.oneof(
  { weight: 4, arbitrary: insertion },
  { weight: 2, arbitrary: path },
  { weight: 5, arbitrary: editing },
  { weight: 5, arbitrary: moving },
  { weight: 2, arbitrary: removing },
  { weight: 2, arbitrary: retagging },
);
