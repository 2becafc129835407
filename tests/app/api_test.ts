import assert from "node:assert/strict";
import {
  type ApiReply,
  apiRequest,
  type ApiWords,
  callApi,
  expireTouched,
  removesAll,
  touched,
} from "../../app/api.ts";
import { listPages, withPages } from "../../app/api_pages.ts";
import { listRecords } from "../../app/records.ts";
import type { FoxdenError } from "../../core/errors.ts";
import { collectionName } from "../../core/ids.ts";
import { challenge, FaultBox, openFixedServer } from "../support/faults.ts";
import { failsWith } from "../support/vectors.ts";
import { openSignedIn, openSynced, put, rowsOf, withoutOffline } from "./app_support.ts";

const request = (words: Partial<ApiWords> = {}) =>
  apiRequest({ server: "storage", method: "GET", path: "info/collections", headers: [], ...words });

const textOf = async ({ body }: ApiReply) => (await Array.fromAsync(body)).join("");

const refusedAs = (words: Partial<ApiWords>) =>
  assert.throws(
    () => request(words),
    (error: FoxdenError) => error.code === "usage.value",
    JSON.stringify(words),
  );

Deno.test("a path stands below the server's root, with or without a slash, and its query stays as it was typed", () => {
  for (const path of ["storage/forms?full=1&ids=a,b", "/storage/forms?full=1&ids=a,b"]) {
    const { path: found, query } = request({ path });
    assert.deepEqual([found, query], ["/storage/forms", "?full=1&ids=a,b"]);
  }
});

Deno.test("what leads elsewhere, or is no address, is refused before anything is sent", () => {
  for (
    const path of [
      ...[
        "../x",
        "a/../../x",
        "./a",
        "a/%2e%2e/b",
        "a/%2E./b",
        "https://evil.example/",
        "//evil.example/",
        "file:x",
      ],
      ...["a b", "a#b", "a\\b", "a\nb", "a%zz", "a\u0000"],
    ]
  ) refusedAs({ path });
});

Deno.test("methods are known by any case, and those that write go to the storage alone", () => {
  assert.equal(request({ method: "delete" }).method, "DELETE");
  for (const method of ["PATCH", "CONNECT", "GET ", ""]) refusedAs({ method });
  for (const server of ["accounts", "profile"] as const) {
    assert.equal(request({ server, method: "head" }).method, "HEAD");
    for (const method of ["POST", "PUT", "DELETE"]) refusedAs({ server, method });
  }
  refusedAs({ method: "GET", body: "{}" });
});

Deno.test("a header may be added, and none that says who asks or what the connection does", () => {
  const { headers } = request({ headers: ["X-If-Modified-Since: 12.00", "accept:text/plain"] });
  assert.deepEqual(headers, { accept: "text/plain", "x-if-modified-since": "12.00" });
  assert.equal(request({ method: "PUT", body: "{}" }).headers["content-type"], "application/json");
  for (
    const line of [
      ...[
        "Authorization: Bearer x",
        "cookie: a=b",
        "Proxy-Authorization: x",
        "X-KeyID: x",
        "host: evil.example",
      ],
      ...[
        "X-HTTP-Method-Override: DELETE",
        "x-http-method: PUT",
        "X-Method-Override: PUT",
        "Accept-Encoding: gzip",
      ],
      ...["Expect: 100-continue", "Trailer: x", "Keep-Alive: 1", "Transfer-Encoding: chunked"],
      ...["Content-Length: 1", "no colon", "bad name: x", ": x", "a: b\r\nc: d", "a: \u0001"],
    ]
  ) refusedAs({ headers: [line] });
});

Deno.test("a request is signed and answered, and a token that was refused once is renewed", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  await put(account.app, "forms", { id: "a" });
  const reply = await callApi(account.app, request());
  assert.deepEqual([reply.status, reply.failure], [200, undefined]);
  assert.deepEqual(Object.keys(JSON.parse(await textOf(reply))), ["crypto", "forms", "meta"]);
  using trap = faults.answer(/\/info\/quota$/, () => new Response("0", { status: 401 }), 1);
  const again = await callApi(account.app, request({ path: "info/quota" }));
  assert.deepEqual([again.status, trap.hits], [200, 1]);
  assert.match(await textOf(again), /^\[/, "the body is that of the answer that counts");
});

