/** Keys of backups: each file has its own, made from a passphrase or from the account's own key. */
import { type Bytes, equal } from "../../core/bytes.ts";
import { hkdf, hmacSha256, pbkdf2, sha256 } from "../../core/crypto/hkdf.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { App } from "../open.ts";
import { encodeHead, type SealedHead, type SealedKind } from "./head.ts";

/** What a new backup is to be sealed with. */
export type BackupKey =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  /** Of the account that is signed in: {@link profileBackupKey}. */
  | { readonly kind: "profile"; readonly key: Bytes }
  | { readonly kind: "plaintext" };

/** What opens backups; each is asked for only when a file needs it. */
export interface BackupKeys {
  readonly passphrase: (path: string) => Promise<string>;
  /** Undefined where nobody is signed in. */
  readonly profileKey: () => Promise<Bytes | undefined>;
}

/** What seals and opens the chunks of one file. */
export interface FileKey {
  readonly aes: CryptoKey;
  /** SHA-256 of the header, which every chunk is bound to. */
  readonly headHash: Bytes;
}

const ROUNDS = 650_000;
const SALT_LENGTH = 16;

/** In bytes. */
export const CHECK_LENGTH = 32;

/**
 * The key of the backups that foxden makes by itself: who signs in to the account again, on whatever machine, can open
 * them, until the account gets other keys. Undefined where nobody is signed in.
 */
export async function profileBackupKey(app: App): Promise<Bytes | undefined> {
  const secrets = await app.secretsIfAny();
  return secrets && await hkdf(secrets.syncKey.k, "foxden backup: account", 32);
}

/** What opens backups here. @param passphrase asked for those that are sealed with one */
export const backupKeys = (app: App, passphrase: BackupKeys["passphrase"]): BackupKeys => ({
  passphrase,
  profileKey: () => profileBackupKey(app),
});

/** Makes the key of a new file. @returns with what the file begins */
export async function newFileKey(
  key: Exclude<BackupKey, { readonly kind: "plaintext" }>,
  random: (length: number) => Bytes,
): Promise<{ readonly fileKey: FileKey; readonly head: Bytes; readonly check: Bytes }> {
  const { kind } = key;
  const rounds = kind === "passphrase" ? ROUNDS : 0;
  const salt = random(SALT_LENGTH);
  const head = encodeHead({ kind, rounds, salt });
  const root = kind === "passphrase" ? await pbkdf2(key.passphrase, salt, rounds, 32) : key.key;
  return { head, ...await fileKeyOf(root, salt, head) };
}

/**
 * The key of a file that is there.
 *
 * @throws {FoxdenError} `crypto.wrong-passphrase`, also for a backup of another account
 */
export async function openFileKey(
  path: string,
  sealed: SealedHead,
  check: Bytes,
  keys: BackupKeys,
): Promise<FileKey> {
  const root = await rootOf(path, sealed, keys);
  const opened = root && await fileKeyOf(root, sealed.salt, encodeHead(sealed));
  if (opened && equal(opened.check, check)) return opened.fileKey;
  throw new FoxdenError("crypto.wrong-passphrase", WRONG[sealed.kind], {});
}

const WRONG: Readonly<Record<SealedKind, string>> = {
  passphrase: "The passphrase does not open this backup",
  profile: "This backup is of another account, or the account has had other keys since",
};

async function rootOf(
  path: string,
  { kind, salt, rounds }: SealedHead,
  keys: BackupKeys,
): Promise<Bytes | undefined> {
  return kind === "profile"
    ? await keys.profileKey()
    : await pbkdf2(await keys.passphrase(path), salt, rounds, 32);
}

/** With the salt no two files share a key, so that their chunks may be counted alike. */
async function fileKeyOf(
  root: Bytes,
  salt: Bytes,
  head: Bytes,
): Promise<{ readonly fileKey: FileKey; readonly check: Bytes }> {
  const seal = await hkdf(root, "foxden backup: chunks", 32, salt);
  const aes = await crypto.subtle.importKey("raw", seal, "AES-GCM", false, ["encrypt", "decrypt"]);
  const check = await hmacSha256(await hkdf(root, "foxden backup: check", 32, salt), head);
  return { fileKey: { aes, headHash: await sha256(head) }, check };
}
