import assert from "node:assert/strict";
import { isFoxdenError } from "../../core/errors.ts";
import { openDatabase } from "../../server/admin.ts";
import { serve, type ServeOptions } from "../../server/serve.ts";
import { MIGRATIONS } from "../../server/schema.ts";
import {
  accessToken,
  bearer,
  call,
  hawkSigner,
  login,
  openStorage,
  signIn,
  tokenUrl,
} from "./support/accounts.ts";
import { sign } from "./support/hawk.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

async function withDir(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(`${dir}/data`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("the discovery documents name every service below one address", async () => {
  await using world = await makeWorld([]);
  const { url } = world;
  const config = await call("GET", `${url}/.well-known/fxa-client-configuration`);
  assert.deepEqual(config.body, {
    auth_server_base_url: url,
    oauth_server_base_url: url,
    profile_server_base_url: `${url}/profile`,
    sync_tokenserver_base_url: `${url}/token`,
  });
  const openid = await call("GET", `${url}/.well-known/openid-configuration`);
  assert.partialDeepStrictEqual(openid.body, {
    issuer: url,
    authorization_endpoint: `${url}/authorization`,
    token_endpoint: `${url}/v1/oauth/token`,
    introspection_endpoint: `${url}/v1/introspect`,
    jwks_uri: `${url}/v1/jwks`,
    userinfo_endpoint: `${url}/profile/v1/profile`,
  });
});

Deno.test("a browser is told how to sign in, by a page that may run nothing", async () => {
  await using world = await makeWorld([]);
  for (const path of ["/", "/authorization?client_id=x"]) {
    const response = await fetch(world.url + path);
    assert.match(await response.text(), /foxden auth login --email/);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  }
});

Deno.test("unknown paths are 404 with JSON, and the heartbeats answer", async () => {
  await using world = await makeWorld([]);
  for (const path of ["/nothing", "/1.5", "/v1", "/%zz"]) {
    const answer = await call("GET", world.url + path);
    assert.deepEqual([answer.status, answer.body], [404, 0], path);
  }
  const beats = ["/__heartbeat__", "/__lbheartbeat__", "/__version__"];
  for (const path of beats) assert.equal((await call("GET", world.url + path)).status, 200, path);
});

Deno.test("behind a TLS proxy every address and every signature is the outer one", async () => {
  await using world = await makeWorld([ANN]);
  const forwarded = { "x-forwarded-proto": "https", "x-forwarded-host": "sync.example.org" };
  const outer = "https://sync.example.org";
  const config = await call("GET", `${world.url}/.well-known/fxa-client-configuration`, undefined, forwarded);
  assert.equal(config.body.auth_server_base_url, outer);

  const me = await signIn(world.url, ANN, PASSWORD);
  const path = "/v1/session/status";
  const signer = await hawkSigner(me.sessionToken);
  const ask = async (signedUrl: string) => {
    const headers = { ...forwarded, authorization: await sign("GET", signedUrl + path, signer) };
    return await call("GET", world.url + path, undefined, headers);
  };
  assert.equal((await ask(outer)).status, 200);
  assert.equal((await ask("https://sync.example.org:8443")).body.errno, 109);
  assert.equal((await ask(world.url)).body.errno, 109);

  const credentials = { ...bearer(await accessToken(world.url, me.session)), "x-keyid": me.kid };
  const token = await call("GET", tokenUrl(world.url), undefined, { ...forwarded, ...credentials });
  assert.equal(token.body.api_endpoint, `${outer}/1.5/${token.body.uid}`);
});

Deno.test("data, users and signed tokens outlive a restart, in a folder nobody else can read", async () => {
  await withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const storage = await openStorage(first.url, await signIn(first.url, ANN, PASSWORD));
    await send(storage, "PUT", "/storage/col/x", { body: { payload: "kept" } });
    const { port } = new URL(first.url);
    await first.server.close();
    const modes = [dataDir, `${dataDir}/server.db`, `${dataDir}/master-secret`]
      .map((path) => (Deno.statSync(path).mode ?? 0) & 0o777);
    assert.deepEqual(modes, [0o700, 0o600, 0o600]);

    await using _again = await serve({ dataDir, port: Number(port) });
    assert.match((await send(storage, "GET", "/storage/col/x")).text, /"kept"/);
  });
});

