import assert from "node:assert/strict";
import fc from "fast-check";
import { type BookmarkTree, buildTree, pathOf, ROOT_IDS, walk } from "../../../core/bookmarks/tree.ts";
import type { JsonObject } from "../../../core/json.ts";
import { bookmarkCodec, type BookmarkItem } from "../../../core/records/bookmarks.ts";

const item = (id: string, cleartext: JsonObject): BookmarkItem =>
  bookmarkCodec.decode({ id, ...cleartext }, id);

const folder = (id: string, parentid: string, children: readonly string[] = [], title = id) =>
  item(id, { type: "folder", parentid, title, children, dateAdded: 1000 });

const link = (id: string, parentid?: string, dateAdded = 1000) =>
  item(id, { type: "bookmark", parentid, title: id, bmkUri: "https://a.example/", dateAdded });

/** The tree as text: `menu(a folder(b c)) toolbar() …`. */
function outline(tree: BookmarkTree): string {
  const words: string[] = [];
  let depth = 0;
  for (const step of walk(tree)) {
    words.push(step.depth > depth ? "(" : ")".repeat(depth - step.depth) + " ", step.node.record.id);
    depth = step.depth;
  }
  return (words.join("") + ")".repeat(depth)).trim();
}

const outlineOf = (...records: BookmarkItem[]) => outline(buildTree(records));

Deno.test("the four roots are always there, in the order of Firefox", () => {
  assert.equal(outlineOf(), "menu toolbar unfiled mobile");
  assert.equal(
    outlineOf(folder("mobile", "places"), folder("menu", "places")),
    "menu toolbar unfiled mobile",
  );
});

Deno.test("a root that is not on the server is an empty folder made here, and can be written as it stands", () => {
  const root = buildTree([]).nodes.get("toolbar")?.record;
  assert(root?.type === "folder");
  assert.deepEqual(bookmarkCodec.encode(root), {
    id: "toolbar",
    type: "folder",
    parentid: "places",
    parentName: "",
    hasDupe: true,
    title: "toolbar",
    children: [],
  });
});

Deno.test("items stand in the order of their folder's list, whatever the order of the records", () => {
  const records = [link("a", "f"), folder("menu", "places", ["b", "f"]), folder("f", "menu", ["c", "a"])];
  assert.equal(
    outlineOf(...records, link("b", "menu"), link("c", "f")),
    "menu(b f(c a)) toolbar unfiled mobile",
  );
});

Deno.test("the folder that lists an item wins over the folder the item names", () => {
  const records = [folder("menu", "places", ["a"]), folder("toolbar", "places", []), link("a", "toolbar")];
  assert.equal(outlineOf(...records), "menu(a) toolbar unfiled mobile");
});

Deno.test("of several folders that list an item, the one it names wins, else the one with the smallest id", () => {
  const listing = [
    folder("menu", "places", ["y", "x"]),
    folder("x", "menu", ["a", "b"]),
    folder("y", "menu", ["b", "a"]),
  ];
  assert.equal(
    outlineOf(...listing, link("a", "y"), link("b", "gone")),
    "menu(y(a) x(b)) toolbar unfiled mobile",
  );
});

Deno.test("an item that no folder lists goes to the end of the folder it names, oldest first", () => {
  const records = [
    folder("menu", "places", ["a"]),
    link("d", "menu", 3),
    link("b", "menu", 2),
    link("c", "menu", 2),
  ];
  assert.equal(
    outlineOf(...records, link("u", "menu", 0), link("a", "menu", 9)),
    "menu(a b c d u) toolbar unfiled mobile",
  );
});

Deno.test("an item whose parent is unknown, missing, itself or no folder goes to unfiled", () => {
  const orphans = [
    link("a", "gone"),
    link("b"),
    folder("c", "c", ["c"]),
    link("d", "a"),
    link("e", "places"),
  ];
  assert.equal(outlineOf(...orphans), "menu toolbar unfiled(a b c d e) mobile");
});

Deno.test("ids that are listed twice, unknown or of a root count once or not at all", () => {
  const records = [folder("menu", "places", ["a", "gone", "a", "toolbar", "menu"]), link("a", "menu")];
  assert.equal(outlineOf(...records), "menu(a) toolbar unfiled mobile");
});

Deno.test("the list of an item that is no folder says nothing", () => {
  const query = item("q", { type: "query", parentid: "menu", bmkUri: "place:", children: ["a"] });
  assert.equal(outlineOf(query, link("a", "q")), "menu(q) toolbar unfiled(a) mobile");
});

Deno.test("a cycle is cut at its oldest folder, which moves to unfiled with all that is below it", () => {
  const circle = [folder("x", "y", ["a", "y"]), folder("y", "x", ["x", "b"]), link("a", "x"), link("b", "y")];
  assert.equal(outlineOf(...circle), "menu toolbar unfiled(x(a y(b))) mobile");
  const unlisted = [folder("x", "z"), folder("y", "x"), folder("z", "y")];
  assert.equal(outlineOf(...unlisted), "menu toolbar unfiled(x(y(z))) mobile");
});

Deno.test("the record of the tree's top and a root that is no folder are left out", () => {
  const records = [folder("places", "", ["menu", "a"]), link("menu", "toolbar"), link("a", "menu")];
  const tree = buildTree(records);
  assert.equal(outline(tree), "menu(a) toolbar unfiled mobile");
  assert.equal(tree.nodes.get("menu")?.record.type, "folder");
});

