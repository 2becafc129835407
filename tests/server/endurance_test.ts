import assert from "node:assert/strict";
import { load, openDatabase } from "../../server/admin.ts";
import { Refusal } from "../../server/reply.ts";
import { readRequest } from "../../server/request.ts";
import { serve } from "../../server/serve.ts";
import { call, openStorage, signIn } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

/** Sends bytes as they are, and reads until the server closes. */
async function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(text));
  return await new Response(connection.readable).text();
}

Deno.test("clean-up that fails is logged and does not keep a server from starting", async () => {
  await withDir(async (dataDir) => {
    const database = openDatabase(dataDir);
    database.run("DROP TABLE unblock_code");
    database.close();
    const lines: string[] = [];
    await using server = await serve({ dataDir, log: (line) => lines.push(line) });
    assert.match(lines.join(), /^fault: housekeeping: Error/);
    assert.equal((await call("GET", `${server.url}/__heartbeat__`)).status, 200);
  });
});

Deno.test("closing does not wait for a request that never ends", async () => {
  const started = Promise.withResolvers<void>();
  const fault = () => {
    started.resolve();
    return new Promise<undefined>(() => undefined);
  };
  const server = await serve({ fault, closeGraceMs: 1 });
  const client = new AbortController();
  const hanging = assert.rejects(fetch(server.url, { signal: client.signal }));
  await started.promise;
  await server.close();
  assert.throws(() => server.database.run("SELECT 1"));
  client.abort();
  await hanging;
});

const hostFaults = ["[", "a/b", "a b", "a@b", "a:123456", "a:99999"];
for (const host of hostFaults) {
  Deno.test(`the host ${JSON.stringify(host)} is refused`, async () => {
    await using world = await makeWorld([]);
    const head = `GET /__version__ HTTP/1.1\r\nconnection: close\r\n`;
    const forwarded = await sendRaw(world.url, `${head}host: a\r\nx-forwarded-host: ${host}\r\n\r\n`);
    assert.match(forwarded, /^HTTP\/1.1 400 [^]*\r\n0$/);
    assert.match(await sendRaw(world.url, `${head}host: ${host}\r\n\r\n`), /^HTTP\/1.1 400 /);
  });
}

Deno.test("a failure outside of every service is JSON without a word about the cause", async () => {
  await using world = await makeWorld([], { fault: () => Promise.reject(new Error("secret")) });
  const answer = await call("GET", world.url);
  assert.deepEqual([answer.status, answer.body], [500, {}]);
});

const status = (wanted: number) => (error: unknown) => error instanceof Refusal && error.reply === wanted;
const requestOf = (body: ReadableStream<Uint8Array>) => new Request("http://a/", { method: "POST", body });

Deno.test("a body that does not come is given up, and so is one whose sender hangs up", async () => {
  const cancelled = Promise.withResolvers<void>();
  const stuck = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() });
  // A timer that keeps nothing alive would never end a test in which nothing else happens.
  await using _server = await serve();
  await assert.rejects(readRequest(requestOf(stuck), 1).text(10), status(408));
  await cancelled.promise;
  const broken = new ReadableStream<Uint8Array>({ pull: (to) => to.error(new TypeError("hung up")) });
  await assert.rejects(readRequest(requestOf(broken), 60_000).text(10), status(400));
});

Deno.test("the heartbeat fails when the tables cannot be read", async () => {
  await using world = await makeWorld([]);
  world.server.database.run("ALTER TABLE account RENAME TO account_away");
  assert.equal((await call("GET", `${world.url}/__heartbeat__`)).status, 503);
});

Deno.test("a folder, a database and a secret that others could read are closed to them", async () => {
  await withDir(async (dataDir) => {
    await (await serve({ dataDir })).close();
    const paths = [dataDir, `${dataDir}/server.db`, `${dataDir}/master-secret`];
    for (const path of paths) await Deno.chmod(path, 0o755);
    await (await serve({ dataDir })).close();
    assert.deepEqual(paths.map((path) => (Deno.statSync(path).mode ?? 0) & 0o777), [0o700, 0o600, 0o600]);
    const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["master-secret", "server.db"]);
  });
});

Deno.test("a page ends once it holds eight mebibytes", async () => {
  await using world = await makeWorld([]);
  const email = "ann@example.org";
  const payload = "x".repeat(3 * 1024 * 1024);
  const bsos = ["a", "b", "c", "d"].map((id) => ({ id, payload }));
  await load(world.server.database, { email, password: PASSWORD, collections: { col: { bsos } } });
  const storage = await openStorage(world.url, await signIn(world.url, email, PASSWORD));
  const page = await send(storage, "GET", "/storage/col?full=1");
  assert.equal(page.headers.get("x-weave-records"), "3");
  assert.notEqual(page.headers.get("x-weave-next-offset"), null);
});
