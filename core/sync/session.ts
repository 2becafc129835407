/** One run's access to an account's Sync: the storage server, and the key of each collection. */
import type { Context } from "../context.ts";
import { importKeyBundle, type KeyBundle } from "../crypto/payload.ts";
import type { Bytes } from "../bytes.ts";
import type { CollectionName } from "../ids.ts";
import { type CryptoKeys, type MetaGlobal, readCryptoKeys, readMetaGlobal } from "./meta.ts";
import type { StorageToken } from "./token.ts";
import { openStorageServer, type StorageServer } from "./transport.ts";

/** What a collection's payloads are sealed with; "clear" for the one collection that is not encrypted. */
export type CollectionKey = KeyBundle | "clear";

/** The two bootstrap records, judged good. */
export interface Setup {
  readonly meta: MetaGlobal;
  readonly keys: CryptoKeys;
}

export class SyncSession {
  readonly server: StorageServer;
  readonly #syncKeyBytes: Bytes;
  #syncKey: Promise<KeyBundle> | undefined;
  #setup: Promise<Setup> | undefined;
  #reread: Promise<boolean> | undefined;
  #keysMoved = false;

  /**
   * @param syncKey the 64 bytes of Sync's scoped key
   * @param renew gets storage credentials whenever the session needs them
   */
  constructor(ctx: Context, syncKey: Bytes, renew: () => Promise<StorageToken>) {
    this.server = openStorageServer(ctx, renew);
    this.#syncKeyBytes = syncKey;
  }

  /**
   * `meta/global` and `crypto/keys`, read once. Nothing of the account may be read before they are judged good.
   *
   * @throws {FoxdenError} as `meta.ts` says
   */
  setup(): Promise<Setup> {
    return this.#setup ??= this.#readSetup().catch((error) => {
      // What failed once may work the next time: only what was read is kept.
      this.#setup = undefined;
      throw error;
    });
  }

  /** Takes the bootstrap records as they were read elsewhere. */
  adopt(setup: Setup): void {
    this.#setup = Promise.resolve(setup);
    this.#reread = undefined;
    this.#keysMoved = false;
  }

  /** Whether reading the keys again has shown others than those the session began with. */
  get keysMoved(): boolean {
    return this.#keysMoved;
  }

  #importedKey(): Promise<KeyBundle> {
    return this.#syncKey ??= importKeyBundle(this.#syncKeyBytes);
  }

  async #readSetup(): Promise<Setup> {
    // In turn, not at once: an account without meta/global must say so whatever state its keys are in.
    const meta = await readMetaGlobal(this.server);
    return { meta, keys: await readCryptoKeys(this.server, await this.#importedKey()) };
  }

  async keyFor(name: CollectionName): Promise<CollectionKey> {
    if (name === "meta") return "clear";
    if (name === "crypto") return await this.#importedKey();
    const { keys } = await this.setup();
    return keys.collections.get(name) ?? keys.default;
  }

  /**
   * Reads `crypto/keys` again because a record did not open: another device may have changed the keys meanwhile.
   *
   * @returns whether they did change; they are read again once in a session, and everyone who asks gets that answer
   */
  rereadKeys(): Promise<boolean> {
    return this.#reread ??= this.#readKeysAgain();
  }

  async #readKeysAgain(): Promise<boolean> {
    const { meta, keys: before } = await this.setup();
    const keys = await readCryptoKeys(this.server, await this.#importedKey());
    this.#setup = Promise.resolve({ meta, keys });
    const moved = keys.modified !== before.modified;
    this.#keysMoved ||= moved;
    return moved;
  }
}