Deno.test("a clock that is wrong is allowed for", async () => {
  await using account = await openSynced({ clockOffsetSeconds: 3600, maxSkewSeconds: 60 });
  assert.equal((await callApi(account.app, request())).status, 200);
});

Deno.test("a refusal is an answer with its body, and says which kind of failure it is", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  const answered = async (status: number, headers: Record<string, string> = {}) => {
    using _ = faults.answer(/\/info\/quota$/, () => new Response("the body", { status, headers }));
    const reply = await callApi(account.app, request({ path: "info/quota" }));
    assert.deepEqual([reply.status, await textOf(reply)], [status, "the body"]);
    return reply.failure;
  };
  const codes: Record<number, string> = {
    400: "server.status",
    401: "auth.revoked",
    403: "auth.refused",
    302: "server.status",
    404: "not-found.path",
    405: "server.status",
    409: "conflict.changed",
    412: "conflict.changed",
    413: "server.too-large",
    415: "server.status",
    429: "server.busy",
    500: "server.busy",
    503: "server.busy",
  };
  for (const [status, code] of Object.entries(codes)) {
    assert.equal((await answered(Number(status)))?.code, code, status);
  }
  const moved = await answered(302, { location: "https://other.example/" });
  assert.match(moved?.message ?? "", /with 302, and points to https:\/\/other\.example\/$/);
  const busy = await answered(503, { "retry-after": "7" });
  assert.deepEqual(busy?.details, { status: 503, retryAfterSeconds: 7 });
  const page = await answered(429, { "content-type": "text/html" });
  assert.equal(page?.code, "server.challenge");
  using _ = faults.answer(/\/info\/quota$/, challenge);
  const { failure } = await callApi(account.app, request({ path: "info/quota" }));
  assert.equal(failure?.code, "server.challenge");
});

Deno.test("no header of an answer that could be a secret is given on", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  const headers = {
    "set-cookie": "a=b",
    "www-authenticate": "Hawk",
    "server-authorization": "Hawk mac",
    "x-own": "y",
  };
  using _ = faults.answer(/\/info\/quota$/, () => new Response("1", { headers }));
  const { headers: given } = await callApi(account.app, request({ path: "info/quota" }));
  const names = given.map(([name]) => name);
  assert.ok(names.includes("x-own"));
  assert.deepEqual(names.filter((name) => /cookie|auth/.test(name)), []);
});

Deno.test("a body is given on as it comes, long before its end", async () => {
  const { promise: isSeen, resolve } = Promise.withResolvers<void>();
  await using slow = openFixedServer(() => {
    async function* pieces() {
      yield new TextEncoder().encode("first ä");
      await isSeen;
      yield new TextEncoder().encode("second");
    }
    return new Response(ReadableStream.from(pieces()));
  });
  const token = { id: "id", key: "key", uid: 1, api_endpoint: slow.url, duration: 3600 };
  await using account = await openSignedIn({
    fault: ({ url }) => url.includes("/token/") ? Response.json(token) : undefined,
  });
  const { body } = await callApi(account.app, request({ path: "storage/forms" }));
  const seen: string[] = [];
  for await (const piece of body) {
    seen.push(piece);
    resolve();
  }
  assert.equal(seen.join(""), "first äsecond");
  assert.ok(seen.length >= 2);
});

Deno.test("an answer that breaks off, and a server that is away, are told as such", async () => {
  await using account = await openSynced();
  await callApi(account.app, request());
  await account.server.close();
  for (const server of ["storage", "accounts"] as const) {
    await failsWith("network.unreachable", () => callApi(account.app, request({ server })));
  }
  const offline = account.open({ offline: true });
  await failsWith("network.offline", () => callApi(offline, request()));
  await failsWith("network.offline", () => callApi(offline, request({ server: "profile", path: "profile" })));
});

