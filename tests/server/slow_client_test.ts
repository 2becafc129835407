/** Clients that are slow, many, or send too much: each is let go in time, and none is in the way of others. */
import assert from "node:assert/strict";
import type { Patience } from "../../server/serve.ts";
import { withDir } from "./support/data_dir.ts";
import { sign } from "./support/hawk.ts";
import { connectRaw, type RawClient, sendRaw } from "./support/raw.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";
import { makeWorld } from "./support/world.ts";

/** Patience that a test can wait for. */
const SHORT: Partial<Patience> = { headMs: 200, bodyMs: 200, idleMs: 200, answerMs: 200 };

Deno.test("a head that never ends is 408, and so is a connection that never begins", async () => {
  await using world = await makeWorld([], { patience: SHORT });
  for (const text of ["", "GET /__ver", "GET /__version__ HTTP/1.1\r\nhost: a\r\nx-long: "]) {
    assert.match(await sendRaw(world.url, text), /^HTTP\/1\.1 408 /, text);
  }
});

Deno.test("a head that comes byte by byte has no more time than one that does not come", async () => {
  await using world = await makeWorld([], { patience: SHORT });
  using client = await connectRaw(world.url);
  const answer = client.readToEnd();
  let over = false;
  answer.finally(() => over = true);
  await client.send("GET /__version__ HTTP/1.1\r\nhost: a\r\nx: ");
  while (!over) {
    await client.send("y").catch(() => undefined);
    await world.server.database.clock.wait(20);
  }
  assert.match(await answer, /^HTTP\/1\.1 408 /);
});

const BODY =
  "POST PATH HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{";

const words = {
  "/v1/account/login": /"errno":\d+/,
  "/v1/oauth/token": /"errno":\d+/,
} as const;

for (const [path, form] of Object.entries(words)) {
  Deno.test(`the rest of a body that does not come is 408 at ${path}, and the connection is closed`, async () => {
    await using world = await makeWorld([], { patience: SHORT });
    const answer = await sendRaw(world.url, BODY.replace("PATH", path));
    assert.match(answer, /^HTTP\/1\.1 408 [^]*\r\nconnection: close\r\n/i);
    assert.match(answer, form);
  });
}

Deno.test("a storage's body that trickles is 408 with a number, and nothing of it is stored", async () => {
  await using world = await makeWorld([], { patience: SHORT, masterSecret: SECRET });
  const user = await foreignStorage(world.url, 7);
  const { hostname, port } = new URL(world.url);
  const url = `${user.endpoint}/storage/col/a`;
  const authorization = await sign("PUT", url, user.signer);
  using client = await connectRaw(world.url);
  await client.send(
    `PUT /1.5/7/storage/col/a HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${authorization}\r\n` +
      "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
  );
  const answer = client.readToEnd();
  let over = false;
  answer.finally(() => over = true);
  while (!over) {
    await client.send("1\r\n \r\n").catch(() => undefined);
    await world.server.database.clock.wait(20);
  }
  assert.match(await answer, /^HTTP\/1\.1 408 [^]*\r\n\r\n0$/);
  assert.equal((await send(user, "GET", "/info/collections")).text, "{}");
});

Deno.test("a connection that is not used again is closed", async () => {
  await using world = await makeWorld([], { patience: SHORT });
  const answer = await sendRaw(world.url, "GET /__lbheartbeat__ HTTP/1.1\r\nhost: a\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 200 /);
});

Deno.test("an answer that is not taken is given up", async () => {
  await using world = await makeWorld([], { patience: SHORT, masterSecret: SECRET });
  const user = await foreignStorage(world.url, 7);
  for (const id of ["a", "b", "c"]) {
    const body = { payload: "x".repeat(2_600_000) };
    assert.equal((await send(user, "PUT", `/storage/col/${id}`, { body })).status, 200);
  }
  const url = `${user.endpoint}/storage/col?full=1`;
  const asked = `GET /1.5/7/storage/col?full=1 HTTP/1.1\r\nhost: ${new URL(url).host}\r\n` +
    `authorization: ${await sign("GET", url, user.signer)}\r\n\r\n`;
  using client = await connectRaw(world.url);
  // Several answers, more than the system's buffers hold.
  await client.send(asked.repeat(6));
  await untilCut(client, world.server.database.clock.wait);
});

/** Sends what stands for nothing between requests, until the server has closed. */
async function untilCut(client: RawClient, wait: (ms: number) => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const isCut = await client.send("\r\n").then(() => false, () => true);
    if (isCut) return;
    await wait(20);
  }
  assert.fail("the connection is still open");
}

