import assert from "node:assert/strict";
import { findLeft, signOut, takeLeftKey } from "../../app/sign_out.ts";
import { vaultIsSealed } from "../../app/vault.ts";
import { FoxdenError } from "../../core/errors.ts";
import { finishPasswordSignIn } from "../../app/account.ts";
import { lookUp } from "../../app/read.ts";
import { openSession } from "../core/accounts/open_session.ts";
import { failsWith } from "../support/vectors.ts";
import { EMAIL } from "../core/accounts/accounts_support.ts";
import { named } from "../core/sync/storage_support.ts";
import { attemptAt, openSynced, put, type TestAccount } from "./app_support.ts";

const KEEP = { keepMirror: true };

/** An account with one record that the mirror has, and a session to sign in with once more. */
async function openRead(): Promise<TestAccount> {
  const account = await openSynced();
  await put(account.app, "forms", { id: "aaaaaaaaaaaa", name: "q", value: "tides" });
  await countForms(account.open());
  return account;
}

const countForms = (app: ReturnType<TestAccount["open"]>): Promise<number> =>
  lookUp(app, named("forms"), (_, copy) => Promise.resolve(copy.records));

async function signInAgain(account: TestAccount, over = {}, passphrase?: string) {
  const app = account.open(over);
  const attempt = { ...await attemptAt(app, account), ...(passphrase === undefined ? {} : { passphrase }) };
  await finishPasswordSignIn(app, attempt, await openSession(account.server.database));
  return app;
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("a local copy that is kept serves the next sign-in of the same account without a download", async () => {
  await using account = await openRead();
  const { mirrorKey } = await account.app.secrets();
  assert.deepEqual(await signOut(account.open(), KEEP), {
    email: EMAIL,
    revoked: true,
    journal: false,
    kept: true,
  });
  await failsWith("auth.signed-out", () => account.open().secrets());
  const kept = await Deno.readTextFile(`${account.vaultPath}.kept`);
  const { refreshToken } = JSON.parse(kept);
  assert.equal(refreshToken, undefined, "nothing that signs in is kept");
  const app = await signInAgain(account);
  assert.deepEqual((await app.secrets()).mirrorKey, mirrorKey);
  assert.equal(await exists(`${account.vaultPath}.kept`), false);
  account.traces.length = 0;
  const offline = account.open({ offline: true, fresh: { mode: "cached" } });
  assert.equal(await countForms(offline), 1, "it is read without a server");
});

Deno.test("neither tokens nor Sync's key stay behind, and the pass to the storage goes from the copy", async () => {
  await using account = await openRead();
  const { refreshToken = "", syncKey } = await account.app.secrets();
  await signOut(account.open(), KEEP);
  const kept = await Deno.readTextFile(`${account.vaultPath}.kept`);
  assert.ok(
    !kept.includes(refreshToken) &&
      !kept.includes(syncKey.k.toBase64({ alphabet: "base64url" }).slice(0, 20)),
  );
  const app = await signInAgain(account);
  account.traces.length = 0;
  await app.sync();
  assert.ok(account.traces.some((line) => line.includes("/token/1.0/")), "a new pass is asked for");
});

Deno.test("the key of a sealed profile is kept under its passphrase", async () => {
  await using account = await openRead();
  const passphrase = () => Promise.resolve("open sesame");
  await account.app.keepSecrets(await account.app.secrets(), "open sesame");
  const { mirrorKey } = await account.app.secrets();
  await signOut(account.open({ passphrase }), KEEP);
  const kept = await Deno.readFile(`${account.vaultPath}.kept`);
  assert.equal(new TextDecoder().decode(kept.slice(0, 4)), "FXSL");
  const app = await signInAgain(account, { passphrase }, "open sesame");
  assert.deepEqual((await app.secrets()).mirrorKey, mirrorKey);
});

const OPENS = { passphrase: () => Promise.resolve("open sesame") };

/** A profile that was sealed, signed out of, and has left its copy. */
async function openSealedAndLeft(): Promise<TestAccount> {
  const account = await openRead();
  await account.app.keepSecrets(await account.app.secrets(), "open sesame");
  await signOut(account.open(OPENS), KEEP);
  return account;
}

Deno.test("a profile that was sealed stays so where the next sign-in says nothing of it", async () => {
  await using account = await openSealedAndLeft();
  await signInAgain(account, OPENS);
  assert.equal(await vaultIsSealed(account.vaultPath), true);
  assert.ok(account.warnings.some((line) => /stays sealed with its passphrase/.test(line)));
  assert.equal(await countForms(account.open(OPENS)), 1);
});

Deno.test("what cannot be opened now is not lost for a sign-in: that is refused", async () => {
  await using account = await openSealedAndLeft();
  const nobody = new FoxdenError("not-confirmed.no-terminal", "cannot ask", { need: "X" });
  const cases = [
    ["not-confirmed.no-terminal", { passphrase: () => Promise.reject(nobody) }],
    ["crypto.wrong-passphrase", { passphrase: () => Promise.resolve("barley") }],
  ] as const;
  for (const [code, over] of cases) {
    await failsWith(code, () => findLeft(account.open(over)));
    await failsWith(code, () => signInAgain(account, over));
  }
  await failsWith("auth.signed-out", () => account.open().secrets());
  assert.deepEqual((await findLeft(account.open(OPENS)))?.key?.server, account.server.url);
  await signInAgain(account, OPENS);
  const offline = account.open({ ...OPENS, offline: true, fresh: { mode: "cached" } });
  assert.equal(await countForms(offline), 1, "the copy is still there");
  await account.open(OPENS).secrets();
});

Deno.test("a kept key of a newer foxden is not thrown away", async () => {
  await using account = await openRead();
  await signOut(account.open(), KEEP);
  const path = `${account.vaultPath}.kept`;
  const kept = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(kept), version: 2 }));
  await failsWith("failed.vault-version", () => signInAgain(account));
  assert.ok(await exists(path) && await exists(account.open().config.mirrorPath));
});

