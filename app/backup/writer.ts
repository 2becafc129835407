/** Writing the text of a backup, chunk by chunk. */
import { createHash, type Hash } from "node:crypto";
import { utf8 } from "../../core/bytes.ts";
import type { CollectionName, ServerTime } from "../../core/ids.ts";
import { CHUNK_BYTES, type ChunkSink } from "./chunks.ts";
import {
  type BackedUp,
  type BackupHeader,
  collectionLine,
  headerLine,
  manifestLine,
  manifestText,
} from "./text.ts";

const LINE_END = Uint8Array.of(10);

/** A collection under way. */
interface Current extends Pick<BackedUp, "name" | "modified"> {
  readonly hash: Hash;
  records: number;
  bytes: number;
}

/** A backup that is being written: a header, then one collection after the other, then {@link finish}. */
export class BackupWriter {
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  #filled = 0;
  /** Up to here the chunk is in the hash of its collection, or no part of one. */
  #hashed = 0;
  #current: Current | undefined;
  readonly #done: BackedUp[] = [];
  /** Of the lines between the records. */
  readonly #hash = createHash("sha256");

  constructor(private readonly sink: ChunkSink) {}

  async writeHeader(header: BackupHeader): Promise<void> {
    await this.#writeLine(headerLine(header));
  }

  async beginCollection(name: CollectionName, modified: ServerTime): Promise<void> {
    await this.#writeLine(collectionLine(name, modified));
    this.#current = { name, modified, hash: createHash("sha256"), records: 0, bytes: 0 };
    this.#hashed = this.#filled;
  }

  /** @param lines the lines of `records` records, without the end of the last one */
  async writeRecords(lines: Uint8Array, records: number): Promise<void> {
    const { length } = lines;
    await this.#put(lines);
    await this.#put(LINE_END);
    if (!this.#current) throw new Error("a record belongs to a collection");
    this.#current.records += records;
    this.#current.bytes += length + 1;
  }

  /** @param left what was left out of the collection */
  endCollection(left: Pick<BackedUp, "tombstones" | "unreadable">): void {
    this.#hashRecords();
    if (!this.#current) throw new Error("a collection ends that was not begun");
    const { hash, name, modified, records, bytes } = this.#current;
    this.#done.push({ name, modified, records, ...left, bytes, sha256: hash.digest("hex") });
    this.#current = undefined;
  }

  /** Writes the manifest, whole in the last chunk. @returns what was written */
  async finish(): Promise<readonly BackedUp[]> {
    const text = manifestText(this.#done);
    const line = utf8(manifestLine(text, this.#hash.update(text).digest("hex")) + "\n");
    if (this.#filled + line.length > CHUNK_BYTES) await this.#flush(false);
    await this.#put(line);
    await this.#flush(true);
    return this.#done;
  }

  async #writeLine(text: string): Promise<void> {
    const line = utf8(`${text}\n`);
    this.#hash.update(line);
    await this.#put(line);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#filled === CHUNK_BYTES) await this.#flush(false);
      const part = bytes.subarray(at, at + CHUNK_BYTES - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
  }

  async #flush(isLast: boolean): Promise<void> {
    this.#hashRecords();
    await this.sink(this.#chunk.subarray(0, this.#filled), isLast);
    this.#filled = 0;
    this.#hashed = 0;
  }

  #hashRecords(): void {
    this.#current?.hash.update(this.#chunk.subarray(this.#hashed, this.#filled));
    this.#hashed = this.#filled;
  }
}
