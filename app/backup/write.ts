/** Writing a snapshot of the mirror into a backup. */
import { Buffer } from "node:buffer";
import { type Bytes, fromUtf8 } from "../../core/bytes.ts";
import { parseJson } from "../../core/json.ts";
import { decodeClear, rawCodec } from "../../core/records/codec.ts";
import type { Copy } from "../mirror/copies.ts";
import type { LinesOfPage, MirrorLine } from "../mirror/page.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { Progress } from "../pull.ts";
import { sealingSink } from "./chunks.ts";
import { NewFile } from "./files.ts";
import type { KeyKind } from "./head.ts";
import { type BackupKey, newFileKey } from "./keys.ts";
import type { BackedUp, BackupHeader } from "./text.ts";
import { BackupWriter } from "./writer.ts";

/** A backup that is there now. */
export interface BackupReport {
  readonly path: string;
  readonly keyKind: KeyKind;
  readonly createdAtMs: number;
  readonly collections: readonly BackedUp[];
  /** Size of the file. */
  readonly fileBytes: number;
}

/** What is to be written, and where. */
export interface WriteJob {
  readonly path: string;
  readonly overwrite: boolean;
  readonly key: BackupKey;
  readonly header: BackupHeader;
  readonly copies: readonly Copy[];
  readonly random: (length: number) => Bytes;
  /** Ends the work, and leaves nothing behind. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Writes a backup: whole, or not at all. @throws {FoxdenError} `failed.file-exists`, `failed.file`, `failed.mirror` */
export async function writeBackup(snapshot: Snapshot, job: WriteJob): Promise<BackupReport> {
  const { path, key, header: { createdAtMs } } = job;
  const file = await NewFile.begin(path, job.overwrite);
  try {
    let fileBytes = 0;
    const write = async (bytes: Bytes) => {
      job.signal.throwIfAborted();
      await file.write(bytes);
      fileBytes += bytes.length;
    };
    const collections = await writeText(new BackupWriter(await sinkTo(write, job)), snapshot, job);
    await file.keep();
    return { path, keyKind: key.kind, createdAtMs, collections, fileBytes };
  } catch (error) {
    await file.drop();
    throw error;
  }
}

async function sinkTo(write: (bytes: Bytes) => Promise<void>, { key, random }: WriteJob) {
  if (key.kind === "plaintext") return write;
  const { fileKey, head, check } = await newFileKey(key, random);
  await write(head);
  await write(check);
  return sealingSink(fileKey, write);
}

async function writeText(
  writer: BackupWriter,
  snapshot: Snapshot,
  { header, copies, signal, onProgress }: WriteJob,
): Promise<readonly BackedUp[]> {
  await writer.writeHeader(header);
  for (const copy of copies) {
    await writer.beginCollection(copy.name, copy.cursor);
    const left = { tombstones: 0, unreadable: 0 };
    let done = 0;
    for await (const page of snapshot.lines(copy)) {
      signal.throwIfAborted();
      await writePage(writer, page, left);
      done += page.lines.length;
      onProgress({ collection: copy.name, act: "backup", done, total: copy.records });
    }
    writer.endCollection(left);
  }
  return await writer.finish();
}

/** Passes on what is there of a page, in as few pieces as possible. */
async function writePage(
  writer: BackupWriter,
  { bytes, lines }: LinesOfPage,
  left: { tombstones: number; unreadable: number },
): Promise<void> {
  const mayHoldTombstones = MAY_BE_TOMBSTONE.test(asLatin1(bytes));
  let [from, to, count] = [0, 0, 0];
  const flush = async () => {
    if (count > 0) await writer.writeRecords(bytes.subarray(from, to), count);
    count = 0;
  };
  for (const line of lines) {
    const why = whyLeftOut(bytes, line, mayHoldTombstones);
    if (why !== undefined) {
      left[why]++;
      continue;
    }
    if (line.from !== to + 1) await flush();
    if (count++ === 0) from = line.from;
    to = line.to;
  }
  await flush();
}

function whyLeftOut(
  bytes: Uint8Array,
  line: MirrorLine,
  mayBeTombstone: boolean,
): "tombstones" | "unreadable" | undefined {
  if (bytes[line.clearAt] === NULL_START) return "unreadable";
  return mayBeTombstone && isTombstone(bytes, line) ? "tombstones" : undefined;
}

/** How `null` begins, and neither an object nor a text. */
const NULL_START = 110;

/** How a tombstone names the member that makes it one, also where somebody has escaped letters of it. */
const MAY_BE_TOMBSTONE = /"deleted"|\\u00/;

function isTombstone(bytes: Uint8Array, { id, to, clearAt }: MirrorLine): boolean {
  const clear = bytes.subarray(clearAt, to - 1);
  if (!MAY_BE_TOMBSTONE.test(asLatin1(clear))) return false;
  return decodeClear(rawCodec, parseJson(fromUtf8(clear), "record"), id).kind === "tombstone";
}

/** Text that is looked through for ASCII only. */
const asLatin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
