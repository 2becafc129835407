/** One run's access to an account's Sync: the storage server, and the key of each collection. */
import type { Context } from "../context.ts";
import { importKeyBundle, type KeyBundle } from "../crypto/payload.ts";
import type { ScopedKey } from "../crypto/scoped_key.ts";
import type { CollectionName } from "../ids.ts";
import { type CryptoKeys, type MetaGlobal, readCryptoKeys, readMetaGlobal } from "./meta.ts";
import type { StorageToken } from "./token.ts";
import { openStorageServer, type StorageServer } from "./transport.ts";

/** What a collection's payloads are sealed with; "clear" for the one collection that is not encrypted. */
export type CollectionKey = KeyBundle | "clear";

export class SyncSession {
  readonly server: StorageServer;
  readonly #syncKey: Promise<KeyBundle>;
  #setup: Promise<{ meta: MetaGlobal; keys: CryptoKeys }> | undefined;
  #keysReread = false;

  /**
   * @param syncKey the scoped key of Sync
   * @param renew gets storage credentials whenever the session needs them
   */
  constructor(ctx: Context, syncKey: ScopedKey, renew: () => Promise<StorageToken>) {
    this.server = openStorageServer(ctx, renew);
    this.#syncKey = importKeyBundle(syncKey.k);
  }

  /**
   * `meta/global` and `crypto/keys`, read once. Nothing of the account may be read before they are judged good.
   *
   * @throws {FoxdenError} as `meta.ts` says
   */
  setup(): Promise<{ meta: MetaGlobal; keys: CryptoKeys }> {
    this.#setup ??= this.#readSetup();
    return this.#setup;
  }

  async #readSetup(): Promise<{ meta: MetaGlobal; keys: CryptoKeys }> {
    // In turn, not at once: an account without meta/global must say so whatever state its keys are in.
    const meta = await readMetaGlobal(this.server);
    return { meta, keys: await readCryptoKeys(this.server, await this.#syncKey) };
  }

  async keyFor(name: CollectionName): Promise<CollectionKey> {
    if (name === "meta") return "clear";
    if (name === "crypto") return await this.#syncKey;
    const { keys } = await this.setup();
    return keys.collections.get(name) ?? keys.default;
  }

  /**
   * Reads `crypto/keys` again because a record did not open: another device may have changed the keys meanwhile.
   *
   * @returns whether they did change; asked a second time in one session, always false
   */
  async rereadKeys(): Promise<boolean> {
    if (this.#keysReread) return false;
    this.#keysReread = true;
    const { meta, keys: before } = await this.setup();
    const keys = await readCryptoKeys(this.server, await this.#syncKey);
    this.#setup = Promise.resolve({ meta, keys });
    return keys.modified !== before.modified;
  }
}
