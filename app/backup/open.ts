/** Opening a backup: sealed or plain, from its first byte to its last. */
import { equal } from "../../core/bytes.ts";
import type { CollectionName } from "../../core/ids.ts";
import { CHUNK_BYTES, openChunks } from "./chunks.ts";
import { damaged, textOf } from "./faults.ts";
import { FileReader, type FileState, isUntouched } from "./files.ts";
import { decodeHead, HEAD_LENGTH, type KeyKind } from "./head.ts";
import { type BackupKeys, CHECK_LENGTH, type FileKey, openFileKey } from "./keys.ts";
import type { Progress } from "../progress.ts";
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
 * @param onProgress told of each reading; how many records there are shows only at its end
 * @throws {FoxdenError} `not-found.file`, `findings.backup`, `failed.backup-version`, `crypto.wrong-passphrase`
 */
export async function openBackup(
  path: string,
  keys: BackupKeys,
  onProgress: (progress: Progress) => void = () => {},
): Promise<OpenBackup> {
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
    fileBytes: start.state.bytes,
    pages: (wants = () => true) => counted(readStream(chunks(), path, wants), onProgress),
  };
}

async function* counted(
  pages: AsyncGenerator<BackupPage, readonly BackedUp[]>,
  onProgress: (progress: Progress) => void,
): AsyncGenerator<BackupPage, readonly BackedUp[]> {
  const done = new Map<CollectionName, number>();
  try {
    for (let next = await pages.next();; next = await pages.next()) {
      if (next.done) return next.value;
      const { collection, records } = next.value;
      const read = (done.get(collection) ?? 0) + records.length;
      done.set(collection, read);
      onProgress({ collection, act: "read", done: read, total: null });
      yield next.value;
    }
  } finally {
    // Whoever stops in the middle leaves no file open.
    await pages.return([]);
  }
}

/** What a file begins with, if it is sealed, and how it was then. */
interface Start {
  readonly head: Uint8Array<ArrayBuffer>;
  readonly check: Uint8Array<ArrayBuffer>;
  readonly state: FileState;
}

async function readStart(path: string): Promise<Start> {
  using reader = await FileReader.open(path);
  const start = await reader.read(HEAD_LENGTH + CHECK_LENGTH);
  return {
    head: start.subarray(0, HEAD_LENGTH),
    check: start.subarray(HEAD_LENGTH),
    state: await reader.state(),
  };
}

async function* readChunks(
  path: string,
  start: Start,
  key: FileKey | undefined,
): AsyncGenerator<Uint8Array, void> {
  using reader = await FileReader.open(path);
  if (!key) {
    // No key tells one file from another; within one reading the manifest does.
    if (!isUntouched(start.state, await reader.state())) throw changes(path);
    return yield* readPlain(reader);
  }
  const [head, check] = [await reader.read(HEAD_LENGTH), await reader.read(CHECK_LENGTH)];
  if (!equal(head, start.head) || !equal(check, start.check)) throw changes(path);
  yield* openChunks(reader, key, path);
}

const changes = (path: string) => damaged(path, "it changes while it is read");

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