/** Does something on a server, and the rest later, as the same server's clock has it. */
async function later<T>(
  seconds: number,
  before: (url: string) => Promise<T>,
  after: (url: string, kept: T) => Promise<void>,
): Promise<void> {
  await withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const kept = await before(first.url);
    const { port } = new URL(first.url);
    await first.server.close();
    await using again = await serve({ dataDir, port: Number(port), clockOffsetSeconds: seconds });
    await after(again.url, kept);
  });
}

Deno.test("a storage token ends after an hour, but info/collections may still be looked at", async () => {
  await later(
    3601,
    async (url) => await openStorage(url, await signIn(url, ANN, PASSWORD)),
    async (_url, storage) => {
      assert.equal((await send(storage, "GET", "/info/collections")).status, 200);
      assert.equal((await send(storage, "GET", "/info/quota")).status, 401);
      assert.equal((await send(storage, "GET", "/storage/info/collections")).status, 401);
    },
  );
});

Deno.test("keyFetchTokens end after a quarter of an hour, access tokens after six hours", async () => {
  const path = "/v1/account/keys";
  await later(
    6 * 3600 + 1,
    async (url) => {
      const { body } = await login(url, ANN, PASSWORD);
      const me = await signIn(url, ANN, PASSWORD);
      return { body, me, access: await accessToken(url, me.session, "profile") };
    },
    async (url, { body, me, access }) => {
      const signer = await hawkSigner(body.keyFetchToken, "keyFetchToken");
      const authorization = await sign("GET", url + path, signer);
      assert.equal((await call("GET", url + path, undefined, { authorization })).body.errno, 110);
      const profile = await call("GET", `${url}/profile/v1/profile`, undefined, bearer(access));
      assert.equal(profile.body.errno, 110);
      assert.equal((await call("GET", `${url}/v1/session/status`, undefined, me.session)).status, 200);
    },
  );
});

Deno.test("a session nobody used for thirty days is dead", async () => {
  await later(
    31 * 24 * 3600,
    async (url) => (await signIn(url, ANN, PASSWORD)).session,
    async (url, session) => {
      assert.equal((await call("GET", `${url}/v1/session/status`, undefined, session)).body.errno, 110);
    },
  );
});

Deno.test("records and batches end by the server's clock, and what is cleaned away is really gone", async () => {
  await withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const storage = await openStorage(first.url, await signIn(first.url, ANN, PASSWORD));
    const bsos = [{ id: "short", ttl: 3600 }, { id: "long", ttl: 36_000 }, { id: "ever" }];
    await send(storage, "POST", "/storage/col", { body: bsos });
    const batch =
      JSON.parse((await send(storage, "POST", "/storage/col?batch=true", { body: bsos })).text).batch;
    await first.server.close();

    await using again = await serve({ dataDir, clockOffsetSeconds: 2 * 3600 + 1 });
    const reopened = await openStorage(again.url, await signIn(again.url, ANN, PASSWORD));
    assert.deepEqual(JSON.parse((await send(reopened, "GET", "/storage/col?sort=oldest")).text), [
      "ever",
      "long",
    ]);
    const commit = `/storage/col?batch=${encodeURIComponent(batch)}&commit=true`;
    assert.equal((await send(reopened, "POST", commit, { body: [] })).status, 400);
    const count = (table: string) =>
      again.database.row((row) => JSON.stringify(row), `SELECT count(*) AS n FROM ${table}`);
    assert.deepEqual([count("bso"), count("batch")], ['{"n":2}', '{"n":0}']);
  });
});