Deno.test("the accounts and the profile server are asked as far as the sign-in may", async () => {
  await using account = await openSignedIn();
  const { app } = account;
  const devices = await callApi(app, request({ server: "accounts", path: "account/devices" }));
  assert.deepEqual(JSON.parse(await textOf(devices)).map(({ name }: { name: string }) => name), ["den"]);
  const profile = await callApi(app, request({ server: "profile", path: "profile" }));
  assert.equal(JSON.parse(await textOf(profile)).uid, (await app.secrets()).uid);
  const refused = await callApi(app, request({ server: "accounts", path: "session/status" }));
  assert.deepEqual([refused.status, refused.failure?.code], [401, "auth.revoked"]);
});

Deno.test("a sign-in that rests on a session asks with it, by signature where the server knows nothing else", async () => {
  let bearers = 0;
  await using account = await openSignedIn({
    fault: (incoming) => {
      const isBearer = incoming.headers.get("authorization")?.startsWith("Bearer fxs_") ?? false;
      if (incoming.url.endsWith("/account/devices") && incoming.method === "GET" && isBearer) {
        bearers++;
        return Response.json({ errno: 110, code: 401 }, { status: 401 });
      }
      return withoutOffline(incoming);
    },
  });
  assert.notEqual((await account.app.secrets()).sessionToken, undefined);
  const devices = await callApi(account.app, request({ server: "accounts", path: "account/devices" }));
  assert.deepEqual([devices.status, bearers], [200, 1]);
});

Deno.test("what a write touches is a collection, everything, or nothing that is kept here", () => {
  const of = (method: string, path: string) => touched(request({ method, path }));
  assert.equal(of("PUT", "storage/forms/a"), "forms");
  assert.equal(of("POST", "storage/forms?batch=true"), "forms");
  assert.equal(of("DELETE", "storage/forms"), "forms");
  assert.equal(of("GET", "storage/forms"), undefined);
  assert.equal(of("POST", "info/collections"), undefined);
  for (const path of ["", "/", "storage", "storage/"]) assert.equal(of("DELETE", path), "everything", path);
  const all = (path: string) => removesAll(request({ method: "DELETE", path }));
  for (const path of ["", "storage", "storage/forms", "storage/forms/"]) assert.ok(all(path), path);
  for (const query of ["ids=", "ids=,", "ids=a&ids=", "ids=%20", "full=1"]) {
    assert.ok(all(`storage/forms?${query}`), query);
  }
  for (const path of ["storage/forms/a", "storage/forms?ids=a,b"]) assert.ok(!all(path), path);
});

Deno.test("what was written around the local copy shows in the next list all the same", async () => {
  await using account = await openSynced();
  const lists = async () =>
    await rowsOf(
      listRecords(account.open({ fresh: { mode: "max-age", maxAgeMs: 1e9, lenient: true } }), {
        collection: "forms",
      }),
    );
  await put(account.app, "forms", { id: "a", name: "n", value: "v" });
  assert.equal((await lists()).length, 1);
  const removal = request({ method: "DELETE", path: "storage/forms/a" });
  await expireTouched(account.app, removal);
  assert.equal((await callApi(account.app, removal)).status, 200);
  await expireTouched(account.app, removal);
  assert.equal((await lists()).length, 0);
  const mirror = await account.app.mirror();
  await expireTouched(account.app, request({ method: "DELETE", path: "storage" }));
  assert.ok(mirror.copies().every(({ checkedAtMs }) => checkedAtMs <= 0));
  assert.equal(mirror.copyOf(collectionName("forms"))?.records, 0);
});

Deno.test("pages become one list, in both forms, whichever of them the server speaks", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  const ids = ["a", "b", "c", "d", "e"];
  await put(account.app, "forms", ...ids.map((id) => ({ id })));
  const pages = (inLines: boolean, path = "storage/forms?limit=2&sort=oldest") =>
    listPages(account.app, withPages(request({ path }), false), inLines);
  const joined = async (replies: AsyncIterable<ApiReply>) => {
    let text = "";
    for await (const reply of replies) text += await textOf(reply);
    return text;
  };
  assert.deepEqual(JSON.parse(await joined(pages(false))).sort(), ids);
  assert.deepEqual(
    (await joined(pages(true))).trim().split("\n").map((line) => JSON.parse(line)).sort(),
    ids,
  );
  assert.equal(await joined(pages(false, "storage/nosuch")), "[]\n");
  assert.equal(await joined(pages(true, "storage/nosuch")), "");
  assert.equal(JSON.parse(await joined(pages(false, "storage/forms"))).length, 5);
  using _ = faults.answer(/\/storage\/forms$/, ({ url }) => {
    const offset = Number(new URL(url).searchParams.get("offset") ?? 0);
    const more = offset < 4 ? { "x-weave-next-offset": String(offset + 2) } : undefined;
    return Response.json(ids.slice(offset, offset + 2), { headers: { "x-last-modified": "1.00", ...more } });
  });
  assert.deepEqual(JSON.parse(await joined(pages(false))), ids);
  assert.equal(await joined(pages(true)), ids.map((id) => `"${id}"\n`).join(""));
});

