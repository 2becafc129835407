/** Signing in with the browser: the test is the page, the program waits for the address of its end. */
import assert from "node:assert/strict";
import { fetchKeyBundle, fetchScopedKeyData } from "../../core/accounts/api.ts";
import { scopedKeysJson } from "../../core/accounts/browser.ts";
import { discover } from "../../core/accounts/discovery.ts";
import { type Session, signIn } from "../../core/accounts/login.ts";
import { authorize } from "../../core/accounts/oauth.ts";
import { type AccountsServer, openAccountsServer } from "../../core/accounts/transport.ts";
import { utf8, xor } from "../../core/bytes.ts";
import { webContext } from "../../core/context.ts";
import { openAccountKeys } from "../../core/crypto/account_keys.ts";
import { decodePublicJwk, sealJwe } from "../../core/crypto/jwe.ts";
import { deriveSyncKey, OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { addUser } from "../../server/admin.ts";
import { EMAIL, openWorld, PASSWORD, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { appOf, fill } from "./filled.ts";

/** A sign-in that waits for its answer. */
interface Waiting {
  /** The address it wants opened. */
  readonly url: URL;
  /** Gives the answer and waits for the end. */
  readonly answer: (line: string) => Promise<Run>;
}

async function startSignIn(world: World, ...flags: string[]): Promise<Waiting> {
  const words = ["auth", "login", "--browser", "--no-open", "--server", world.server.url];
  const child = world.start([...words, ...flags]);
  const stderr = child.stderr.getReader();
  let told = "";
  const readMore = async () => {
    const { value, done } = await stderr.read();
    told += new TextDecoder().decode(value);
    return !done;
  };
  const address = () => /^ +(http\S+)\n/m.exec(told)?.[1];
  while (address() === undefined) assert.ok(await readMore(), told);
  const url = new URL(address() ?? "");
  const answer = async (line: string) => {
    const before = told.length;
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${line}\n`));
    await writer.close();
    while (await readMore());
    const stdout = await new Response(child.stdout).text();
    // What was told before belongs to the question, and so does the line that may come with it.
    const stderr = told.slice(before).replace(/^When it says .+\n/, "");
    return { code: (await child.status).code, stdout, stderr };
  };
  return { url, answer };
}

/** What the page at `url` does once somebody has typed e-mail and password. @returns the code it redirects with */
async function actAsPage(world: World, url: URL, email = EMAIL): Promise<{ code: string; redirect: string }> {
  const asked = (name: string) => url.searchParams.get(name) ?? "";
  assert.equal(asked("code_challenge_method"), "S256");
  const ctx = webContext();
  const server = openAccountsServer(ctx, await discover(ctx, new URL(world.server.url)));
  const step = await signIn(server, { email, password: PASSWORD });
  if (step.step !== "signed-in") throw new Error(`the page was asked for more: ${step.step}`);
  const key = await syncKeyOf(server, step.session, asked("client_id"));
  const recipient = decodePublicJwk(asked("keys_jwk"));
  const keysJwe = await sealJwe(utf8(scopedKeysJson([key])), recipient, ctx.random(12));
  return await authorize(server, step.session.token, {
    clientId: asked("client_id"),
    scope: asked("scope"),
    state: asked("state"),
    codeChallenge: asked("code_challenge"),
    keysJwe,
  });
}

async function syncKeyOf(server: AccountsServer, session: Session, clientId: string) {
  const bundle = await fetchKeyBundle(server, session.keyFetch);
  const { wrapKB } = await openAccountKeys(bundle, session.keyFetch.bundleKey);
  const data = await fetchScopedKeyData(server, session.token, { clientId, scope: OLDSYNC_SCOPE });
  const rotation = data.get(OLDSYNC_SCOPE)?.keyRotationTimestamp ?? NaN;
  return await deriveSyncKey(xor(wrapKB, session.unwrapBKey), rotation);
}

Deno.test("the address of the page's end finishes the sign-in, with the account's own key", async () => {
  await using world = await openWorld();
  const waiting = await startSignIn(world, "--device-name", "den");
  const { redirect } = await actAsPage(world, waiting.url);
  const run = expectSuccess(await waiting.answer(redirect));
  assert.equal(run.stdout, "");
  assert.ok(run.stderr.includes(EMAIL) && run.stderr.includes("den"), run.stderr);
  await fill(world, 1);
  expectSuccess(await world.foxden("auth status --check"));
  const byBrowser = await appOf(world).secrets();
  await world.signIn();
  assert.deepEqual((await appOf(world).secrets()).syncKey, byBrowser.syncKey);
});

Deno.test("the code alone finishes the sign-in too", async () => {
  await using world = await openWorld();
  const waiting = await startSignIn(world);
  const { code } = await actAsPage(world, waiting.url);
  expectSuccess(await waiting.answer(`  ${code} `));
  expectSuccess(await world.foxden("auth status"));
});

Deno.test("the page is asked for an address that is known already", async () => {
  await using world = await openWorld();
  const waiting = await startSignIn(world, "--email", EMAIL);
  assert.equal(waiting.url.searchParams.get("email"), EMAIL);
  assert.equal((await waiting.answer("")).code, 11);
});

Deno.test("the end of another sign-in is refused, and so is what is no address", async () => {
  await using world = await openWorld();
  const { redirect } = await actAsPage(world, (await finished(await startSignIn(world, "-p", "a"))).url);
  for (const line of [redirect, "hello", "https://elsewhere.example/?code=1&state=2"]) {
    const waiting = await startSignIn(world, "--json");
    expectFailure(await waiting.answer(line), 4, "auth.wrong-answer");
  }
  expectFailure(await world.foxden("auth status --json"), 4, "auth.signed-out");
});

/** A sign-in whose program is not waited for any more. */
async function finished(waiting: Waiting): Promise<Waiting> {
  await waiting.answer("");
  return waiting;
}

Deno.test("a code that was spent is refused by the server", async () => {
  await using world = await openWorld();
  const waiting = await startSignIn(world, "--json");
  const run = await waiting.answer("ab".repeat(32));
  assert.equal(run.code, 4, run.stderr);
  assert.ok(!run.stderr.includes("abab"));
});

Deno.test("the browser cannot bring another account into a profile, and its sign-in is ended", async () => {
  await using world = await openWorld();
  await addUser(world.server.database, { email: "bob@example.org", password: PASSWORD });
  await world.signIn();
  const waiting = await startSignIn(world, "--json");
  const { redirect } = await actAsPage(world, waiting.url, "bob@example.org");
  expectFailure(await waiting.answer(redirect), 2, "usage.value");
  const left = world.server.database.rows((row) => row, "SELECT 1 FROM refresh_token");
  assert.equal(left.length, 1, "only the profile's own sign-in is left");
});