Deno.test("times go on rising when the clock is set back", async () => {
  await later(
    -7 * 24 * 3600,
    async (url) => {
      const me = await signIn(url, ANN, PASSWORD);
      const storage = await openStorage(url, me);
      return { storage, time: (await send(storage, "PUT", "/storage/col/x", { body: {} })).text };
    },
    async (_url, { storage, time }) => {
      const first = await send(storage, "PUT", "/storage/col/y", { body: {} });
      const second = await send(storage, "PUT", "/storage/col/z", { body: {} });
      assert.ok(Number(first.text) > Number(time));
      assert.ok(Number(second.text) > Number(first.text));
      assert.ok(Number(second.headers.get("x-weave-timestamp")) >= Number(second.text));
    },
  );
});

Deno.test("every answer is dated by the server's clock", async () => {
  const hour = 3600;
  await using world = await makeWorld([ANN], { clockOffsetSeconds: hour });
  for (const path of ["/", "/v1/account/status?uid=x", "/1.5/1/info/collections", "/nothing"]) {
    const response = await fetch(world.url + path);
    await response.body?.cancel();
    const ahead = Date.parse(response.headers.get("date") ?? "") - Date.now();
    assert.ok(Math.abs(ahead - hour * 1000) < 60_000, path);
  }
});

Deno.test("a signature too far from the server's clock is refused, with the right time", async () => {
  await using world = await makeWorld([ANN], { maxSkewSeconds: 60 });
  const me = await signIn(world.url, ANN, PASSWORD);
  const target = `${world.url}/v1/session/status`;
  const signer = await hawkSigner(me.sessionToken);
  const now = Math.floor(Date.now() / 1000);
  const at = async (ts: number) =>
    await call("GET", target, undefined, { authorization: await sign("GET", target, signer, { ts }) });
  assert.equal((await at(now + 30)).status, 200);
  const refused = await at(now + 600);
  assert.deepEqual([refused.status, refused.body.errno], [401, 111]);
  assert.ok(Math.abs(refused.body.serverTime - now) < 60);
  const storage = await openStorage(world.url, me);
  assert.equal((await send(storage, "GET", "/info/collections", { ts: now - 600 })).status, 401);
  assert.equal((await send(storage, "GET", "/info/collections", { ts: now - 30 })).status, 200);
});

Deno.test("smaller limits are advertised and enforced, on what a batch really holds", async () => {
  const limits = { max_total_records: 3, max_total_bytes: 10, max_record_payload_bytes: 8 };
  await using world = await makeWorld([ANN], { limits });
  const storage = await openStorage(world.url, await signIn(world.url, ANN, PASSWORD));
  assert.partialDeepStrictEqual(JSON.parse((await send(storage, "GET", "/info/configuration")).text), limits);
  const post = (query: string, bsos: unknown) =>
    send(storage, "POST", `/storage/col?${query}`, { body: bsos });
  const big = await post("batch=true", [{ id: "a", payload: "123456789" }]);
  assert.deepEqual(JSON.parse(big.text).failed, { a: "retry bytes" });
  assert.equal((await send(storage, "PUT", "/storage/col/a", { body: { payload: "123456789" } })).text, "8");

  const { batch } = JSON.parse(
    (await post("batch=true", [{ id: "a" }, { id: "b", payload: "123456" }])).text,
  );
  const name = encodeURIComponent(batch);
  const tooMany = await post(`batch=${name}&commit=true`, [{ id: "c" }, { id: "d" }]);
  assert.deepEqual([tooMany.status, tooMany.text], [400, "17"]);
  const tooBig = await post(`batch=${name}`, [{ id: "c", payload: "12345" }]);
  assert.deepEqual([tooBig.status, tooBig.text], [400, "17"]);
  assert.equal((await post(`batch=${name}&commit=true`, [{ id: "c", payload: "1234" }])).status, 200);
});

