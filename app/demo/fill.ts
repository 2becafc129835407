/** Fills a new account with the demo's records: keys first, then each collection, encrypted here as always. */
import { type Cleartext, importKeyBundle } from "../../core/crypto/payload.ts";
import { type CollectionName, type Guid, parseServerTime, type ServerTime } from "../../core/ids.ts";
import {
  type OutgoingRecord,
  type SealedRecord,
  sealRecords,
  uploadRecords,
} from "../../core/sync/upload.ts";
import { newCryptoKeys } from "../../core/sync/meta.ts";
import type { SyncSession } from "../../core/sync/session.ts";
import { putBso } from "../../core/sync/storage.ts";
import type { App } from "../open.ts";
import { demoMetaGlobal, type DemoRecord, demoRecords } from "./records.ts";

export interface DemoFill {
  readonly seed: number;
  /** Pages of history. */
  readonly rows: number;
  /**
   * Takes encrypted records straight into the server's own store, for accounts too large to upload in a moment.
   * Without it they are uploaded like any others.
   */
  readonly bulk?: (collection: string, bsos: readonly SealedRecord[]) => Promise<void>;
}

const NEVER = parseServerTime("0");

/** @throws {FoxdenError} `conflict.changed` when the account is not empty */
export async function fillDemo(app: App, fill: DemoFill): Promise<void> {
  const session = await app.syncBeforeSetup();
  await writeSetup(app, session, fill.seed);
  const since = new Map<string, ServerTime>();
  for (const { collection, records } of demoRecords({ ...fill, nowMs: app.ctx.now() })) {
    const name = collection as CollectionName;
    const outgoing = records.map(outgoingRecord);
    if (fill.bulk) {
      await fill.bulk(collection, await sealRecords(session, name, outgoing));
      continue;
    }
    for await (const { modified } of uploadRecords(session, name, outgoing, since.get(name) ?? NEVER)) {
      since.set(name, modified);
    }
  }
}

/** The two records without which no client takes the account for one that syncs. */
async function writeSetup(app: App, session: SyncSession, seed: number): Promise<void> {
  const { syncKey } = await app.secrets();
  const keys = await newCryptoKeys(await importKeyBundle(syncKey.k), app.ctx.random);
  const conditions = { ifUnmodifiedSince: NEVER };
  const meta = JSON.stringify(demoMetaGlobal(seed));
  await putBso(session.server, "meta" as CollectionName, { id: "global" as Guid, payload: meta }, conditions);
  await putBso(session.server, "crypto" as CollectionName, { id: "keys" as Guid, payload: keys }, conditions);
}

function outgoingRecord({ id, cleartext, ...envelope }: DemoRecord): OutgoingRecord {
  return { id, ...envelope, clear: JSON.stringify(cleartext) as Cleartext };
}
