/** A model of an account under random changes: what the other device does to the server, and what a mirror must hold then. */
import { bytes, id } from "../core/sync/storage_support.ts";
import type { ServerTime } from "../../core/ids.ts";
import { type Cleartext, encryptPayload, importKeyBundle } from "../../core/crypto/payload.ts";
import { callStorage } from "../../core/sync/transport.ts";
import { type NewBso, postBsos } from "../../core/sync/storage.ts";
import { named } from "../core/sync/storage_support.ts";
import type { Contents, Scene } from "./refresh_support.ts";

/** One record as the model has it. */
interface ModelRecord {
  readonly modified: ServerTime;
  readonly sortindex?: number;
  /** What is inside; null for what opens with no key. */
  readonly clear: unknown;
  /** The number of the key it is sealed with. */
  readonly key: number;
}

/** What the other device does at once. */
export type Deed =
  /** Records with this inside; `-1` for tombstones, `-2` for what does not open; in a batch if there is a second list. */
  | {
    readonly kind: "write";
    readonly collection: string;
    readonly ids: readonly string[];
    readonly value: number;
    readonly batch: readonly string[];
    readonly sortindex?: number | undefined;
  }
  /** Envelopes alone. */
  | {
    readonly kind: "touch";
    readonly collection: string;
    readonly id: string;
    readonly what: "sortindex" | "ttl";
  }
  | { readonly kind: "remove" | "expire"; readonly collection: string; readonly ids: readonly string[] }
  | { readonly kind: "wipe"; readonly collection: string }
  /** A new syncID of an engine, or of everything. */
  | { readonly kind: "renew"; readonly collection: string | null }
  /** Another key for a collection, or for all that have none of their own. */
  | { readonly kind: "rekey"; readonly collection: string | null; readonly isResealed: boolean }
  /** Everything is removed, and the account set up anew. */
  | { readonly kind: "restart" };

export class Model {
  readonly #collections = new Map<string, Map<string, ModelRecord>>();
  readonly #ownKeys = new Map<string, number>();
  readonly #engines: Record<string, { version: number; syncID: string }> = {};
  #syncID = "the first one";
  #defaultKey = 1;
  #count = 1;

  private constructor(private readonly scene: Scene) {}

  static async begin(scene: Scene): Promise<Model> {
    const model = new Model(scene);
    await model.#writeKeys();
    return model;
  }

  /** What a mirror that is up to date holds, sizes of payloads and the bootstrap records aside. */
  contents(): Record<string, Record<string, unknown>> {
    const contents: Record<string, Record<string, unknown>> = {};
    for (const [name, records] of this.#collections) {
      if (records.size === 0) continue;
      contents[name] = Object.fromEntries(
        [...records].map(([each, { key, clear, ...rest }]) =>
          [each, { ...rest, clear: key === this.#keyOf(name) ? clear : null }] as const
        ),
      );
    }
    return contents;
  }

  async act(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case "write":
        return await this.#write(deed);
      case "touch":
        return await this.#touch(deed);
      case "remove":
        await this.scene.device.remove(deed.collection, ...deed.ids);
        return this.#forget(deed.collection, deed.ids);
      case "expire":
        this.#expire(deed);
        return this.#forget(deed.collection, deed.ids);
      case "wipe":
        await this.scene.device.removeAll(deed.collection);
        return void this.#collections.delete(deed.collection);
      case "renew":
        if (deed.collection === null) this.#syncID = `syncID ${this.#count++}`;
        else this.#engines[deed.collection] = { version: 1, syncID: `syncID ${this.#count++}` };
        return await this.#writeMeta();
      case "rekey":
        return await this.#rekey(deed);
      case "restart":
        await callStorage(this.scene.device.session.server, { method: "DELETE", path: "/storage" });
        this.#collections.clear();
        this.#syncID = `syncID ${this.#count++}`;
        await this.#writeMeta();
        return await this.#writeKeys();
    }
  }

  async #write(deed: Deed & { kind: "write" }): Promise<void> {
    const { collection, value, sortindex } = deed;
    const ids = [...new Set(deed.ids)];
    const batch = [...new Set(deed.batch)].filter((each) => !ids.includes(each));
    const clearOf = (each: string) =>
      value === -2 ? null : value === -1 ? { id: each, deleted: true } : { id: each, v: value };
    const seal = (some: readonly string[]) =>
      Promise.all(some.map((each) => this.#seal(collection, each, clearOf(each), sortindex)));
    const modified = await this.#post(collection, await seal(ids), await seal(batch));
    for (const each of [...ids, ...batch]) {
      const kept = sortindex ?? this.#recordsOf(collection).get(each)?.sortindex;
      this.#recordsOf(collection).set(each, {
        modified,
        clear: clearOf(each),
        key: this.#keyOf(collection),
        ...(kept === undefined ? {} : { sortindex: kept }),
      });
    }
  }