Deno.test("the log has a line for each request and no secret, id, query or address in it", async () => {
  const lines: string[] = [];
  await using world = await makeWorld([ANN], { log: (line) => lines.push(line) });
  const me = await signIn(world.url, ANN, PASSWORD);
  const storage = await openStorage(world.url, me);
  await send(storage, "PUT", "/storage/bookmarks/secretid", { body: { payload: "secretpayload" } });
  await send(storage, "GET", "/storage/bookmarks?ids=secretid");
  await send(storage, "GET", "/secretpath");
  await call("POST", `${world.url}/v1/account/login`, "secretbody");
  const log = lines.map((line) => line.replace(/ \d+ms$/, ""));
  assert.deepEqual(log.slice(-4), [
    "PUT /1.5/:uid/storage/bookmarks/:id 200",
    "GET /1.5/:uid/storage/bookmarks 200",
    "GET /1.5/? 404",
    "POST /v1/account/login 400",
  ]);
  const all = lines.join("\n");
  for (const secret of ["secret", ANN, me.uid, me.sessionToken, me.session.authorization.slice(-64)]) {
    assert.equal(all.includes(secret), false, secret);
  }
});

Deno.test("a failure inside is 500 in each service's own words, without a word about the cause", async () => {
  const lines: string[] = [];
  await using world = await makeWorld([ANN], { log: (line) => lines.push(line) });
  const me = await signIn(world.url, ANN, PASSWORD);
  const storage = await openStorage(world.url, me);
  const token = bearer(await accessToken(world.url, me.session));
  for (const table of ["collection", "session", "storage_user"]) {
    world.server.database.run(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  }
  const stored = await send(storage, "GET", "/info/collections");
  assert.deepEqual([stored.status, stored.text], [500, "0"]);
  const status = await call("GET", `${world.url}/v1/session/status`, undefined, me.session);
  assert.deepEqual(status.body, {
    code: 500,
    errno: 999,
    error: "Internal Server Error",
    message: "Unspecified error",
  });
  const asked = await call("GET", tokenUrl(world.url), undefined, { ...token, "x-keyid": me.kid });
  assert.deepEqual([asked.status, asked.body.status], [500, "internal-error"]);
  assert.equal(lines.filter((line) => line.startsWith("fault: ")).length, 3);
});

Deno.test("a fault answers in the server's place, for the requests it wants", async () => {
  const fault: ServeOptions["fault"] = (request) =>
    new URL(request.url).pathname === "/v1/jwks"
      ? new Response("{}", { status: 503, headers: { "retry-after": "7" } })
      : undefined;
  await using world = await makeWorld([], { fault });
  const answer = await call("GET", `${world.url}/v1/jwks`);
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "7"]);
  assert.equal((await call("GET", `${world.url}/__lbheartbeat__`)).status, 200);
});

Deno.test("a file held by another process is 503 with Retry-After, and fine afterwards", async () => {
  await withDir(async (dataDir) => {
    await using world = await makeWorld([ANN], { dataDir });
    world.server.database.row((row) => row, "PRAGMA busy_timeout = 0");
    const storage = await openStorage(world.url, await signIn(world.url, ANN, PASSWORD));
    using beside = openDatabase(dataDir);
    const put = () => send(storage, "PUT", "/storage/col/x", { body: {} });
    beside.run("BEGIN IMMEDIATE");
    const refused = await put();
    beside.run("ROLLBACK");
    assert.deepEqual([refused.status, refused.text, refused.headers.get("retry-after")], [503, "0", "10"]);
    assert.equal((await put()).status, 200);
  });
});

Deno.test("an address in use, a folder that is none and a file of the future are refused in words", async () => {
  await using world = await makeWorld([]);
  const port = Number(new URL(world.url).port);
  const fails = (code: string) => (error: unknown) => isFoxdenError(error) && error.code === code;
  await assert.rejects(serve({ port }), fails("failed.listen"));
  await withDir(async (dataDir) => {
    await Deno.writeTextFile(dataDir, "a file");
    await assert.rejects(serve({ dataDir }), fails("failed.file"));
  });
  await withDir(async (dataDir) => {
    const database = openDatabase(dataDir);
    database.run(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    database.close();
    const newer = (error: unknown) => fails("failed.file")(error) && /newer foxden/.test(String(error));
    await assert.rejects(serve({ dataDir }), newer);
  });
});

Deno.test("closing twice is closing once, and the address is free again", async () => {
  const server = await serve();
  const port = Number(new URL(server.url).port);
  await Promise.all([server.close(), server.close()]);
  await using _next = await serve({ port });
});
