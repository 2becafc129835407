/** Use-case: make a backup of the account, or of some of its collections. */
import { FoxdenError } from "../../core/errors.ts";
import { type CollectionName, collectionName } from "../../core/ids.ts";
import { collectionOf, collections } from "../../core/records/registry.ts";
import type { Freshness } from "../freshness.ts";
import type { Copy } from "../mirror/copies.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { App } from "../open.ts";
import type { Progress } from "../pull.ts";
import { noCollection } from "../read.ts";
import { NOTHING } from "../refresh_plan.ts";
import { refuseExisting } from "./files.ts";
import { freshenForBackup } from "./fresh.ts";
import { type BackupKey, profileBackupKey } from "./keys.ts";
import { type BackupReport, writeBackup } from "./write.ts";

/** What is to be in a backup, and what becomes of it. */
export interface BackupInput {
  readonly path: string;
  readonly key:
    | { readonly kind: "passphrase"; readonly passphrase: string }
    | { readonly kind: "profile" }
    | { readonly kind: "plaintext" };
  /** Names of collections; undefined: whatever the account has. */
  readonly only?: readonly string[] | undefined;
  /** Whether a file that is there makes room. */
  readonly overwrite?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** As the application was told when left out. */
  readonly fresh?: Freshness;
}

/**
 * Brings the mirror up to date and writes a backup of it. Collections that the account does not have are left out.
 *
 * @throws {FoxdenError} `usage.value` for what is no name of a collection or is never in a backup, `not-found.match` for
 *   one that nobody knows, `failed.file-exists`, `failed.file`, and whatever keeps the account from being read
 */
export async function createBackup(app: App, input: BackupInput): Promise<BackupReport> {
  const { path, overwrite = false, onProgress = () => {} } = input;
  const only = input.only && [...new Set(input.only.map(backupName))];
  await refuseExisting(path, overwrite);
  const { email, uid, servers } = await app.secrets();
  const key = input.key.kind === "profile" ? await profileKey(app) : input.key;
  return await app.mending(async () => {
    await freshenForBackup(app, only, input.fresh);
    using snapshot = (await app.mirror()).snapshot();
    return await writeBackup(snapshot, {
      path,
      overwrite,
      key,
      header: { createdAtMs: app.ctx.now(), account: { email, uid }, server: servers.content, only },
      copies: copiesFor(snapshot, only),
      random: app.ctx.random,
      signal: app.options.signal,
      onProgress,
    });
  });
}

function backupName(text: string): CollectionName {
  const name = collectionName(text);
  if (collectionOf(name).role !== "bootstrap") return name;
  const message = `"${name}" holds what makes Sync itself work, and is in no backup`;
  throw new FoxdenError("usage.value", message, { name: "COLLECTION" });
}

async function profileKey(app: App): Promise<BackupKey> {
  const key = await profileBackupKey(app);
  if (!key) throw new Error("whoever is signed in has a key");
  return { kind: "profile", key };
}

/** By name. A copy of nothing stands for a collection that the account does not have. */
function copiesFor(snapshot: Snapshot, only: readonly CollectionName[] | undefined): Copy[] {
  const known = snapshot.copies();
  const unknown = only?.find((name) => !collections.has(name) && !known.some((copy) => copy.name === name));
  if (unknown !== undefined) throw noCollection(unknown);
  const isWanted = ({ name }: Copy) => only?.includes(name) ?? collectionOf(name).role !== "bootstrap";
  return known.filter((copy) => copy.generation !== NOTHING && isWanted(copy));
}
