/** Somebody who works on a storage and keeps book of what it must hold; every answer is checked against the book. */
import assert from "node:assert/strict";
import type { StorageUser } from "./accounts.ts";
import { sign, type Signer } from "./hawk.ts";
import { send, type StorageAnswer } from "./storage.ts";
import { type Action, centis, type Guard, guardTime, queryOf, seg, text } from "./storage_actions.ts";
import { type ModelBso, StorageModel } from "./storage_model.ts";

/** What one person lets slip, for others to try. */
export interface Loot {
  readonly batches: string[];
  readonly offsets: string[];
}

/** See the file. */
export class Actor {
  readonly model = new StorageModel();
  readonly loot: Loot = { batches: [], offsets: [] };

  constructor(readonly user: StorageUser) {}

  /** @param others whose storages must not be reached */
  async act(action: Action, others: readonly Actor[]): Promise<void> {
    switch (action.kind) {
      case "put":
        return await this.#put(action);
      case "post":
        return await this.#post(action);
      case "delete":
        return await this.#delete(action);
      case "deleteIds": {
        const query = `?ids=${action.ids.map(seg).join(",")}`;
        return await this.#deleteFrom(action.collection, query, action.ids, action.guard);
      }
      case "deleteCollection":
        return await this.#deleteFrom(action.collection, "", undefined, action.guard);
      case "deleteAll": {
        const answer = await this.#write("DELETE", "/storage", this.model.modified, action.guard);
        if (answer !== undefined) this.model.removeAll(this.#newTime(answer.headers.get("x-last-modified")));
        return;
      }
      case "get":
        return await this.#get(action.collection, action.id);
      case "list":
        return await this.#list(action);
      case "trespass":
        return await this.#trespass(action, others);
    }
  }

  /** Everything that can be read is as the book says. */
  async check(): Promise<void> {
    const { model } = this;
    const names = [...model.collections.keys()];
    const times = names.map((name) => [name, Number(text(model.timeOf(name)))]);
    const info = await this.#send("GET", "/info/collections");
    assert.deepEqual(JSON.parse(info.text), Object.fromEntries(times));
    assert.equal(info.headers.get("x-last-modified"), text(model.modified));
    const counts = names.map((name) => [name, model.list(name, "newest").length]).filter(([, n]) => n !== 0);
    const shown = await this.#send("GET", "/info/collection_counts");
    assert.deepEqual(JSON.parse(shown.text), Object.fromEntries(counts));
    const bytes = names.map((name) => [name, sizeOf(model.list(name, "newest")) / 1024]);
    const usage = await this.#send("GET", "/info/collection_usage");
    assert.deepEqual(JSON.parse(usage.text), Object.fromEntries(bytes));
    for (const collection of names) await this.#list({ collection, sort: "newest", limit: 1000 });
  }

  async #put({ collection, item: { id, ...body }, guard }: Action & { kind: "put" }): Promise<void> {
    const path = `/storage/${collection}/${seg(id)}`;
    const answer = await this.#write("PUT", path, this.model.timeOf(collection, id), guard, body);
    if (answer !== undefined) this.model.write(collection, [{ id, ...body }], this.#newTime(answer.text));
  }

  async #post({ collection, items, batch, guard }: Action & { kind: "post" }): Promise<void> {
    const name = "pick" in batch ? this.loot.batches[batch.pick % this.loot.batches.length] : undefined;
    // Without any batch so far there is none to go on with.
    const kind = name === undefined && "pick" in batch ? "start" : batch.kind;
    const before = this.model.timeOf(collection);
    const path = `/storage/${collection}${queryOf(kind, name)}`;
    const known = name === undefined || this.model.batches.get(name)?.collection === collection;
    const expected = !known && (kind === "append" || kind === "commit")
      ? 400
      : kind === "start" || kind === "append"
      ? 202
      : 200;
    const answer = await this.#write("POST", path, before, guard, items, expected);
    if (answer === undefined || expected === 400) return;
    const { batch: given, success, failed } = JSON.parse(answer.text);
    assert.deepEqual([success, failed], [items.map(({ id }) => id), {}]);
    const time = answer.headers.get("x-last-modified");
    if (expected === 202) {
      assert.equal(time, text(before));
      if (kind === "append") assert.equal(given, name);
      else this.loot.batches.push(given);
      return this.model.collect(given, collection, items);
    }
    assert.equal(given, undefined);
    if (kind === "commit" && name !== undefined) this.model.commit(name, items, this.#newTime(time));
    else this.model.write(collection, items, this.#newTime(time));
  }

  async #delete({ collection, id, guard }: Action & { kind: "delete" }): Promise<void> {
    const before = this.model.timeOf(collection, id);
    const path = `/storage/${collection}/${seg(id)}`;
    const answer = await this.#write("DELETE", path, before, guard, undefined, before === 0 ? 404 : 200);
    if (answer === undefined || before === 0) return;
    assert.equal(answer.headers.get("x-last-modified"), text(before));
    const modified = /^\{"modified":(.*)\}$/.exec(answer.text)?.[1] ?? null;
    this.model.remove(collection, [id], this.#newTime(modified));
  }

  async #deleteFrom(
    collection: string,
    query: string,
    ids: readonly string[] | undefined,
    guard: Guard,
  ): Promise<void> {
    const exists = this.model.collections.has(collection);
    const path = `/storage/${collection}${query}`;
    const answer = await this.#write("DELETE", path, this.model.timeOf(collection), guard);
    if (answer === undefined) return;
    if (exists) this.model.remove(collection, ids, this.#newTime(answer.text));
    else assert.equal(answer.text, text(this.model.modified));
  }

  async #get(collection: string, id: string): Promise<void> {
    const answer = await this.#send("GET", `/storage/${collection}/${seg(id)}`);
    const bso = this.model.collections.get(collection)?.bsos.get(id);
    assert.equal(answer.status, bso === undefined ? 404 : 200);
    if (bso !== undefined) assert.deepEqual(JSON.parse(answer.text), shownAs(bso));
  }

  async #list({ collection, sort, limit }: Omit<Action & { kind: "list" }, "kind">): Promise<void> {
    const path = `/storage/${collection}?full=1&sort=${sort}&limit=${limit}`;
    const seen: unknown[] = [];
    for (let offset = "";;) {
      const answer = await this.#send("GET", path + offset);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("x-last-modified"), text(this.model.timeOf(collection)));
      seen.push(...JSON.parse(answer.text));
      const next = answer.headers.get("x-weave-next-offset");
      if (next === null) break;
      this.loot.offsets.push(next);
      offset = `&offset=${seg(next)}`;
    }
    assert.deepEqual(seen, this.model.list(collection, sort).map(shownAs));
  }

