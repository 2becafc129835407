import assert from "node:assert/strict";
import { registerDevice } from "../../core/accounts/api.ts";
import { prepareRemoval } from "../../app/remove.ts";
import { prepareSetup } from "../../app/setup.ts";
import { prepareWipe } from "../../app/wipe.ts";
import { collections } from "../../app/collections.ts";
import { sync } from "../../app/sync.ts";
import { deleteFromCollection, postBsos, putBso } from "../../core/sync/storage.ts";
import { failsWith } from "../support/vectors.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { openSynced, put, type TestAccount } from "./app_support.ts";

/** Requests that ask a server to change something. */
interface Watched extends TestAccount {
  readonly changes: string[];
}

async function openWatched(): Promise<Watched> {
  const changes: string[] = [];
  const account = await openSynced({
    fault: ({ method, url }) => {
      const { pathname } = new URL(url);
      if (method !== "GET" && !pathname.endsWith("/oauth/token")) changes.push(`${method} ${pathname}`);
      return undefined;
    },
  });
  await put(account.app, "forms", { id: "aaaaaaaaaaaa", name: "q", value: "tides" });
  changes.length = 0;
  return { ...account, changes };
}

const REMOVAL = { collection: "forms", ids: ["aaaaaaaaaaaa"], hard: false, inParts: false };

Deno.test("who may not change the account may read it, bring the copy up to date, and plan changes", async () => {
  await using account = await openWatched();
  const reader = account.open({ readOnly: true });
  await sync(reader, { collections: [], full: false });
  assert.equal((await collections(reader)).find(({ name }) => name === "forms")?.count, 1);
  const planner = account.open({ readOnly: true, planOnly: true });
  assert.deepEqual((await prepareRemoval(planner, REMOVAL)).changes.map(({ action }) => action), ["remove"]);
  assert.equal((await prepareWipe(planner, "forms")).records, 1);
  assert.deepEqual(account.changes, []);
});

Deno.test("a change is refused before anything is asked, read or backed up", async () => {
  await using account = await openWatched();
  const app = () => account.open({ readOnly: true });
  account.traces.length = 0;
  await failsWith("read-only.refused", () => prepareRemoval(app(), REMOVAL));
  await failsWith("read-only.refused", () => prepareRemoval(app(), { ...REMOVAL, hard: true }));
  await failsWith("read-only.refused", () => prepareWipe(app(), "forms"));
  await failsWith("read-only.refused", () => prepareSetup(app()));
  assert.deepEqual(account.traces, []);
});

Deno.test("what was only planned is not carried out either, and leaves nothing in the journal", async () => {
  await using account = await openWatched();
  const planner = account.open({ readOnly: true, planOnly: true });
  const pending = await prepareRemoval(planner, REMOVAL);
  await failsWith("read-only.refused", () => pending.commit());
  assert.deepEqual((await account.open().journal()).entries(), []);
  assert.deepEqual(account.changes, []);
});

Deno.test("whatever asks a server for a change is stopped on its way, whoever forgot to refuse it", async () => {
  await using account = await openWatched();
  const app = account.open({ readOnly: true });
  const { server } = await app.sync();
  const { servers } = await app.secrets();
  const bso = { id: id("bbbbbbbbbbbb"), payload: "{}" };
  const asks = [
    () => putBso(server, named("forms"), bso, {}),
    () => postBsos(server, named("forms"), [bso]),
    () => deleteFromCollection(server, named("forms"), { ids: [bso.id] }, {}),
    async () =>
      await registerDevice(app.openAccounts(servers), await app.credential(), { name: "x", type: "desktop" }),
  ];
  for (const ask of asks) await failsWith("read-only.refused", ask);
  assert.deepEqual(account.changes, []);
});
