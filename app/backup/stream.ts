/** Reading the text of a backup as it comes, and holding it against its manifest at the end. */
import { createHash, type Hash } from "node:crypto";
import { concat } from "../../core/bytes.ts";
import type { CollectionName } from "../../core/ids.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { damaged, textOf } from "./faults.ts";
import {
  type BackedUp,
  type Manifest,
  readCollectionLine,
  readHeaderLine,
  readManifestLine,
  readRecordLine,
} from "./text.ts";

/** Records of one collection, as many as came at once. */
export interface BackupPage {
  readonly collection: CollectionName;
  readonly records: readonly MirrorRecord[];
}

/** A line that is longer than any record could be. */
const LONGEST_LINE = 64 << 20;

const LINE_END = 10;
/** How the line of a record begins. */
const BRACKET = 91;

/** Pieces of whole lines, each with its end. @throws {FoxdenError} `findings.backup` where the last one is cut */
export async function* wholeLines(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array, void> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      yield concat(...held, chunk.subarray(0, end));
      [held, length] = [[], 0];
    }
    if (end < chunk.length) held.push(chunk.subarray(end));
    length += chunk.length - end;
    if (length > LONGEST_LINE) throw damaged(path, "a line of it has no end");
  }
  if (length > 0) throw damaged(path, "its end is missing");
}

/**
 * Reads the text of a backup.
 *
 * @param wants whether the records of a collection are given; the others are only held against the manifest
 * @returns what it holds
 * @throws {FoxdenError} `findings.backup`, at the latest when everything was read: nothing may be relied on before
 */
export async function* readStream(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  wants: (name: CollectionName) => boolean,
): AsyncGenerator<BackupPage, readonly BackedUp[]> {
  const stream = new Stream(path, wants);
  for await (const lines of wholeLines(chunks, path)) yield* stream.take(lines);
  return stream.end();
}

/** A collection under way. */
interface Current extends Pick<BackedUp, "name" | "modified"> {
  readonly hash: Hash;
  records: number;
  bytes: number;
}

class Stream {
  #hasHeader = false;
  #current: Current | undefined;
  #manifest: Manifest | undefined;
  readonly #read: Current[] = [];
  /** Of the lines between the records. */
  readonly #hash = createHash("sha256");

  constructor(private readonly path: string, private readonly wants: (name: CollectionName) => boolean) {}

  *take(lines: Uint8Array): Generator<BackupPage, void> {
    for (let at = 0; at < lines.length;) {
      const isRecord = lines[at] === BRACKET;
      const { end, count } = isRecord ? endOfRecords(lines, at) : endOfLine(lines, at);
      if (this.#manifest) throw damaged(this.path, "something follows its end");
      if (isRecord) yield* this.#takeRecords(lines.subarray(at, end), count);
      else this.#takeLine(lines.subarray(at, end));
      at = end;
    }
  }

  *#takeRecords(lines: Uint8Array, count: number): Generator<BackupPage, void> {
    const current = this.#current;
    if (!current) throw damaged(this.path, "a record is out of place");
    current.hash.update(lines);
    current.records += count;
    current.bytes += lines.length;
    if (!this.wants(current.name)) return;
    const texts = textOf(lines.subarray(0, -1), this.path).split("\n");
    yield { collection: current.name, records: texts.map((text) => readRecordLine(text, this.path)) };
  }

  #takeLine(line: Uint8Array): void {
    const text = textOf(line.subarray(0, -1), this.path);
    this.#manifest = readManifestLine(text, this.path);
    if (this.#manifest) {
      this.#hash.update(this.#manifest.text);
      return;
    }
    this.#hash.update(line);
    if (this.#hasHeader) return this.#begin(text);
    readHeaderLine(text, this.path);
    this.#hasHeader = true;
  }

  #begin(text: string): void {
    const begun = readCollectionLine(text, this.path);
    this.#current = { ...begun, hash: createHash("sha256"), records: 0, bytes: 0 };
    this.#read.push(this.#current);
  }

  /** What was read, if that is what was written. */
  end(): BackedUp[] {
    const { sha256, entries } = this.#manifest ?? {};
    if (entries === undefined) throw damaged(this.path, "its end is missing");
    const isWhole = sha256 === this.#hash.digest("hex") && entries.size === this.#read.length;
    if (!isWhole) throw damaged(this.path, "it does not hold what its last line says");
    return this.#read.map(({ name, modified, hash, records, bytes }) => {
      const entry = entries.get(name);
      if (entry?.records !== records || entry.bytes !== bytes || entry.sha256 !== hash.digest("hex")) {
        throw damaged(this.path, `the records of ${name} are not those that were written`);
      }
      return { name, modified, ...entry };
    });
  }
}

function endOfLine(lines: Uint8Array, from: number): { readonly end: number; readonly count: number } {
  return { end: lines.indexOf(LINE_END, from) + 1, count: 1 };
}

function endOfRecords(lines: Uint8Array, from: number): { readonly end: number; readonly count: number } {
  let end = from;
  let count = 0;
  for (; lines[end] === BRACKET; count++) end = lines.indexOf(LINE_END, end) + 1;
  return { end, count };
}
