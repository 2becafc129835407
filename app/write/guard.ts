/** What must hold before anything is written to a collection, whatever is to be written. */
import { FoxdenError } from "../../core/errors.ts";
import { type CollectionName, collectionName } from "../../core/ids.ts";
import { collectionOf, collections } from "../../core/records/registry.ts";
import type { MetaGlobal } from "../../core/sync/meta.ts";
import type { App } from "../open.ts";

/** @throws {FoxdenError} `usage.value` for a name that is none, and for what makes Sync itself work */
export function writableCollection(text: string): CollectionName {
  const name = collectionName(text);
  if (collectionOf(name).role !== "bootstrap") return name;
  const message = `"${name}" holds what makes Sync itself work, and is not written to`;
  throw new FoxdenError("usage.value", message, { name: "COLLECTION" });
}

/**
 * Looks at how the account uses the collection.
 *
 * @returns warnings of what a Firefox would do to what is written there
 * @throws {FoxdenError} `failed.engine-version`, and what says that the account cannot be used at all
 */
export async function checkEngine(app: App, name: CollectionName): Promise<readonly string[]> {
  const { meta } = await (await app.sync()).setup();
  const known = collectionOf(name).engineVersion;
  const version = meta.engines?.get(name)?.version;
  if (known !== null && version !== undefined && version > known) {
    const message = `This account uses version ${version} of ${name}; foxden knows version ${known}`;
    throw new FoxdenError("failed.engine-version", message, { collection: name, version, known });
  }
  const warning = engineWarning(name, meta);
  return warning === undefined ? [] : [`warning: ${warning}`];
}

/** What a Firefox that joins this account would do to the records of a collection, where that is not to keep them. */
function engineWarning(name: CollectionName, { engines, declined }: MetaGlobal): string | undefined {
  const known = collections.get(name)?.engineVersion ?? null;
  const version = engines?.get(name)?.version;
  if (known === null || (version !== undefined && version >= known)) return undefined;
  const switchedOff = declined?.includes(name) ? ", which is switched off on all devices" : "";
  return `no Firefox of this account syncs ${name}${switchedOff}; one that begins to will delete what is on the ` +
    "server and put its own in place";
}

/**
 * Other devices' own records are theirs: they may hold commands that are waiting for them.
 *
 * @throws {FoxdenError} `usage.value`
 */
export async function refuseOtherClients(
  app: App,
  name: CollectionName,
  ids: readonly string[],
): Promise<void> {
  if (name !== "clients") return;
  const { deviceId } = await app.secrets();
  const other = ids.find((id) => id !== deviceId);
  if (other === undefined) return;
  const message = `"${other}" is the record of another device, which alone may write it`;
  throw new FoxdenError("usage.value", message, { name: "ID" });
}
