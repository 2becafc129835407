import assert from "node:assert/strict";
import { webContext } from "../../core/context.ts";

type Answer = (request: Request, released: Promise<void>) => Response | Promise<Response>;

/**
 * Runs `run` against a server on a free loopback port that answers with `answer`, whose second argument
 * resolves when `run` is over.
 */
async function withServer(answer: Answer, run: (url: string) => Promise<void>): Promise<void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, (request) => answer(request, released));
  try {
    await run(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    release();
    await server.shutdown();
  }
}

const tooLate: Answer = async (_, released) => {
  await released;
  return new Response("too late");
};

Deno.test("the web context fetches, and names the program when it has a name", async () => {
  const answer: Answer = async (request) =>
    Response.json({
      method: request.method,
      agent: request.headers.get("user-agent"),
      body: await request.text(),
    });
  await withServer(answer, async (url) => {
    const named = webContext({ userAgent: "foxden/1.2.3" });
    const reply = await named.fetch(new Request(url, { method: "PUT", body: "text" }));
    assert.deepEqual(await reply.json(), { method: "PUT", agent: "foxden/1.2.3", body: "text" });
    const unnamed = await (await webContext().fetch(new Request(url))).json();
    assert.notEqual(unnamed.agent, "foxden/1.2.3");
  });
});

Deno.test("a request that takes longer than the deadline rejects with a TimeoutError", async () => {
  await withServer(tooLate, async (url) => {
    const { fetch: get } = webContext({ timeoutMs: 20 });
    await assert.rejects(get(new Request(url)), { name: "TimeoutError" });
  });
});

Deno.test("cancelling the context ends a request under way with the reason of the cancelling", async () => {
  const reason = new Error("the user pressed ctrl-c");
  const cancel = new AbortController();
  const answer: Answer = (request, released) => {
    cancel.abort(reason);
    return tooLate(request, released);
  };
  await withServer(answer, async (url) => {
    const { fetch: get } = webContext({ signal: cancel.signal });
    await assert.rejects(get(new Request(url)), (error) => error === reason);
  });
});

Deno.test("the deadline covers the body too, not only the head of an answer", async () => {
  const answer: Answer = (_, released) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("the first part")),
      pull: () => released,
    });
    return new Response(body);
  };
  await withServer(answer, async (url) => {
    const { fetch: get } = webContext({ timeoutMs: 200 });
    await assert.rejects(async () => await (await get(new Request(url))).text(), { name: "TimeoutError" });
  });
});

Deno.test("the clock tells milliseconds of the machine's own clock", () => {
  const before = Date.now();
  const told = webContext().now();
  assert.ok(Number.isInteger(told) && told >= before && told <= Date.now());
});

Deno.test("random bytes come in the length asked for and do not repeat", () => {
  const { random } = webContext();
  for (const length of [0, 1, 16, 32]) assert.equal(random(length).length, length);
  const draws = Array.from({ length: 50 }, () => random(16).toHex());
  assert.equal(new Set(draws).size, draws.length);
});

Deno.test("a pause ends by itself", async () => {
  await webContext().sleep(0);
  await webContext({ signal: new AbortController().signal }).sleep(1);
});

Deno.test({
  name: "cancelling the context ends a pause with the reason, leaving no timer behind",
  sanitizeOps: true,
  fn: async () => {
    const reason = new Error("enough");
    const cancel = new AbortController();
    const pause = webContext({ signal: cancel.signal }).sleep(86_400_000);
    cancel.abort(reason);
    await assert.rejects(pause, (error) => error === reason);
  },
});

Deno.test("a pause in a context that is already cancelled does not begin", async () => {
  const reason = new Error("enough");
  const { sleep } = webContext({ signal: AbortSignal.abort(reason) });
  await assert.rejects(sleep(86_400_000), (error) => error === reason);
});

Deno.test("a deadline beyond what a timer can count is a long one, not none at all", async () => {
  const unhurried: Answer = () =>
    new Promise((resolve) => setTimeout(() => resolve(new Response("at last")), 20));
  await withServer(unhurried, async (url) => {
    for (const days of [25, 30, 10_000]) {
      const { fetch: get } = webContext({ timeoutMs: days * 86_400_000 });
      assert.equal(await (await get(new Request(url))).text(), "at last");
    }
  });
});

Deno.test("a sleep longer than timers can count is not over at once", async () => {
  const controller = new AbortController();
  const ctx = webContext({ signal: controller.signal });
  const sleeping = ctx.sleep(2 ** 31 + 1000).then(() => "over", (error) => error.message);
  // A timer that had overflowed would have gone off before this one.
  await ctx.sleep(20);
  controller.abort(new Error("enough"));
  assert.equal(await sleeping, "enough");
});
