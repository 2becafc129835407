/** How old what is read may be, said of every list that reads the local copy. */
import assert from "node:assert/strict";
import { getBookmarks, listBookmarks } from "../../app/bookmarks/list.ts";
import { exportBookmarks } from "../../app/bookmarks/export.ts";
import { listTags } from "../../app/bookmarks/tags.ts";
import { listCollections } from "../../app/collections.ts";
import type { Listing } from "../../app/columns.ts";
import { listTabs } from "../../app/devices/tabs.ts";
import { listHistory } from "../../app/history/list.ts";
import type { App } from "../../app/open.ts";
import { listPasswords } from "../../app/passwords.ts";
import { readAll, readLive } from "../../app/read.ts";
import { listRecords } from "../../app/records.ts";
import { formCodec } from "../../core/records/forms.ts";
import { named } from "../core/sync/storage_support.ts";
import { openSynced, put } from "./app_support.ts";

const FORMS = named("forms");
const cached = { mode: "cached" } as const;

/** What a list says once it has been read. */
async function timeOf<Row>(listing: Listing<Row> | Promise<Listing<Row>>): Promise<Date | null | undefined> {
  const read = await listing;
  await readAll(read);
  return read.syncedAt?.();
}

/** Makes copies look as if the server had been asked about them at this time. */
async function checkedAt(app: App, atMs: number): Promise<void> {
  const mirror = await app.mirror();
  for (const copy of mirror.copies()) mirror.markChecked(copy, atMs);
}

Deno.test("it is known with the first page, and is when the server was last asked", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a", name: "field", value: "x" });
  const before = Date.now();
  const reading = readLive(account.app, FORMS, formCodec);
  assert.equal(reading.syncedAt?.(), null);
  await readAll(reading);
  const at = reading.syncedAt?.()?.getTime() ?? 0;
  assert.ok(at >= before && at <= Date.now());
  await checkedAt(account.app, 1_000_000);
  const old = readLive(account.app, FORMS, formCodec, { fresh: cached });
  await readAll(old);
  assert.deepEqual(old.syncedAt?.(), new Date(1_000_000));
});

Deno.test("of a collection that somebody has just written to it is the time before", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a", name: "field", value: "x" });
  await readAll(readLive(account.app, FORMS, formCodec));
  (await account.app.mirror()).expire(FORMS, 2_000_000);
  const reading = readLive(account.app, FORMS, formCodec, { fresh: cached });
  await readAll(reading);
  assert.deepEqual(reading.syncedAt?.(), new Date(2_000_000));
});

Deno.test("every list of the local copy says it, and what is asked of the server alone does not", async () => {
  await using account = await openSynced();
  const { app } = account;
  const lists = [
    () => timeOf(listBookmarks(app, {})),
    () => timeOf(listBookmarks(app, { query: "x", folder: "toolbar", type: "all" })),
    () => timeOf(getBookmarks(app, ["toolbar"])),
    () => timeOf(exportBookmarks(app, {})),
    () => timeOf(listTags(app)),
    () => timeOf(listHistory(app, {})),
    () => timeOf(listHistory(app, { query: "x" })),
    () => timeOf(listPasswords(app, {})),
    () => timeOf(listPasswords(app, { query: "x" })),
    () => timeOf(listTabs(app, { query: "x" })),
    () => timeOf(listRecords(app, { collection: "forms" })),
  ];
  for (const list of lists) assert.ok(await list() instanceof Date, String(list));
  assert.equal((await listCollections(app)).syncedAt, undefined);
  assert.equal(listRecords(app, { collection: "forms", raw: true }).syncedAt, undefined);
});