  /** Tries what others own; their books, and one's own, stay as they are. */
  async #trespass(
    { collection, id, pick }: Action & { kind: "trespass" },
    others: readonly Actor[],
  ): Promise<void> {
    const other = others[pick % others.length];
    if (other === undefined) return;
    const batch = other.loot.batches[pick % other.loot.batches.length];
    if (batch !== undefined && !this.loot.batches.includes(batch)) {
      for (const query of [queryOf("append", batch), queryOf("commit", batch)]) {
        const answer = await this.#send("POST", `/storage/${collection}${query}`, [{
          id,
          payload: "theirs",
        }]);
        assert.deepEqual([answer.status, answer.text], [400, "0"]);
      }
    }
    const offset = other.loot.offsets[pick % other.loot.offsets.length];
    if (offset !== undefined) {
      const answer = await this.#send("GET", `/storage/${collection}?full=1&offset=${seg(offset)}`);
      const own = new Set(this.model.list(collection, "newest").map((bso) => JSON.stringify(shownAs(bso))));
      const shown: unknown[] = answer.status === 200 ? JSON.parse(answer.text) : [];
      for (const bso of shown) assert.ok(own.has(JSON.stringify(bso)), "a record of one's own");
    }
    await this.#trespassWithOwnKey(`${other.user.endpoint}/storage/${collection}`, id, other);
  }

  async #trespassWithOwnKey(url: string, id: string, other: Actor): Promise<void> {
    const own: Signer = this.user.signer;
    const requests = [["GET", `${url}?full=1`], ["DELETE", url], ["PUT", `${url}/${seg(id)}`]] as const;
    for (const [method, target] of requests) {
      for (const signer of [own, { id: other.user.signer.id, key: own.key }]) {
        const headers = { authorization: await sign(method, target, signer) };
        const init: RequestInit = method === "PUT" ? { method, headers, body: "{}" } : { method, headers };
        const response = await fetch(target, init);
        assert.equal(await response.text(), "0");
        assert.ok(response.status === 400 || response.status === 401);
      }
    }
  }

  /** @returns undefined when the guard is to stop it, and has */
  async #write(
    method: string,
    path: string,
    resourceTime: number,
    guard: Guard,
    body?: unknown,
    expected = 200,
  ): Promise<StorageAnswer | undefined> {
    const limit = guardTime(guard, resourceTime);
    const headers: Record<string, string> = limit === undefined ? {} : { "x-if-unmodified-since": limit };
    const answer = await this.#send(method, path, body, headers);
    if (limit !== undefined && resourceTime > centis(limit)) {
      assert.deepEqual([answer.status, answer.text], [412, ""], `${method} ${path}`);
      assert.equal(answer.headers.get("x-last-modified"), text(resourceTime));
      return undefined;
    }
    assert.equal(answer.status, expected, `${method} ${path}: ${answer.text}`);
    return answer;
  }

  async #send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<StorageAnswer> {
    const answer = await send(this.user, method, path, body === undefined ? { headers } : { headers, body });
    const now = answer.headers.get("x-weave-timestamp") ?? "";
    assert.ok(centis(now) >= centis(answer.headers.get("x-last-modified") ?? "0"));
    return answer;
  }

  #newTime(given: string | null): number {
    assert.match(given ?? "", /^\d+\.\d\d$/);
    const time = centis(given ?? "");
    assert.ok(time > this.model.modified, "every write is later than the one before");
    return time;
  }
}

const shownAs = ({ id, modified, sortindex, payload }: ModelBso) => ({
  id,
  modified: Number(text(modified)),
  ...(sortindex === undefined ? {} : { sortindex }),
  payload,
});

const sizeOf = (bsos: readonly ModelBso[]): number =>
  bsos.reduce((sum, { payload }) => sum + new TextEncoder().encode(payload).length, 0);
