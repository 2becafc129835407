/** Opening a backup: sealed or plain, from its first byte to its last. */
import { equal } from "../../core/bytes.ts";
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { CHUNK_BYTES, openChunks } from "./chunks.ts";
import { damaged, textOf } from "./faults.ts";
import { FileReader } from "./files.ts";
import { decodeHead, HEAD_LENGTH, type KeyKind } from "./head.ts";
import { type BackupKeys, CHECK_LENGTH, type FileKey, openFileKey } from "./keys.ts";
import { type BackupPage, readStream, wholeLines } from "./stream.ts";
import { type BackedUp, type BackupHeader, readHeaderLine } from "./text.ts";

/** A backup whose key is known. Each reading goes through the file from its beginning. */
export interface OpenBackup {
  readonly path: string;
  readonly keyKind: KeyKind;
  readonly header: BackupHeader;
  /** Size of the file. */
  readonly fileBytes: number;
  /**
   * The records of the collections that are wanted, by default all of them.
   *
   * @returns what the backup holds
   * @throws {FoxdenError} `findings.backup`, at the latest when everything was read: nothing may be relied on before
   */
  readonly pages: (
    wants?: (name: CollectionName) => boolean,
  ) => AsyncGenerator<BackupPage, readonly BackedUp[]>;
}

/**
 * Opens a backup and reads its header.
 *
 * @throws {FoxdenError} `not-found.file`, `findings.backup`, `failed.backup-version`, `crypto.wrong-passphrase`
 */
export async function openBackup(path: string, keys: BackupKeys): Promise<OpenBackup> {
  const start = await readStart(path);
  const sealed = decodeHead(start.head, path);
  const isCut = sealed && start.check.length < CHECK_LENGTH;
  if (isCut) throw damaged(path, "its end is missing");
  const key = sealed && await openFileKey(path, sealed, start.check, keys);
  const chunks = () => readChunks(path, start, key);
  return {
    path,
    keyKind: sealed?.kind ?? "plaintext",
    header: await readHeader(chunks(), path),
    fileBytes: start.fileBytes,
    pages: (wants = () => true) => readStream(chunks(), path, wants),
  };
}

/** What a file begins with, if it is sealed. */
interface Start {
  readonly head: Uint8Array<ArrayBuffer>;
  readonly check: Uint8Array<ArrayBuffer>;
  readonly fileBytes: number;
}

async function readStart(path: string): Promise<Start> {
  using reader = await FileReader.open(path);
  const start = await reader.read(HEAD_LENGTH + CHECK_LENGTH);
  return {
    head: start.subarray(0, HEAD_LENGTH),
    check: start.subarray(HEAD_LENGTH),
    fileBytes: await reader.size(),
  };
}

async function* readChunks(
  path: string,
  start: Start,
  key: FileKey | undefined,
): AsyncGenerator<Uint8Array, void> {
  using reader = await FileReader.open(path);
  if (!key) return yield* readPlain(reader);
  const [head, check] = [await reader.read(HEAD_LENGTH), await reader.read(CHECK_LENGTH)];
  if (!equal(head, start.head) || !equal(check, start.check)) {
    throw damaged(path, "it changes while it is read");
  }
  yield* openChunks(reader, key, path);
}

async function* readPlain(reader: FileReader): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const bytes = await reader.read(CHUNK_BYTES);
    if (bytes.length === 0) return;
    yield bytes;
  }
}

async function readHeader(chunks: AsyncIterable<Uint8Array>, path: string): Promise<BackupHeader> {
  for await (const lines of wholeLines(chunks, path)) {
    return readHeaderLine(textOf(lines.subarray(0, lines.indexOf(10)), path), path);
  }
  throw damaged(path, "its end is missing");
}

/** Reads a backup to its end, and does something with each page before it is known to be sound. */
export async function readThrough(
  pages: AsyncGenerator<BackupPage, readonly BackedUp[]>,
  take: (page: BackupPage) => void = () => {},
): Promise<readonly BackedUp[]> {
  for (let next = await pages.next();; next = await pages.next()) {
    if (next.done) return next.value;
    take(next.value);
  }
}

/** Records of one collection, in memory; the whole backup was read and is sound. */
export interface CollectionBackup {
  readonly records: ReadonlyMap<Guid, JsonObject>;
  /** Of records that hold no JSON object, which are of no use to anybody. */
  readonly malformed: readonly Guid[];
}

/** @returns undefined where the backup has no such collection @throws {FoxdenError} `findings.backup` */
export async function readCollection(
  backup: OpenBackup,
  name: CollectionName,
): Promise<CollectionBackup | undefined> {
  const records = new Map<Guid, JsonObject>();
  const malformed: Guid[] = [];
  const take = ({ id, clear }: MirrorRecord) => {
    if (clear === null || typeof clear === "string") malformed.push(id);
    else records.set(id, clear);
  };
  const held = await readThrough(backup.pages((each) => each === name), (page) => page.records.forEach(take));
  return held.some((each) => each.name === name) ? { records, malformed } : undefined;
}
