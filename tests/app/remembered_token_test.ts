import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { App } from "../../app/open.ts";
import { forgetToken, recallToken, rememberToken } from "../../app/remembered_token.ts";
import { fromUtf8 } from "../../core/bytes.ts";
import { infoCollections } from "../../core/sync/info.ts";
import type { StorageToken } from "../../core/sync/token.ts";
import { tokenFor } from "../core/sync/storage_support.ts";
import { openScene, type Scene } from "./refresh_support.ts";

/** Requests for credentials of any kind. */
const exchanges = ({ wire }: Scene): string[] =>
  wire.requests.filter((line) => line.includes("/oauth/") || line.includes("/token/"));

/** What the server is asked for with these credentials. */
async function tokenOf(app: App): Promise<StorageToken> {
  const { server } = await app.syncBeforeSetup();
  await infoCollections(server);
  assert.ok(server.state.token);
  return server.state.token;
}

Deno.test("the next run uses the credentials of the one before", async () => {
  await using scene = await openScene();
  using first = scene.open();
  const token = await tokenOf(first);
  assert.equal(exchanges(scene).length, 2);
  scene.wire.reset();
  using next = scene.open();
  assert.deepEqual(await tokenOf(next), token);
  assert.deepEqual(scene.wire.requests, ["GET /info/collections"]);
});

Deno.test("credentials that the server refuses are renewed at once, and those are remembered", async () => {
  await using scene = await openScene();
  using first = scene.open();
  await tokenOf(first);
  scene.wire.reset();
  using _ = scene.wire.before(1, /info\/collections/, () => new Response("0", { status: 401 }));
  using second = scene.open();
  const renewed = await tokenOf(second);
  assert.equal(exchanges(scene).length, 2);
  scene.wire.reset();
  using third = scene.open();
  assert.deepEqual(await tokenOf(third), renewed);
  assert.deepEqual(exchanges(scene), []);
});

Deno.test("credentials are for one key and one time, and can be forgotten", async () => {
  await using scene = await openScene();
  using app = scene.open();
  const mirror = await app.mirror();
  assert.equal(await recallToken(mirror, "a key", 0), undefined);
  const token = tokenFor("http://127.0.0.1:1", { renewAtMs: 1000, clockOffsetMs: -7 });
  await rememberToken(mirror, "a key", token);
  assert.deepEqual(await recallToken(mirror, "a key", 999), token);
  assert.equal(await recallToken(mirror, "another key", 999), undefined);
  assert.equal(await recallToken(mirror, "a key", 1000), undefined);
  forgetToken(mirror);
  assert.equal(await recallToken(mirror, "a key", 0), undefined);
});

Deno.test("what is no credentials is none", async () => {
  await using scene = await openScene();
  using app = scene.open();
  const mirror = await app.mirror();
  for (const noted of [null, "token", {}, { kid: "a key", renewAtMs: 1000 }]) {
    await mirror.remember("token", noted);
    assert.equal(await recallToken(mirror, "a key", 0), undefined);
  }
});

Deno.test("who starts over begins at the token server", async () => {
  await using scene = await openScene();
  using app = scene.open();
  await tokenOf(app);
  await app.startOver();
  scene.wire.reset();
  await tokenOf(app);
  assert.equal(exchanges(scene).length, 2);
});

Deno.test("no file holds the credentials in clear", async () => {
  await using scene = await openScene();
  using app = scene.open();
  const { credentials: { id, key }, endpoint } = await tokenOf(app);
  const folder = dirname(scene.account.vaultPath);
  let bytes = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (name === "vault") continue;
    const text = new TextDecoder("latin1").decode(await Deno.readFile(join(folder, name)));
    bytes += text.length;
    for (const secret of [id, fromUtf8(key), endpoint]) assert.ok(!text.includes(secret), `${name} holds it`);
  }
  assert.ok(bytes > 0);
});
