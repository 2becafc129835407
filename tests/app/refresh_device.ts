/** Another device of the account under test, which works on the server alone. */
import assert from "node:assert/strict";
import type { App } from "../../app/open.ts";
import type { Bytes } from "../../core/bytes.ts";
import { webContext } from "../../core/context.ts";
import { type Cleartext, encryptPayload, type KeyBundle } from "../../core/crypto/payload.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import type { ServerTime } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { SyncSession } from "../../core/sync/session.ts";
import { deleteFromCollection, type NewBso, postBsos } from "../../core/sync/storage.ts";
import { exchangeToken, type StorageToken } from "../../core/sync/token.ts";
import { sealRecords } from "../../core/sync/upload.ts";
import { id, keyPair, META_GLOBAL, named } from "../core/sync/storage_support.ts";

/** Marks the requests of the other device, which the wire leaves alone. */
export const DEVICE_HEADER = "x-other-device";

/** Opens sessions of another device, each with its own view of the account's keys. */
export async function sessionMaker(app: App): Promise<(isAnew?: boolean) => SyncSession> {
  const { servers, syncKey } = await app.secrets();
  const { fetch, ...ctx } = webContext();
  const marked = (request: Request) => {
    request.headers.set(DEVICE_HEADER, "1");
    return fetch(request);
  };
  const deviceCtx = { ...ctx, fetch: marked };
  const exchange = async () => {
    const accessToken = await app.accessToken(OLDSYNC_SCOPE);
    return await exchangeToken(deviceCtx, { url: new URL(servers.token), accessToken, keyId: syncKey.kid });
  };
  let token: Promise<StorageToken> | undefined;
  return (isAnew) => {
    if (isAnew) token = undefined;
    return new SyncSession(deviceCtx, syncKey.k, () => token ??= exchange());
  };
}

/** A record as the other device writes it; its text is `{"id": …}` and these members. */
export interface DeviceRecord extends Pick<NewBso, "sortindex" | "ttl"> {
  readonly id: string;
  readonly clear?: JsonObject;
}

/** Another device of the account. */
export class Device {
  session: SyncSession;

  constructor(
    private readonly open: (isAnew?: boolean) => SyncSession,
    private readonly syncKey: KeyBundle,
  ) {
    this.session = open();
  }

  /** Begins anew at the token server. */
  forgetToken(): void {
    this.session = this.open(true);
  }

  /** Gives the account other keys, each 64 bytes. What is stored stays sealed with the former ones. */
  async rekey(defaultKey: Bytes, collections: Readonly<Record<string, Bytes>> = {}): Promise<void> {
    const named = Object.fromEntries(Object.entries(collections).map(([each, key]) => [each, keyPair(key)]));
    const clear = { id: "keys", collection: "crypto", default: keyPair(defaultKey), collections: named };
    const iv = crypto.getRandomValues(new Uint8Array(16));
    const payload = await encryptPayload(JSON.stringify(clear) as Cleartext, this.syncKey, iv);
    await this.post("crypto", [{ id: id("keys"), payload }]);
    this.session = this.open();
  }

  /** Writes `meta/global`. */
  async writeMeta(over: JsonObject = {}): Promise<void> {
    await this.post("meta", [{ id: id("global"), payload: JSON.stringify({ ...META_GLOBAL, ...over }) }]);
    this.session = this.open();
  }

  /** Writes records in one request, and gives the time they got. */
  async write(collection: string, ...records: readonly DeviceRecord[]): Promise<ServerTime> {
    const outgoing = records.map(({ id: guid, clear, ...envelope }) => ({
      ...envelope,
      id: id(guid),
      clear: JSON.stringify({ id: guid, ...clear }) as Cleartext,
    }));
    return await this.post(collection, await sealRecords(this.session, named(collection), outgoing));
  }

  /** Writes `count` records, `some` at a time, called `a0`, `a1` and so on. */
  async writeMany(collection: string, count: number, some = 10, prefix = "a"): Promise<void> {
    for (let start = 0; start < count; start += some) {
      const length = Math.min(some, count - start);
      await this.write(collection, ...Array.from({ length }, (_, i) => ({ id: `${prefix}${start + i}` })));
    }
  }

  /** Writes payloads as they are. */
  async post(collection: string, bsos: readonly NewBso[]): Promise<ServerTime> {
    const { modified } = await postBsos(this.session.server, named(collection), bsos);
    assert.ok(modified !== undefined);
    return modified;
  }

  /** Writes payloads that nobody's key opens. */
  damage(collection: string, ...ids: readonly string[]): Promise<ServerTime> {
    return this.post(collection, ids.map((each) => ({ id: id(each), payload: "not sealed" })));
  }

  /** Takes records off the server for good. */
  async remove(collection: string, ...ids: readonly string[]): Promise<void> {
    await deleteFromCollection(this.session.server, named(collection), { ids: ids.map(id) });
  }

  async removeAll(collection: string): Promise<void> {
    await deleteFromCollection(this.session.server, named(collection), "everything");
  }
}
