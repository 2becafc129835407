import assert from "node:assert/strict";
import { FoxdenError } from "../../../core/errors.ts";
import type { NewAccount } from "../../../tui/world.ts";
import { addUser } from "../../../server/admin.ts";
import { serve } from "../../../server/serve.ts";
import { makeProfile } from "../../app/app_support.ts";
import { EMAIL, everythingSaid, openScene, PASSWORD, worldOn } from "./scene.ts";

Deno.test("the demo is made with a line for each step of it, and its world is entered", async () => {
  await using profile = await makeProfile();
  const inside = worldOn(profile);
  const startDemo = (_: unknown, tell: (line: string) => void) => {
    tell("12,345 pages of history");
    return Promise.resolve(inside);
  };
  await using scene = await openScene({ parts: { startDemo } });
  const { player } = scene;
  await player.press("1").settled();
  assert.equal(player.welcome, null);
  assert.deepEqual(player.entered, [inside]);
  const lines = player.states.flatMap(({ step }) => step.name === "demo" ? step.lines : []);
  assert.deepEqual(lines, ["12,345 pages of history"]);
});

Deno.test("a demo that is left leads back to the menu, also when it is made all the same", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using profile = await makeProfile();
  const signals: AbortSignal[] = [];
  const startDemo = async (_: unknown, tell: (line: string) => void, signal?: AbortSignal) => {
    if (signal) signals.push(signal);
    await promise;
    tell("too late");
    return worldOn(profile);
  };
  await using scene = await openScene({ parts: { startDemo } });
  const { player } = scene;
  await Promise.resolve(player.press("enter"));
  player.at("demo");
  await Promise.resolve();
  player.press("esc").at("menu");
  resolve();
  await player.settled();
  player.at("menu");
  assert.deepEqual(player.entered, []);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true]);
  assert.deepEqual(player.events, []);
});

Deno.test("a demo that cannot be made is told of in the menu", async () => {
  const full = new FoxdenError("failed.file", "The demo cannot be kept", { path: "/tmp" });
  await using scene = await openScene({ parts: { startDemo: () => Promise.reject(full) } });
  await scene.player.press("1").settled();
  scene.player.at("menu");
  assert.equal(scene.player.welcome?.fault?.what, "The demo cannot be kept");
});

/** Starts a real server, in memory, in place of the one that keeps its data. */
async function startServer(account: NewAccount, tell: (line: string) => void) {
  const server = await serve();
  tell("Making the account …");
  await addUser(server.database, account);
  return server;
}

Deno.test("a server is started here with its first account, which is signed in to", async () => {
  const started: AsyncDisposable[] = [];
  await using scene = await openScene({
    parts: {
      startServer: async (account, tell) => {
        const server = await startServer(account, tell);
        started.push(server);
        return server;
      },
    },
  });
  const { player } = scene;
  await player.press("5").paste("bob@example.org").press("enter").paste(PASSWORD).press("enter")
    .paste(PASSWORD).press("enter").settled();
  assert.equal(player.at("set-up").email, "bob@example.org");
  await player.press("y").settled();
  assert.deepEqual(player.entered, [scene.world]);
  assert.equal(await scene.signedIn(), "bob@example.org");
  const isAfter = ({ step, busy }: { step: { name: string }; busy: unknown }) =>
    step.name !== "run" || busy !== null;
  assert.ok(!everythingSaid(player, isAfter).includes("correct horse"));
  assert.equal(started.length, 1);
  for (const server of started) await server[Symbol.asyncDispose]();
});

Deno.test("a server that cannot be started is told of, and the address stays", async () => {
  const taken = new FoxdenError("failed.listen", "127.0.0.1:8000 cannot be listened on", {
    address: "127.0.0.1:8000",
    fault: "in-use",
  });
  await using scene = await openScene({ parts: { startServer: () => Promise.reject(taken) } });
  const { player } = scene;
  await player.press("5").paste(EMAIL).press("tab").paste(PASSWORD).press("tab").paste(PASSWORD)
    .press("enter").settled();
  const { email, password, again } = player.at("run");
  assert.deepEqual([email.text, password.text, again.text], [EMAIL, "", ""]);
  assert.match(player.welcome?.fault?.advice ?? "", /foxden serve/);
});

Deno.test("what is no failure of foxden's own is thrown on", async () => {
  await using scene = await openScene({
    parts: { startDemo: () => Promise.reject(new TypeError("a defect")) },
  });
  await assert.rejects(scene.player.press("1").settled(), /a defect/);
});

Deno.test("a server that went to another port is told of where the account is set up", async () => {
  await using stack = new AsyncDisposableStack();
  const note = "Port 8000 is taken: this server is at another one.";
  await using scene = await openScene({
    parts: {
      startServer: async (account, tell) => {
        const { url } = stack.use(await startServer(account, tell));
        return { url, note, [Symbol.asyncDispose]: () => Promise.resolve() };
      },
    },
  });
  const { player } = scene;
  await player.press("5").paste("bob@example.org").press("enter").paste(PASSWORD).press("enter")
    .paste(PASSWORD).press("enter").settled();
  assert.equal(player.at("set-up").email, "bob@example.org");
  assert.equal(player.welcome?.note, note);
});

Deno.test("after a failure nothing is said to be under way any more", async () => {
  const taken = new FoxdenError("failed.listen", "127.0.0.1:8000 cannot be listened on", {
    address: "127.0.0.1:8000",
    fault: "in-use",
  });
  const startServer = (_: unknown, tell: (line: string) => void) => {
    tell("Starting the server …");
    return Promise.reject(taken);
  };
  await using scene = await openScene({ parts: { startServer } });
  const { player } = scene;
  await player.press("5").paste(EMAIL).press("tab").paste(PASSWORD).press("tab").paste(PASSWORD)
    .press("enter").settled();
  assert.deepEqual(player.at("run").lines, []);
});