Deno.test("a kept key that is damaged opens nothing any more: the copy is read anew, the journal goes too", async () => {
  await using account = await openRead();
  await (await account.app.journal())[Symbol.dispose]();
  await signOut(account.open(), KEEP);
  await Deno.writeTextFile(`${account.vaultPath}.kept`, "damaged");
  const app = await signInAgain(account);
  assert.ok(account.warnings.some((line) => /kept cannot be opened, and is read anew/.test(line)));
  assert.equal(await exists(app.config.journalPath), false);
  assert.equal(await countForms(app), 1);
  (await app.journal())[Symbol.dispose]();
});

Deno.test("the copy kept of another account is removed with its journal, and that is told", async () => {
  await using account = await openRead();
  (await account.app.journal())[Symbol.dispose]();
  const { uid, servers: { content: server } } = await account.app.secrets();
  await signOut(account.open(), KEEP);
  const app = account.open();
  const left = await findLeft(app);
  assert.ok(left?.key);
  assert.deepEqual(await takeLeftKey(app, left, { uid, server }), left.key.mirrorKey);
  assert.ok(await exists(app.config.mirrorPath));
  assert.equal(
    await takeLeftKey(app, left, { uid: uid.replace(/^./, (digit) => digit === "0" ? "1" : "0"), server }),
    undefined,
  );
  assert.deepEqual([await exists(app.config.mirrorPath), await exists(app.config.journalPath)], [
    false,
    false,
  ]);
  assert.deepEqual(account.warnings, [
    "note: the copy kept of another account is removed, with what foxden undo could have taken back",
  ]);
});

Deno.test("signing out once more removes the copy that was kept", async () => {
  await using account = await openRead();
  await signOut(account.open(), KEEP);
  await failsWith("auth.signed-out", () => signOut(account.open(), KEEP));
  assert.deepEqual(await signOut(account.open()), {
    email: undefined,
    revoked: true,
    journal: false,
    kept: false,
  });
  assert.equal(await exists(account.open().config.mirrorPath), false);
  await failsWith("auth.signed-out", () => signOut(account.open()));
});

Deno.test("where the secrets are damaged there is no key to keep", async () => {
  await using account = await openRead();
  await Deno.writeTextFile(account.vaultPath, "damaged");
  const { kept } = await signOut(account.open(), KEEP);
  assert.equal(kept, false);
  assert.equal(await exists(account.open().config.mirrorPath), false);
});
