import assert from "node:assert/strict";
import { prepareSetup } from "../../app/setup.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { createCryptoKeys, createMetaGlobal } from "../../core/sync/setup.ts";
import { putBso, readBso } from "../../core/sync/storage.ts";
import type { ServeOptions } from "../../server/serve.ts";
import { id, META_GLOBAL, named } from "../core/sync/storage_support.ts";
import { FaultBox } from "../support/faults.ts";
import { failsWith } from "../support/vectors.ts";
import { openSignedIn, openSynced, put } from "./app_support.ts";
import { meanwhile } from "./writing_support.ts";

async function openEmpty(options: ServeOptions = {}) {
  const faults = new FaultBox();
  const account = await openSignedIn({ ...options, fault: faults.fault });
  return { ...account, faults, storage: (await account.app.syncBeforeSetup()).server };
}

Deno.test("an empty account is set up, and then it can be written to and read", async () => {
  await using account = await openEmpty();
  const pending = await prepareSetup(account.app);
  assert.equal(pending.step, "everything");
  assert.equal(
    await readBso(account.storage, named("meta"), id("global")),
    undefined,
    "nothing was written yet",
  );
  await pending.commit();
  await put(account.app, "forms", { id: "a", name: "n", value: "v" });
  const { meta } = await (await account.open().sync()).setup();
  assert.equal(meta.engines?.size, 11);
});

Deno.test("an account that holds anything is left as it is, and what it holds is told", async () => {
  await using account = await openSynced();
  const error = await failsWith("not-found.empty-account", () => prepareSetup(account.app));
  assert.deepEqual(error.details, { holds: ["crypto", "meta"], isSetUp: true });

  await using odd = await openEmpty();
  await putBso(odd.storage, named("bookmarks"), { id: id("a"), payload: "x" }, {});
  const other = await failsWith("not-found.empty-account", () => prepareSetup(odd.app));
  assert.deepEqual(other.details, { holds: ["bookmarks"], isSetUp: false });
  assert.match(other.message, /holds bookmarks; nothing was changed/);
});

Deno.test("a run cut short between the two records is finished by the next one", async () => {
  await using account = await openEmpty();
  {
    using _ = account.faults.answer(
      /\/storage\/crypto\/keys$/,
      ({ method }) => method === "PUT" ? new Response("0", { status: 503 }) : undefined,
    );
    const pending = await prepareSetup(account.app);
    await failsWith("server.busy", pending.commit);
  }
  await failsWith("not-found.setup", () => account.open().sync());
  const before = await readBso(account.storage, named("meta"), id("global"));
  const again = await prepareSetup(account.app);
  assert.equal(again.step, "keys");
  await again.commit();
  assert.deepEqual(
    await readBso(account.storage, named("meta"), id("global")),
    before,
    "it is not written again",
  );
  await account.open().sync();
});

Deno.test("a meta/global without keys that nobody can use is not given any", async () => {
  await using account = await openEmpty();
  const payload = JSON.stringify({ ...META_GLOBAL, storageVersion: 6 });
  await putBso(account.storage, named("meta"), { id: id("global"), payload }, {});
  await failsWith("failed.storage-version", () => prepareSetup(account.app));
});

Deno.test("another device that sets the account up in the same moment is left to do so", async () => {
  await using account = await openEmpty();
  const pending = await prepareSetup(account.app);
  using _ = meanwhile(account, () => createMetaGlobal(account.storage));
  const error = await failsWith("conflict.changed", pending.commit);
  assert.ok(isFoxdenError(error) && /another device/i.test(error.message));
  assert.equal(await readBso(account.storage, named("crypto"), id("keys")), undefined);
});

Deno.test("keys that another device writes in the same moment are taken over", async () => {
  await using account = await openEmpty();
  await createMetaGlobal(account.storage);
  const pending = await prepareSetup(account.app);
  const { syncKey } = await account.app.secrets();
  using _ = meanwhile(account, () => createCryptoKeys(account.storage, syncKey.k));
  await pending.commit();
  await account.open().sync();
});