Deno.test("the path of an item is its root's id and the titles of the folders below it", () => {
  const records = [
    folder("menu", "places", ["f"], "Lesezeichen"),
    folder("f", "menu", ["g"], "Work"),
    folder("g", "f", ["a"], ""),
  ];
  const steps = [...walk(buildTree([...records, link("a", "g")]))];
  const paths = steps.map(({ node, depth, path }) => [node.record.id, depth, path.join("/")]);
  assert.deepEqual(paths.slice(0, 5), [
    ["menu", 0, ""],
    ["f", 1, "menu"],
    ["g", 2, "menu/Work"],
    ["a", 3, "menu/Work/"],
    ["toolbar", 0, ""],
  ]);
});

Deno.test("a walk can start at any folder", () => {
  const tree = buildTree([folder("menu", "places", ["f"]), folder("f", "menu", ["a"]), link("a", "f")]);
  const from = tree.nodes.get("f");
  assert(from);
  assert.deepEqual([...walk(tree, [from])].map(({ node, depth }) => [node.record.id, depth]), [["f", 0], [
    "a",
    1,
  ]]);
});

Deno.test("a hundred thousand items, ten thousand folders deep, need no stack", () => {
  const depth = 10_000;
  const records: BookmarkItem[] = [folder("menu", "places", ["f0"])];
  for (let i = 0; i < depth; i++) {
    const leaves = Array.from({ length: 9 }, (_, j) => `a${i}-${j}`);
    records.push(folder(`f${i}`, i === 0 ? "menu" : `f${i - 1}`, [...leaves, `f${i + 1}`]));
    records.push(...leaves.map((id) => link(id, `f${i}`)));
  }
  const tree = buildTree(records.reverse());
  let deepest = 0;
  let steps = 0;
  for (const step of walk(tree)) {
    deepest = Math.max(deepest, step.depth);
    steps++;
  }
  assert.equal(deepest, depth + 1);
  assert.equal(steps, 10 * depth + 4);
  const bottom = tree.nodes.get(`f${depth - 1}`);
  assert(bottom);
  assert.equal(pathOf(bottom).length, depth);
});

/** Records in which every folder's list and every item's parent agree, with the ids in the order of a walk. */
const consistent = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 60 }).map((choices) => {
  const parents: string[] = [...ROOT_IDS];
  const children = new Map<string, string[]>(ROOT_IDS.map((id) => [id, []]));
  const parentOf = new Map<string, string>(ROOT_IDS.map((id) => [id, "places"]));
  for (const [i, [pick, isFolder]] of choices.entries()) {
    const id = `item${i}`;
    const parent = parents[pick % parents.length] ?? "menu";
    children.get(parent)?.splice(pick % 3, 0, id);
    parentOf.set(id, parent);
    if (isFolder) children.set(id, []);
    if (isFolder) parents.push(id);
  }
  const inOrder = (id: string): string[] => [id, ...(children.get(id) ?? []).flatMap(inOrder)];
  const records = [...parentOf].map(([id, parent]) =>
    children.has(id) ? folder(id, parent, children.get(id)) : link(id, parent)
  );
  return { records, ids: ROOT_IDS.flatMap(inOrder), parentOf };
});

Deno.test("records that agree make exactly the tree they describe", () => {
  const shuffled = consistent.chain(({ records, ...rest }) =>
    fc.shuffledSubarray(records, { minLength: records.length }).map((mixed) => ({ records: mixed, ...rest }))
  );
  fc.assert(fc.property(shuffled, ({ records, ids, parentOf }) => {
    const steps = [...walk(buildTree(records))];
    assert.deepEqual(steps.map(({ node }) => node.record.id), ids);
    for (const { node } of steps) {
      assert.equal(node.parent?.record.id ?? "places", parentOf.get(node.record.id));
    }
  }));
});

const ANY_ID = [...ROOT_IDS, "places", "a", "b", "c", "d", "e", "f", "g", "h"];

const hostile = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...ANY_ID),
    type: fc.constantFrom("folder", "folder", "folder", "bookmark", "separator", "livemark"),
    parentid: fc.constantFrom(...ANY_ID, "gone", undefined),
    children: fc.array(fc.constantFrom(...ANY_ID, "gone"), { maxLength: 6 }),
    dateAdded: fc.constantFrom(1, 2, 0),
    bmkUri: fc.constant("https://a.example/"),
  }),
  { selector: ({ id }) => id },
).map((records) => records.map((record) => item(record.id, record)));

Deno.test("whatever the records say, each one stands in the tree exactly once", () => {
  fc.assert(
    fc.property(hostile, (records) => {
      const tree = buildTree(records);
      const seen = [...walk(tree)].map(({ node }) => node.record.id);
      const kept = records.map(({ id }) => id).filter((id) => id !== "places");
      assert.deepEqual(seen.sort(), [...new Set([...kept, ...ROOT_IDS])].sort());
      for (const { node } of walk(tree)) {
        for (const child of node.children) assert.equal(child.parent, node);
        if (node.children.length > 0) assert.equal(node.record.type, "folder");
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the order of the records never changes the tree", () => {
  const twice = hostile.chain((records) =>
    fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }))
  );
  fc.assert(
    fc.property(twice, ([records, mixed]) => {
      assert.equal(outlineOf(...records), outlineOf(...mixed));
    }),
    { numRuns: 500 },
  );
});
