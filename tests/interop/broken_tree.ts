/** Trees of bookmarks that are out of order, made on purpose with raw records. */
import { BOOKMARKS } from "../../app/bookmarks/write.ts";
import type { App } from "../../app/open.ts";
import { preparePut } from "../../app/put.ts";
import { liveOf, readView, type View } from "../../app/write/view.ts";
import type { FaultKind } from "../../core/bookmarks/check.ts";
import { guid } from "../../core/ids.ts";
import { anyObject, array, type JsonObject, string } from "../../core/json.ts";
import type { Planned } from "./written.ts";

const pageOf = (set: string, name: string) => `https://${set}.example/${name}`;

/** A folder with a place for every fault. @param name its title */
export function soundSet(name: string): Planned {
  const bookmark = (title: string, page = title): Planned => ({ title, url: pageOf(name, page) });
  const a3 = { ...bookmark("a3", "shared"), tags: ["first"] };
  return {
    title: name,
    children: [
      { title: "A", children: [bookmark("a1"), bookmark("a2"), {}, a3] },
      { title: "B", children: [bookmark("b1"), bookmark("b2"), bookmark("b3", "shared")] },
      { title: "C", children: [bookmark("c1"), bookmark("c2")] },
      { title: "D", children: [bookmark("d1")] },
      { title: "E", children: [{ title: "F", children: [bookmark("f1")] }] },
    ],
  };
}

/** What breaks a set, and what a check is to find in it then. */
export interface Breakage {
  readonly kinds: readonly FaultKind[];
  readonly act: (set: BreakableSet) => void;
}

/** Firefox counts most of these, and mends them in its own way. */
export const DISORDER: Breakage = {
  kinds: [
    "parentChildMismatches",
    "orphans",
    "missingChildren",
    "deletedChildren",
    "multipleParents",
    "deletedParents",
    "parentNotFolder",
    "differentTags",
    "differentKeywords",
  ],
  act: (set) => {
    set.add("orphan", "nowhere_____");
    set.add("leaf", set.idOf("c2"));
    set.change("b1", { parentid: "nowhere_____" });
    set.change("B", { children: set.childrenOf("B").filter((id) => id !== set.idOf("b1")) });
    const others = [set.idOf("c1"), "ghost_______"];
    set.change("A", { children: [...set.childrenOf("A"), ...others], fromLater: "kept" });
    set.change("a2", { parentid: set.idOf("C") });
    set.remove("D");
    set.change("a3", { tags: ["first", "both"], keyword: `${set.name}-a` });
    set.change("b3", { tags: ["second", "both"], keyword: `${set.name}-b` });
  },
};

/** Firefox does not look at these. */
export const STRAY: Breakage = {
  kinds: ["childrenOnNonFolder"],
  act: (set) => set.change("a1", { children: ["ghost_______"] }),
};

/** Firefox 153 cannot sync bookmarks at all where a folder lists an item twice. */
export const TWICE: Breakage = {
  kinds: ["duplicateChildren"],
  act: (set) => set.change("B", { children: [...set.childrenOf("B"), set.idOf("b2")] }),
};

/** Nor can it where folders are inside each other. */
export const RING: Breakage = {
  kinds: ["cycles"],
  act: (set) => {
    // The older one is the one that is taken out of the ring.
    set.change("E", { parentid: set.idOf("F"), dateAdded: Date.UTC(2020) });
    set.change("F", { children: [...set.childrenOf("F"), set.idOf("E")] });
    set.change(set.name, { children: set.childrenOf(set.name).filter((id) => id !== set.idOf("E")) });
  },
};

/** Breaks a set that is on the server. */
export async function breakSet(app: App, name: string, breakages: readonly Breakage[]): Promise<void> {
  const { view } = await readView(app, BOOKMARKS, "all", { mode: "pull" });
  const set = new BreakableSet(name, view);
  for (const { act } of breakages) act(set);
  const put = { collection: BOOKMARKS, merge: false, forceShape: true, inParts: false };
  await (await preparePut(app, { ...put, text: JSON.stringify(set.records) })).commit();
}

/** The records of a set, which are changed without a thought for the others. */
class BreakableSet {
  readonly #records = new Map<string, JsonObject>();
  readonly #ids = new Map<string, string>();
  readonly #changed = new Set<string>();

  constructor(readonly name: string, view: View) {
    const all = [...view.values()].map((record) => liveOf(BOOKMARKS, record)).filter((live) =>
      live !== undefined
    );
    const byParent = Map.groupBy(all, ({ parentid }) => parentid);
    const take = (record: JsonObject) => {
      const id = string(record.id, "id");
      this.#records.set(id, record);
      this.#ids.set(String(record.title), id);
      byParent.get(id)?.forEach(take);
    };
    all.filter(({ title }) => title === name).forEach(take);
  }

  /** All that were changed. */
  get records(): JsonObject[] {
    return [...this.#changed].map((id) => this.#recordOf(id));
  }

  idOf(title: string): string {
    return string(this.#ids.get(title), title);
  }

  childrenOf(title: string): string[] {
    return array(string)(this.#recordOf(this.idOf(title)).children, "children");
  }

  change(title: string, members: JsonObject): void {
    const id = this.idOf(title);
    this.#put(id, { ...this.#recordOf(id), ...members });
  }

  /** Adds a bookmark that no folder lists. */
  add(title: string, parentid: string): void {
    const id = guid(`${title}-${this.name}`.padEnd(12, "_"));
    const bmkUri = pageOf(this.name, title);
    this.#put(id, { ...this.#recordOf(this.idOf("a1")), id, title, bmkUri, parentid });
  }

  /** Deletes a record as if nothing were in it. */
  remove(title: string): void {
    const id = this.idOf(title);
    this.#put(id, { id, deleted: true });
  }

  #put(id: string, record: JsonObject): void {
    this.#records.set(id, record);
    this.#changed.add(id);
  }

  #recordOf(id: string): JsonObject {
    return anyObject(this.#records.get(id), id);
  }
}
