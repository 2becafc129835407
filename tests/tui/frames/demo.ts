/** The demo account on this machine as the browser finds it, at a time that never changes. */
import { DEMO_EMAIL, demoRecords } from "../../../app/demo/records.ts";
import type { App } from "../../../app/open.ts";
import { sync } from "../../../app/sync.ts";
import type { Cleartext } from "../../../core/crypto/payload.ts";
import { collectionName, isUid } from "../../../core/ids.ts";
import { sealRecords } from "../../../core/sync/upload.ts";
import { storeBsos } from "../../../server/admin.ts";
import type { AccountFacts } from "../../../tui/state.ts";
import { openSynced, type TestAccount } from "../../app/app_support.ts";

/** A Sunday, in the middle of an hour, from the start of which the demo counts back. */
export const NOW_MS = Date.UTC(2026, 10, 22, 14, 23);
/** When the last device has written. A test may take some seconds and is still in that minute. */
const WRITTEN_MS = NOW_MS - 3_600_000 + 5_000;
const SEED = 1;
const ROWS = 600;

// Hours are shown as the machine's owner reads them.
Deno.env.set("TZ", "UTC");

/** Who is signed in, at a server whose port is always the same one here. */
export const ANN: AccountFacts = {
  email: DEMO_EMAIL,
  profile: "default",
  marks: ["demo"],
  host: "127.0.0.1:8000",
  isReadOnly: false,
};

/** The applications that the screens are made with. */
export interface Accounts extends AsyncDisposable {
  /** Everything of the demo is here. */
  readonly filled: App;
  /** Nothing is in the account, and that is known. */
  readonly empty: App;
  /** Nothing was ever downloaded. */
  readonly unread: App;
  readonly home: string;
}

export async function openAccounts(): Promise<Accounts> {
  await using opened = new AsyncDisposableStack();
  const clockOffsetSeconds = (WRITTEN_MS - Date.now()) / 1000;
  const filled = opened.use(await openSynced({ clockOffsetSeconds, maxSkewSeconds: Infinity }));
  const empty = opened.use(await openSynced());
  const unread = opened.use(await openSynced());
  for (const { app } of [filled, empty, unread]) opened.defer(() => app[Symbol.dispose]());
  await fill(filled);
  await sync(filled.app, { collections: [] });
  await sync(empty.app, { collections: [] });
  const kept = opened.move();
  return {
    filled: filled.app,
    empty: empty.app,
    unread: unread.app,
    home: filled.home,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function fill({ app, server: { database } }: TestAccount): Promise<void> {
  const { uid } = await app.secrets();
  if (!isUid(uid)) throw new Error("the vault holds a uid");
  const session = await app.sync();
  for (const { collection, records } of demoRecords({ seed: SEED, rows: ROWS, nowMs: NOW_MS })) {
    const outgoing = records.map(({ id, cleartext, ...envelope }) => (
      { id, ...envelope, clear: JSON.stringify(cleartext) as Cleartext }
    ));
    storeBsos(database, uid, collection, await sealRecords(session, collectionName(collection), outgoing));
  }
  // Whatever it took to write all that.
  database.run("UPDATE bso SET modified_ms = ?", WRITTEN_MS);
  database.run("UPDATE collection SET modified_ms = ?", WRITTEN_MS);
}
