import assert from "node:assert/strict";
import { isFoxdenError } from "../../core/errors.ts";
import { accountsService, profileService } from "../../server/accounts/service.ts";
import { openDatabase } from "../../server/admin.ts";
import { rootService } from "../../server/discovery.ts";
import { serve, type ServeOptions } from "../../server/serve.ts";
import { MIGRATIONS } from "../../server/schema.ts";
import { storageService } from "../../server/storage/service.ts";
import { tokenService } from "../../server/token/service.ts";
import { accessToken, bearer, call, hawkSigner, openStorage, signIn, tokenUrl } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { sign } from "./support/hawk.ts";
import { connectRaw } from "./support/raw.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

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
    assert.match(await response.text(), new RegExp(`foxden auth login --server ${world.url} --email you@`));
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

/** Every value that a client might want to keep to itself, and that no route may put into the log. */
const SECRETS = {
  password: "sekretpassword",
  email: "sekret@example.org",
  hex: "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7a1b2",
  text: "sekret-value",
} as const;

const SECRET_BODY = {
  ...{ email: SECRETS.email, originalLoginEmail: SECRETS.email, authPW: SECRETS.hex, oldAuthPW: SECRETS.hex },
  ...{
    wrapKb: SECRETS.hex,
    token: SECRETS.hex,
    refresh_token: SECRETS.hex,
    code: SECRETS.hex,
    id: SECRETS.hex,
  },
  ...{ code_verifier: SECRETS.text, keys_jwe: SECRETS.text, name: SECRETS.text, payload: SECRETS.text },
  ...{ client_id: SECRETS.text, state: SECRETS.text, password: SECRETS.password, unblockCode: SECRETS.text },
};

const SERVICES = [accountsService, profileService, tokenService, storageService, rootService];

Deno.test("whatever is sent to whichever route, the log shows none of it", async () => {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  await using world = await makeWorld([SECRETS.email], { log, signUp: true, masterSecret: SECRET });
  const me = await signIn(world.url, SECRETS.email, PASSWORD);
  const storage = await foreignStorage(world.url, 7);
  const authorizations = [
    `Bearer ${SECRETS.text}`,
    `Hawk id="${SECRETS.hex}", ts="1", nonce="${SECRETS.text}", mac="${SECRETS.text}"`,
    me.session.authorization,
  ];
  const routes = SERVICES.flatMap((service) => service.routes);
  for (const { method, path } of routes) {
    const filled = path.replace(":collection", "col").replace(":uid", "7").replace(/:\w+/g, SECRETS.text);
    const url = `${world.url}${filled}?email=${SECRETS.email}&keys=true&ids=${SECRETS.text}`;
    const body = method === "GET" ? {} : { body: JSON.stringify(SECRET_BODY) };
    for (const authorization of authorizations) {
      const headers = { authorization, "content-type": "application/json", "user-agent": SECRETS.text };
      await (await fetch(url, { method, headers, ...body })).body?.cancel();
    }
  }
  await send(storage, "PUT", `/storage/col/${SECRETS.text}`, { body: { payload: SECRETS.text } });
  await send(storage, "GET", `/storage/col/${SECRETS.text}`);
  await (await fetch(`${world.url}/${SECRETS.text}`)).body?.cancel();
  assert.ok(lines.length >= 3 * routes.length, `${lines.length} lines`);
  const all = lines.join("\n");
  const { uid, sessionToken, session } = me;
  const secrets = [
    ...Object.values(SECRETS),
    uid,
    sessionToken,
    session.authorization,
    storage.signer.id,
    SECRET,
  ];
  assert.deepEqual(secrets.filter((secret) => all.includes(secret)), []);
  const form = /^[A-Z]+ \S+ \d{3} \d+ms$/;
  assert.deepEqual(
    lines.filter((line) => !form.test(line)),
    [],
    "nothing fails in a way nobody has thought of",
  );
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

Deno.test("a master secret is refused when it is short, wherever it comes from", async () => {
  const tooShort = "x".repeat(31);
  await assert.rejects(
    serve({ masterSecret: tooShort }),
    (error) => isFoxdenError(error) && error.code === "usage.value" && error.details.name === "masterSecret",
  );
  await withDir(async (dataDir) => {
    await (await serve({ dataDir })).close();
    await Deno.writeTextFile(`${dataDir}/master-secret`, tooShort);
    const refused = (error: unknown) => isFoxdenError(error) && error.code === "failed.file";
    await assert.rejects(serve({ dataDir }), refused);
    await using _server = await serve({ dataDir, masterSecret: `${tooShort}x` });
  });
});

Deno.test("a client that has asked for nothing does not keep the server from closing", async () => {
  const server = await serve({ closeGraceMs: 600_000 });
  using silent = await connectRaw(server.url);
  // Whoever came before this one has been let in by now.
  await (await fetch(`${server.url}/__version__`)).body?.cancel();
  const left = silent.readToEnd();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve("still open"), 20_000);
  const ended = await Promise.race([server.close().then(() => "closed"), late.promise]);
  clearTimeout(timer);
  assert.equal(ended, "closed");
  assert.equal(await left, "");
});

Deno.test("closing twice is closing once, and the address is free again", async () => {
  const server = await serve();
  const port = Number(new URL(server.url).port);
  await Promise.all([server.close(), server.close()]);
  await using _next = await serve({ port });
});