Deno.test("pages that go round in circles come to an end, and a refusal is no part of a list that has begun", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  const pages = (answer: (offset: string | null) => Response) => {
    const trap = faults.answer(
      /\/storage\/forms$/,
      ({ url }) => answer(new URL(url).searchParams.get("offset")),
    );
    const replies = listPages(account.app, withPages(request({ path: "storage/forms" }), false), false);
    return { replies, [Symbol.dispose]: () => trap[Symbol.dispose]() };
  };
  const next = (offset: string) => ({ headers: { "x-weave-next-offset": offset } });
  for (const turns of [["a"], ["a", "b"]]) {
    let sent = 0;
    using circle = pages(() =>
      sent < 20 ? Response.json([], next(turns[sent++ % turns.length] ?? "")) : Response.json([])
    );
    const error = await failsWith("server.shape", async () => {
      for await (const reply of circle.replies) await textOf(reply);
    });
    assert.match(error.message, /repeats a page/);
    assert.equal(sent, turns.length + 1);
  }
  {
    using cut = pages((offset) =>
      offset === null ? Response.json(["x"], next("a")) : Response.json(0, { status: 400 })
    );
    const [first, second] = await Array.fromAsync(
      cut.replies,
      async (reply) => [await textOf(reply), reply.failure?.code],
    );
    assert.deepEqual([first, second], [['[\n"x"', undefined], ["", "server.status"]]);
  }
  using refused = pages(() => Response.json(0, { status: 400 }));
  assert.deepEqual(await Array.fromAsync(refused.replies, textOf), ["0"]);
});

Deno.test("a body stays as it is to the last byte, and what is no text is not made into some", async () => {
  const faults = new FaultBox();
  await using account = await openSynced({ fault: faults.fault });
  const answered = async (...bytes: number[]) => {
    using _ = faults.answer(/\/info\/quota$/, () => new Response(Uint8Array.of(...bytes)));
    return await textOf(await callApi(account.app, request({ path: "info/quota" })));
  };
  assert.equal(await answered(0xef, 0xbb, 0xbf, 0x31), "\ufeff1");
  for (const bytes of [[0x31, 0xff], [0x31, 0xc3], [0x1f, 0x8b, 0x08]]) {
    const error = await failsWith("server.shape", () => answered(...bytes));
    assert.match(error.message, /is not text/);
  }
});

Deno.test("pages of a collection that changes meanwhile are a conflict", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a" }, { id: "b" }, { id: "c" });
  const replies = listPages(account.app, withPages(request({ path: "storage/forms?limit=1" }), false), true);
  const first = await replies.next();
  assert.ok(!first.done);
  await textOf(first.value);
  await put(account.app, "forms", { id: "d" });
  const second = await replies.next();
  assert.equal(second.done ? undefined : second.value.failure?.code, "conflict.changed");
  assert.equal((await replies.next()).done, true);
});

Deno.test("what has no pages takes no --paginate", () => {
  const refused = (words: Partial<ApiWords>, hasHead = false) =>
    assert.throws(() => withPages(request(words), hasHead), /--paginate/);
  refused({ path: "info/collections" });
  refused({ path: "storage/forms/a" });
  refused({ path: "storage/forms", method: "DELETE" });
  refused({ path: "storage/forms", server: "accounts" });
  refused({ path: "storage/forms?offset=x" });
  refused({ path: "storage/forms" }, true);
});
