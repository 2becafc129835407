/**
 * The head of a backup's file, and what kind of file it is.
 *
 * A sealed backup begins with a header of 31 bytes: magic `FXBACKUP`, version (1 byte) and its complement, so that a
 * damaged version is not taken for a newer one, kind of key (1: passphrase, 2: profile), PBKDF2 rounds (4 bytes,
 * big-endian; 0 for a profile's key) and salt (16). The key check (32) and the chunks of `chunks.ts` follow. A
 * plaintext backup is the text of `text.ts` and nothing else: its manifest shows what chance has changed, but nothing
 * protects it from somebody who changes it on purpose.
 */
import { type Bytes, concat, equal, utf8 } from "../../core/bytes.ts";
import { damaged, newerBackup, noBackup } from "./faults.ts";

/** What opens a backup: a passphrase, the sign-in of the profile that made it, or nothing at all. */
export type KeyKind = "passphrase" | "profile" | "plaintext";

/** What opens a backup that is sealed. */
export type SealedKind = Exclude<KeyKind, "plaintext">;

/** The header of a sealed backup. */
export interface SealedHead {
  readonly kind: SealedKind;
  /** Of PBKDF2; 0 for a profile's key. */
  readonly rounds: number;
  /** 16 bytes. */
  readonly salt: Bytes;
}

/** How every sealed backup begins. */
export const MAGIC = utf8("FXBACKUP");
/** How the first line of every plaintext backup begins. */
export const PLAIN_START = utf8('{"foxden":"backup",');

const VERSION = 1;
const KINDS: readonly SealedKind[] = ["passphrase", "profile"];
const ROUNDS_AT = MAGIC.length + 3;
const SALT_LENGTH = 16;
/** Rounds outside of these would only be there to keep the machine busy, or to make guessing cheap. */
const FEWEST_ROUNDS = 100_000;
const MOST_ROUNDS = 10_000_000;

/** In bytes. */
export const HEAD_LENGTH = ROUNDS_AT + 4 + SALT_LENGTH;

/** The header as it stands in the file: {@link HEAD_LENGTH} bytes. */
export function encodeHead({ kind, rounds, salt }: SealedHead): Bytes {
  const numbers = new Uint8Array(7);
  numbers.set([VERSION, 0xff - VERSION, KINDS.indexOf(kind) + 1]);
  new DataView(numbers.buffer).setUint32(3, rounds);
  return concat(MAGIC, numbers, salt);
}

/**
 * Tells what a file is by its first bytes.
 *
 * @param start {@link HEAD_LENGTH} bytes, or all of them where it is shorter
 * @returns its header; undefined for a plaintext backup
 * @throws {FoxdenError} `findings.backup`, `failed.backup-version`
 */
export function decodeHead(start: Bytes, path: string): SealedHead | undefined {
  if (startsWith(start, PLAIN_START)) return undefined;
  if (!startsWith(start, MAGIC)) {
    if ([MAGIC, PLAIN_START].some((magic) => resembles(start, magic))) {
      throw damaged(path, "its beginning is");
    }
    throw noBackup(path);
  }
  const [version = 0, complement = 0, kindNumber = 0] = start.subarray(MAGIC.length);
  if (version + complement !== 0xff) throw damaged(path, "its version is");
  if (version !== VERSION) throw newerBackup(path);
  const kind = KINDS[kindNumber - 1];
  if (kind === undefined || start.length < HEAD_LENGTH) throw damaged(path, "its header is");
  const rounds = new DataView(start.buffer, start.byteOffset).getUint32(ROUNDS_AT);
  const isSound = kind === "profile" ? rounds === 0 : rounds >= FEWEST_ROUNDS && rounds <= MOST_ROUNDS;
  if (!isSound) throw damaged(path, "its header is");
  return { kind, rounds, salt: start.slice(HEAD_LENGTH - SALT_LENGTH, HEAD_LENGTH) };
}

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
  equal(bytes.subarray(0, start.length), start);

/** Whether it was once this: cut short, or with less than half of it changed. */
function resembles(bytes: Uint8Array, magic: Uint8Array): boolean {
  const alike = magic.filter((byte, i) => bytes[i] === byte).length;
  return alike === bytes.length || alike > magic.length / 2;
}