Deno.test("many idle connections, and many half requests, are in nobody's way", async () => {
  await using world = await makeWorld([], { patience: { connections: 20 }, masterSecret: SECRET });
  const user = await foreignStorage(world.url, 7);
  const clients: RawClient[] = [];
  try {
    for (let i = 0; i < 60; i++) {
      const client = await connectRaw(world.url);
      clients.push(client);
      await client.send(["", "GET / HT", BODY.replace("PATH", "/v1/account/login")][i % 3] ?? "");
      const put = await send(user, "PUT", `/storage/col/r${i}`, { body: { payload: "x" } });
      assert.equal(put.status, 200);
    }
    const [first] = clients;
    assert.equal(
      await first?.readToEnd(),
      "",
      "the connection that waited longest was closed for a newer one",
    );
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
});

Deno.test("one who waits for the server keeps the connection, however many come after", async () => {
  const entered = Promise.withResolvers<void>();
  const go = Promise.withResolvers<undefined>();
  await using world = await makeWorld([], {
    patience: { connections: 5 },
    fault: (request) => {
      if (!request.url.endsWith("/__version__")) return undefined;
      entered.resolve();
      return go.promise;
    },
  });
  using waiting = await connectRaw(world.url);
  await waiting.send("GET /__version__ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  await entered.promise;
  for (let i = 0; i < 10; i++) {
    using other = await connectRaw(world.url);
    await other.send("GET /__lbheartbeat__ HTTP/1.1\r\nhost: a\r\n\r\n");
    await other.readUntil("{}");
  }
  go.resolve(undefined);
  assert.match(await waiting.readToEnd(), /^HTTP\/1\.1 200 /);
});

Deno.test("a request line or a header of more than 64 KiB is 431, one of 100 long ids is not", async () => {
  await using world = await makeWorld([], { masterSecret: SECRET });
  const long = "x".repeat(70_000);
  for (const [path, header] of [[long, ""], ["", long]] as const) {
    const answer = await sendRaw(
      world.url,
      `GET /${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-header: ${header}\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 431 /);
  }
  const user = await foreignStorage(world.url, 7);
  const ids = Array.from({ length: 100 }, (_, i) => String(i).padEnd(64, "~")).map((id) =>
    [...id].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("")
  );
  assert.equal((await send(user, "GET", `/storage/col?ids=${ids.join(",")}`)).status, 200);
});

const TOO_LARGE = [
  ["POST", "/v1/account/login", 70_000, /"errno":113/],
  ["POST", "/v1/oauth/token", 70_000, /"errno":113/],
  ["POST", "/v1/oauth/destroy", 70_000, /"errno":113/],
  ["POST", "/v1/account/create", 70_000, /"errno":11[36]/],
] as const;

Deno.test("a body too large is 413 in each service's words, and leaves the connection in order", async () => {
  await using world = await makeWorld([], { signUp: true, masterSecret: SECRET });
  const user = await foreignStorage(world.url, 7);
  for (const [method, path, length, form] of TOO_LARGE) {
    const body = JSON.stringify({ email: "x".repeat(length) });
    const response = await fetch(world.url + path, {
      method,
      body,
      headers: { "content-type": "application/json" },
    });
    assert.equal(response.status, 413, path);
    assert.match(await response.text(), form);
  }
  const body = `{"payload":"${"x".repeat(3_000_000)}"}`;
  const stored = await send(user, "PUT", "/storage/col/a", { body });
  assert.deepEqual([stored.status, stored.text], [413, "17"]);
  const streamed = new Blob([body]).stream();
  const url = `${user.endpoint}/storage/col/a`;
  const response = await fetch(url, {
    method: "PUT",
    headers: { authorization: await sign("PUT", url, user.signer), "content-type": "application/json" },
    body: streamed,
  });
  assert.deepEqual([response.status, await response.text()], [413, "17"]);
  assert.equal((await send(user, "GET", "/info/collections")).text, "{}");
});

Deno.test("what is no HTTP is 400, and the server goes on", () =>
  withDir(async (dataDir) => {
    await using world = await makeWorld([], { dataDir });
    const nonsense = [
      "\x16\x03\x01\x02\x00\x01\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "G@T / HTTP/1.1\r\nhost: a\r\n\r\n",
    ];
    const smuggled =
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    for (const text of [...nonsense, smuggled]) {
      assert.match(await sendRaw(world.url, text), /^HTTP\/1\.1 400 /, JSON.stringify(text));
    }
    assert.equal((await (await fetch(`${world.url}/__version__`)).json()).name, "foxden");
  }));
