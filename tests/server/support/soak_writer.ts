/**
 * One client of a server that is killed again and again: it writes, remembers what was acknowledged, and tells
 * whether the server still has all of it and nothing half.
 */
import { array, number, object, parseJson, string } from "../../../core/json.ts";
import type { StorageUser } from "./accounts.ts";
import { send, type StorageAnswer } from "./storage.ts";

/** A record as the server gives it. */
interface Stored {
  readonly payload: string;
  /** Seconds. */
  readonly modified: number;
}

/** Payloads by id; undefined: deleted. */
type Writes = ReadonlyMap<string, string | undefined>;

const storedRows = array(object({ id: string, payload: string, modified: number }));
const batchReply = object({ batch: string });

/** Ids a writer uses: few, so that most writes replace something. */
const IDS = 60;

/** Draws numbers from 0 to below `limit`. */
export type Draw = (limit: number) => number;

/** One client, one collection. */
export class SoakWriter {
  /** Requests that the server has acknowledged. */
  acknowledged = 0;
  readonly #known = new Map<string, Stored>();
  /** The write that was under way when the server died: it may have happened, but only as a whole. */
  #doubt: Writes | undefined;
  /** An open batch and what it has taken; no other client sees it yet. */
  #batch: { readonly name: string; readonly items: Map<string, string> } | undefined;
  /** What the server turned out to have lost before it was asked for it. */
  readonly #lost: string[] = [];
  #count = 0;

  constructor(readonly name: string, readonly user: StorageUser, readonly draw: Draw) {}

  /** Writes until the server is gone. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      try {
        await this.#step();
      } catch (error) {
        // What `fetch` throws when nobody answers.
        if (error instanceof TypeError) return;
        if (error instanceof LostBatch) {
          this.#doubt = undefined;
          this.#lost.push(error.message);
          continue;
        }
        throw error;
      }
    }
  }

  /** Compares what the server has with what it acknowledged. @returns what is wrong, a sentence each */
  async check(): Promise<string[]> {
    const answer = await send(this.user, "GET", `/storage/${this.name}?full=1`);
    if (answer.status !== 200) return [`${this.name}: ${answer.status} for the whole collection`];
    const rows = storedRows(parseJson(answer.text, "rows"), "rows");
    const found = new Map(rows.map(({ id, ...stored }) => [id, stored]));
    this.#settle(found);
    const ids = new Set([...found.keys(), ...this.#known.keys()]);
    const wrong = [...ids].flatMap((id) => {
      const [is, was] = [found.get(id), this.#known.get(id)];
      if (is?.payload === was?.payload && is?.modified === was?.modified) return [];
      return [`${this.name}/${id}: ${tell(was)} was acknowledged, ${tell(is)} is there`];
    });
    return [...this.#lost, ...wrong];
  }

  async #step(): Promise<void> {
    const kind = this.draw(10);
    if (kind < 5) await this.#put();
    else if (kind < 6) await this.#remove();
    else if (kind < 8) await this.#post();
    else if (this.#batch === undefined) await this.#startBatch();
    else await this.#continueBatch(this.#batch);
  }

  async #put(): Promise<void> {
    const [[id, payload] = ["", ""]] = this.#items(1);
    await this.#write(new Map([[id, payload]]), "PUT", `/${id}`, { payload });
  }

  async #remove(): Promise<void> {
    const known = [...this.#known.keys()];
    const id = known[this.draw(known.length)];
    if (id !== undefined) await this.#write(new Map([[id, undefined]]), "DELETE", `/${id}`);
  }

  async #post(): Promise<void> {
    const items = this.#items(2 + this.draw(20));
    await this.#write(items, "POST", "", bsos(items));
  }

  async #startBatch(): Promise<void> {
    const items = this.#items(5);
    const answer = await this.#send("POST", "?batch=true", bsos(items));
    if (answer.status !== 202) throw new Error(`a batch was refused with ${answer.status}`);
    const { batch: name } = batchReply(parseJson(answer.text, "batch"), "batch");
    this.#batch = { name, items };
  }

  async #continueBatch({ name, items }: { readonly name: string; readonly items: Map<string, string> }) {
    const more = this.#items(1 + this.draw(30));
    const query = `?batch=${encodeURIComponent(name)}`;
    if (this.draw(2) === 0) {
      // Whether a part got in is not to be seen, so a batch with one in doubt is left alone.
      this.#batch = undefined;
      const answer = await this.#sendToBatch(name, query, bsos(more));
      if (answer.status !== 202) throw new Error(`a part of a batch was refused with ${answer.status}`);
      for (const [id, payload] of more) items.set(id, payload);
      this.#batch = { name, items };
      return;
    }
    this.#batch = undefined;
    await this.#write(new Map([...items, ...more]), "POST", `${query}&commit=true`, bsos(more), name);
  }

  #items(count: number): Map<string, string> {
    const items = new Map<string, string>();
    for (let i = 0; i < count; i++) {
      const text = `${this.name} ${this.#count++} `;
      items.set(`r${this.draw(IDS)}`, text + "x".repeat(this.draw(2000)));
    }
    return items;
  }

  /** Sends a write that others see at once, and notes it as acknowledged or as in doubt. */
  async #write(writes: Writes, method: string, path: string, body?: unknown, batch?: string): Promise<void> {
    this.#doubt = writes;
    const answer = batch === undefined
      ? await this.#send(method, path, body)
      : await this.#sendToBatch(batch, path, body);
    if (answer.status !== 200) throw new Error(`${method} was refused with ${answer.status}`);
    const modified = Number(answer.headers.get("x-last-modified"));
    for (const [id, payload] of writes) {
      this.#note(id, payload === undefined ? undefined : { payload, modified });
    }
    this.#doubt = undefined;
  }

  /** @throws {LostBatch} when the server knows nothing of a batch that it has acknowledged */
  async #sendToBatch(name: string, path: string, body: unknown): Promise<StorageAnswer> {
    const answer = await this.#send("POST", path, body);
    if (answer.status !== 400) return answer;
    throw new LostBatch(`${this.name}: batch ${name} was acknowledged, and the server does not know it`);
  }

  async #send(method: string, path: string, body?: unknown): Promise<StorageAnswer> {
    const request = body === undefined ? {} : { body };
    const answer = await send(this.user, method, `/storage/${this.name}${path}`, request);
    this.acknowledged++;
    return answer;
  }

  #note(id: string, stored: Stored | undefined): void {
    if (stored === undefined) this.#known.delete(id);
    else this.#known.set(id, stored);
  }

  /** The write in doubt is taken for done where all of it is there, and for not done everywhere else. */
  #settle(found: ReadonlyMap<string, Stored>): void {
    const writes = [...this.#doubt ?? []];
    this.#doubt = undefined;
    const times = new Set(writes.flatMap(([id]) => found.get(id)?.modified ?? []));
    const done = times.size <= 1 && writes.every(([id, payload]) => found.get(id)?.payload === payload);
    if (!done) return;
    for (const [id] of writes) this.#note(id, found.get(id));
  }
}

class LostBatch extends Error {}

const bsos = (items: ReadonlyMap<string, string>) => [...items].map(([id, payload]) => ({ id, payload }));

const tell = (stored: Stored | undefined): string =>
  stored === undefined ? "nothing" : `"${stored.payload.slice(0, 20).trimEnd()}" of ${stored.modified}`;
