/**
 * What it takes to build and check a large tree of bookmarks, beside parsing the text of the same records.
 *
 * Baseline: `JSON.parse` of the text of each record, 50,000 bookmarks and the folders they are in. Measured:
 * `buildTree` and `checkBookmarks`, without and with `readState` before them, which makes typed records of the
 * objects that the parser gave. Of each the fastest of several rounds counts, as others may use the machine too.
 */
import { checkBookmarks } from "../core/bookmarks/check.ts";
import { type BookmarkState, readState, type StoredItem } from "../core/bookmarks/state.ts";
import { buildTree, ROOT_IDS } from "../core/bookmarks/tree.ts";
import { ms } from "./program.ts";

const BOOKMARKS = 50_000;
const PER_FOLDER = 50;
const ROUNDS = 15;
const LIMIT = 3;

export function* bookmarks(): Generator<string> {
  const texts = [...recordTexts()];
  const rounds = Array.from({ length: ROUNDS }, () => runRound(texts));
  const fastest = (part: keyof Round) => Math.min(...rounds.map((round) => round[part]));
  const parse = fastest("parseMs");
  const [read, build, check] = [fastest("readMs"), fastest("buildMs"), fastest("checkMs")];
  const ratio = (whole: number) => `ratio ${(whole / parse).toFixed(2)} (limit ${LIMIT})`;
  yield `bookmarks     JSON.parse of ${texts.length} records ${ms(parse)} (baseline)`;
  yield `bookmarks     build ${ms(build)} and check ${ms(check)}  ${ratio(build + check)}`;
  yield `bookmarks     the same and read ${ms(read)} before  ${ratio(read + build + check)}`;
}

interface Round {
  readonly parseMs: number;
  readonly readMs: number;
  readonly buildMs: number;
  readonly checkMs: number;
}

function runRound(texts: readonly (readonly [string, string])[]): Round {
  let records: StoredItem[] = [];
  const parseMs = time(() => {
    records = texts.map(([id, text]) => ({ id, clear: JSON.parse(text) }));
  });
  let state: BookmarkState = { items: new Map(), deleted: new Set(), unreadable: new Set() };
  const readMs = time(() => {
    state = readState(records);
  });
  const buildMs = time(() => buildTree(state.items.values()));
  const checkMs = time(() => {
    const faults = checkBookmarks(state);
    if (faults.length > 0 || state.items.size !== texts.length) throw new Error("the tree is not sound");
  });
  return { parseMs, readMs, buildMs, checkMs };
}

function time(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Ids and texts in the form Firefox 153 writes: folders four deep in the roots, the bookmarks spread over them. */
function* recordTexts(): Generator<readonly [string, string]> {
  const folders = Array.from({ length: BOOKMARKS / PER_FOLDER }, (_, i) => guidOf("f", i));
  const parentOf = (i: number) => i < 16 ? ROOT_IDS[i % 4] ?? "menu" : folders[(i - 16) >> 3] ?? "menu";
  const children = new Map<string, string[]>();
  const enter = (parent: string, id: string) => children.set(parent, [...children.get(parent) ?? [], id]);
  for (const [i, id] of folders.entries()) enter(parentOf(i), id);
  for (let i = 0; i < BOOKMARKS; i++) {
    const parent = folders[i % folders.length] ?? "menu";
    enter(parent, guidOf("b", i));
    yield textOf(guidOf("b", i), "bookmark", parent, i, {
      bmkUri: `https://www.host${i % 997}.example.org/articles/2030/${
        i % 12
      }/a-page-about-bread-${i}?lang=en`,
      title: `A page about bread, number ${i}, with a title of ordinary length`,
      ...(i % 5 === 0 ? { tags: ["baking", `topic ${i % 40}`] } : {}),
    });
  }
  for (const [i, id] of folders.entries()) {
    const members = { title: `Folder ${i}`, children: children.get(id) ?? [] };
    yield textOf(id, "folder", parentOf(i), i, members);
  }
  for (const id of ROOT_IDS) {
    yield textOf(id, "folder", "places", 0, { title: id, children: children.get(id) ?? [] });
  }
}

const guidOf = (letter: string, i: number): string => letter + (i * 7919).toString(36).padStart(11, "_");

function textOf(id: string, type: string, parentid: string, i: number, members: object) {
  const parentName = parentid === "places" ? "" : `Folder of ${parentid}`;
  const common = { id, type, parentid, hasDupe: true, parentName, dateAdded: 1_700_000_000_000 + i };
  return [id, JSON.stringify({ ...common, ...members })] as const;
}
