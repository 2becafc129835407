/**
 * Where signed-in secrets rest: one file, 0600 in a folder 0700, replaced in one step.
 *
 * It never holds the password or kB. Without a passphrase whoever can read the file can read the account's Sync;
 * with one it is sealed (PBKDF2-SHA-256, then AES-256-GCM).
 */
import { dirname } from "node:path";
import { type Bytes, utf8 } from "../core/bytes.ts";
import { deriveTokenKeys, type TokenKeys } from "../core/crypto/token_keys.ts";
import { isSealed, openWithPassphrase, sealWithPassphrase } from "../core/crypto/seal.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import {
  base64urlBytes,
  type Decoded,
  type Decoder,
  hex,
  integer,
  type JsonObject,
  object,
  optional,
  parseJsonBytes,
  string,
} from "../core/json.ts";
import { makeOwnerOnly, readFileIfThere, removeFile, writePrivateFile } from "./files.ts";

const serversShape = object({
  content: string,
  authorization: string,
  auth: string,
  profile: string,
  token: string,
});

const vaultShape = object({
  version: integer,
  servers: serversShape,
  clientId: string,
  uid: hex(16),
  email: string,
  /** In hex; what a browser or password sign-in leaves. */
  refreshToken: optional(string),
  /** In base64url; only where the server gave no refresh token. */
  sessionToken: optional(base64urlBytes(32)),
  deviceId: optional(string),
  syncKey: object({ kid: string, k: base64urlBytes(64) }),
  /** Seals this profile's local copy of records. */
  mirrorKey: base64urlBytes(32),
  /** When this profile signed in, in ms by the local clock. */
  signedInAtMs: integer,
});

/** What is kept of a sign-in. */
export type Secrets = Decoded<typeof vaultShape>;

const VERSION = 1;

export interface VaultOptions {
  /** Asked for only when the file is sealed. */
  readonly passphrase: () => Promise<string>;
  /** Told in one sentence about what was put right. */
  readonly warn: (sentence: string) => Promise<void>;
}

/**
 * Reads the vault. Looser modes than 0600 and 0700 are put right and reported.
 *
 * @returns undefined when nobody is signed in
 * @throws {FoxdenError} `failed.vault` for a damaged file, `failed.vault-version` for one of another version,
 *   `crypto.wrong-passphrase`
 */
export async function readVault(path: string, options: VaultOptions): Promise<Secrets | undefined> {
  const content = await readSealable(path, options);
  return content && decodeVault(path, content, vaultShape);
}

/** What a file holds that may be sealed with a passphrase; undefined when there is none. */
async function readSealable(path: string, options: VaultOptions): Promise<Bytes | undefined> {
  const content = await readFileIfThere(path);
  if (!content) return undefined;
  await closeToOthers(path, options);
  return isSealed(content) ? await unseal(content, await options.passphrase()) : content;
}

async function closeToOthers(path: string, { warn }: VaultOptions): Promise<void> {
  const file = await makeOwnerOnly(path, 0o600);
  const folder = await makeOwnerOnly(dirname(path), 0o700);
  if (file || folder) {
    await warn(`warning: other users could read ${file ? path : dirname(path)}; it is closed to them now`);
  }
}

async function unseal(content: Bytes, passphrase: string): Promise<Bytes> {
  try {
    return await openWithPassphrase(content, passphrase);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "crypto.failed") throw error;
    throw new FoxdenError(
      "crypto.wrong-passphrase",
      "The passphrase does not open this profile's secrets",
      {},
    );
  }
}

const versionShape = object({ version: integer });

function decodeVault<T>(path: string, content: Bytes, shape: Decoder<T>): T {
  try {
    const value = parseJsonBytes(content, "vault");
    const { version } = versionShape(value, "vault");
    if (version === VERSION) return shape(value, "vault");
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const message = `The file of signed-in secrets is damaged: ${path}`;
    throw new FoxdenError("failed.vault", message, { path });
  }
  const message = `The file of signed-in secrets is from another version of foxden: ${path}`;
  throw new FoxdenError("failed.vault-version", message, { path });
}

/** @param passphrase seals the file; without one its modes are all that protects it @returns what is in it now */
export async function writeVault(
  path: string,
  secrets: Omit<Secrets, "version">,
  random: (length: number) => Bytes,
  passphrase?: string,
): Promise<Secrets> {
  const kept = { version: VERSION, ...secrets };
  await writeSealable(path, kept, random, passphrase);
  return kept;
}

async function writeSealable(
  path: string,
  value: JsonObject,
  random: (length: number) => Bytes,
  passphrase: string | undefined,
): Promise<void> {
  const clear = utf8(JSON.stringify(value, bytesAsText));
  const content = passphrase === undefined ? clear : await sealWithPassphrase(clear, passphrase, random);
  await writePrivateFile(path, content);
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? value.toBase64({ alphabet: "base64url", omitPadding: true }) : value;
}

/** Whether the vault is sealed with a passphrase; undefined when there is none. */
export async function vaultIsSealed(path: string): Promise<boolean | undefined> {
  const content = await readFileIfThere(path);
  return content && isSealed(content);
}

/** @returns whether there was one */
export const removeVault = (path: string): Promise<boolean> => removeFile(path);

const leftKeyShape = object({
  version: integer,
  uid: hex(16),
  server: string,
  mirrorKey: base64urlBytes(32),
});

/** What stays of a sign-in whose local copy was kept: the key that opens it, and whose it is. */
export type LeftKey = Omit<Decoded<typeof leftKeyShape>, "version">;

/** Where such a key is, beside the vault it was in. */
const leftKeyPath = (vaultPath: string): string => `${vaultPath}.kept`;

/** @returns undefined where no local copy was kept @throws {FoxdenError} as `readVault` does */
export async function readLeftKey(vaultPath: string, options: VaultOptions): Promise<LeftKey | undefined> {
  const path = leftKeyPath(vaultPath);
  const content = await readSealable(path, options);
  return content && decodeVault(path, content, leftKeyShape);
}

/** Puts a vault's key for the local copy aside, under the passphrase that seals the vault. */
export function writeLeftKey(
  vaultPath: string,
  key: LeftKey,
  random: (length: number) => Bytes,
  passphrase: string | undefined,
): Promise<void> {
  return writeSealable(leftKeyPath(vaultPath), { version: VERSION, ...key }, random, passphrase);
}

/** Whether the key of a kept local copy is sealed with a passphrase; undefined when there is none. */
export const leftKeyIsSealed = (vaultPath: string): Promise<boolean | undefined> =>
  vaultIsSealed(leftKeyPath(vaultPath));

/** Whether a local copy was kept. */
export const hasLeftKey = (vaultPath: string): Promise<boolean> =>
  Deno.stat(leftKeyPath(vaultPath)).then(() => true, () => false);

/** @returns whether there was one */
export const removeLeftKey = (vaultPath: string): Promise<boolean> => removeFile(leftKeyPath(vaultPath));

/** The session a sign-in rests on. @throws {FoxdenError} `failed.vault` when it rests on nothing */
export async function sessionKeys({ sessionToken, email }: Secrets): Promise<TokenKeys> {
  if (sessionToken !== undefined) return await deriveTokenKeys(sessionToken, "sessionToken");
  throw new FoxdenError("failed.vault", `The sign-in of ${email} holds no token`, { path: "vault" });
}
