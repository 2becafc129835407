/** What a storage must do, as plainly as it can be said: maps, and no thought of speed. Times are in 1/100 s. */

/** Fields a client gives. A ttl of 0 ends a record at once, any other one not within a test. */
export interface Given {
  readonly id: string;
  readonly payload?: string;
  readonly sortindex?: number;
  readonly ttl?: number;
}

export interface ModelBso {
  readonly id: string;
  readonly modified: number;
  readonly sortindex?: number;
  readonly payload: string;
}

interface Collection {
  modified: number;
  readonly bsos: Map<string, ModelBso>;
}

interface OpenBatch {
  readonly collection: string;
  readonly items: Map<string, Given>;
}

/** One person's storage. */
export class StorageModel {
  modified = 0;
  readonly collections = new Map<string, Collection>();
  readonly batches = new Map<string, OpenBatch>();

  timeOf(collection: string, id?: string): number {
    const found = this.collections.get(collection);
    return (id === undefined ? found?.modified : found?.bsos.get(id)?.modified) ?? 0;
  }

  /** Records as a listing shows them. */
  list(collection: string, sort: "newest" | "oldest" | "index"): ModelBso[] {
    const rank = ({ modified, sortindex = -Infinity }: ModelBso) => sort === "index" ? sortindex : modified;
    const bsos = [...this.collections.get(collection)?.bsos.values() ?? []];
    bsos.sort((left, right) => compare(rank(left), rank(right)) || compare(left.id, right.id));
    return sort === "oldest" ? bsos : bsos.reverse();
  }

  write(collection: string, items: readonly Given[], time: number, touch = false): void {
    const { bsos } = this.#touch(collection, time);
    for (const item of items) {
      const { id, payload, sortindex, ttl } = item;
      const old = bsos.get(id);
      const moved = touch || old === undefined || payload !== undefined || sortindex !== undefined;
      bsos.set(id, {
        ...old,
        id,
        modified: moved ? time : old.modified,
        payload: payload ?? old?.payload ?? "",
        ...(sortindex === undefined ? {} : { sortindex }),
      });
      if (ttl === 0) bsos.delete(id);
    }
  }

  collect(batch: string, collection: string, items: readonly Given[]): void {
    const open = this.batches.get(batch) ?? { collection, items: new Map() };
    this.batches.set(batch, open);
    for (const item of items) open.items.set(item.id, { ...open.items.get(item.id), ...item });
  }

  commit(batch: string, items: readonly Given[], time: number): void {
    const open = this.batches.get(batch);
    if (open === undefined) throw new Error("only an open batch is committed");
    this.write(open.collection, [...open.items.values()], time, true);
    this.write(open.collection, items, time);
    this.batches.delete(batch);
  }

  /** @param ids absent: the collection itself goes */
  remove(collection: string, ids: readonly string[] | undefined, time: number): void {
    const { bsos } = this.#touch(collection, time);
    for (const id of ids ?? []) bsos.delete(id);
    if (ids !== undefined) return;
    this.collections.delete(collection);
    for (const [name, open] of this.batches) if (open.collection === collection) this.batches.delete(name);
  }

  removeAll(time: number): void {
    this.collections.clear();
    this.batches.clear();
    this.modified = time;
  }

  #touch(name: string, time: number): Collection {
    const collection = this.collections.get(name) ?? { modified: time, bsos: new Map() };
    collection.modified = this.modified = time;
    this.collections.set(name, collection);
    return collection;
  }
}

const compare = <T extends number | string>(left: T, right: T): number =>
  left < right ? -1 : left > right ? 1 : 0;