  async #seal(collection: string, each: string, clear: unknown, sortindex?: number): Promise<NewBso> {
    const key = await importKeyBundle(bytes(64, this.#keyOf(collection)));
    const iv = crypto.getRandomValues(new Uint8Array(16));
    const payload = clear === null
      ? "does not open"
      : await encryptPayload(JSON.stringify(clear) as Cleartext, key, iv);
    return { id: id(each), payload, ...(sortindex === undefined ? {} : { sortindex }) };
  }

  async #post(collection: string, bsos: readonly NewBso[], batch: readonly NewBso[]): Promise<ServerTime> {
    const { device } = this.scene;
    if (batch.length === 0) return await device.post(collection, bsos);
    const { server } = device.session;
    const begun = await postBsos(server, named(collection), bsos, { step: "begin" });
    const step = { commit: begun.batch ?? "" };
    const { modified } = await postBsos(server, named(collection), batch, { step });
    if (modified === undefined) throw new Error("a commit has a time");
    return modified;
  }

  async #touch({ collection, id: each, what }: Deed & { kind: "touch" }): Promise<void> {
    const former = this.#recordsOf(collection).get(each);
    const fields = what === "ttl" ? { ttl: 100_000 } : { sortindex: this.#count++ };
    const modified = await this.scene.device.post(collection, [{ id: id(each), ...fields }]);
    this.#recordsOf(collection).set(each, {
      clear: null,
      key: this.#keyOf(collection),
      ...former,
      modified: former && what === "ttl" ? former.modified : modified,
      ...("sortindex" in fields ? { sortindex: fields.sortindex } : {}),
    });
  }

  #expire({ collection, ids }: Deed & { kind: "remove" | "expire" }): void {
    this.scene.account.server.database.run(
      "UPDATE bso SET expires_at_ms = 1 WHERE id IN (SELECT value FROM json_each(?)) " +
        "AND collection_id IN (SELECT id FROM collection WHERE name = ?)",
      JSON.stringify(ids),
      collection,
    );
  }

  #forget(collection: string, ids: readonly string[]): void {
    for (const each of ids) this.#collections.get(collection)?.delete(each);
  }

  async #rekey({ collection, isResealed }: Deed & { kind: "rekey" }): Promise<void> {
    const before = new Map([...this.#collections.keys()].map((name) => [name, this.#keyOf(name)]));
    const key = ++this.#count;
    if (collection === null) this.#defaultKey = key;
    else this.#ownKeys.set(collection, key);
    await this.#writeKeys();
    if (!isResealed) return;
    for (const [name, records] of this.#collections) {
      if (before.get(name) === this.#keyOf(name)) continue;
      const readable = [...records].filter(([, record]) => record.key === before.get(name));
      if (readable.length === 0) continue;
      const bsos = readable.map(([each, { clear }]) => this.#seal(name, each, clear));
      const modified = await this.scene.device.post(name, await Promise.all(bsos));
      for (const [each, record] of readable) {
        records.set(each, { ...record, modified, key: this.#keyOf(name) });
      }
    }
  }

  #keyOf(collection: string): number {
    return this.#ownKeys.get(collection) ?? this.#defaultKey;
  }

  #recordsOf(collection: string): Map<string, ModelRecord> {
    const known = this.#collections.get(collection) ?? new Map<string, ModelRecord>();
    this.#collections.set(collection, known);
    return known;
  }

  async #writeKeys(): Promise<void> {
    const own = [...this.#ownKeys].map(([name, key]) => [name, bytes(64, key)] as const);
    await this.scene.device.rekey(bytes(64, this.#defaultKey), Object.fromEntries(own));
  }

  async #writeMeta(): Promise<void> {
    await this.scene.device.writeMeta({ syncID: this.#syncID, engines: { ...this.#engines } });
  }
}

/** What a mirror holds, in the terms of the model. */
export function asModelled({ meta: _, crypto: __, ...contents }: Contents): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(contents).map(([name, records]) => [
      name,
      Object.fromEntries(Object.entries(records).map(([each, { bytes: _, ...held }]) => [each, held])),
    ]),
  );
}
