/** Writes while answers are lost, servers fail, connections tear and another device writes to the same folder. */
import assert from "node:assert/strict";
import { prepareBookmarkEdit } from "../../app/bookmarks/edits.ts";
import type { App } from "../../app/open.ts";
import { parseServerTime } from "../../core/ids.ts";
import { array, integer, object, string } from "../../core/json.ts";
import { putBso } from "../../core/sync/storage.ts";
import { MAX_ATTEMPTS } from "../../app/write/commit.ts";
import { model } from "../core/bookmarks/model_support.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { openCuttingRelay } from "./cutting_relay.ts";
import {
  addCommand,
  addElsewhere,
  assertMirrored,
  download,
  filled,
  live,
  openTree,
  soundTree,
  titlesIn,
  undo,
  undoList,
} from "./tree_support.ts";
import { carryOut, type Command } from "./writing_child.ts";
import { meanwhile, write, type WritingAccount } from "./writing_support.ts";

/** Lets a request that fits reach the server, and cuts off what it answers. */
function loseCommit({ faults }: WritingAccount) {
  return faults.use(async (request) => {
    const { url, headers: { has }, method } = request;
    if (!url.includes("commit=true") || has.call(request.headers, "x-passed-on")) return undefined;
    const headers = new Headers(request.headers);
    headers.set("x-passed-on", "1");
    await (await fetch(url, { method, headers, body: await request.text() })).text();
    return new Response('{"modi');
  });
}

Deno.test("an answer lost after the commit makes no failure of what was done, once", async () => {
  await using account = await openTree();
  const before = await live(account.app);
  {
    using trap = loseCommit(account);
    await carryOut(account.app, addCommand("Added"));
    assert.equal(trap.hits, 1);
  }
  assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", "Added"]);
  await assertMirrored(account, account.app);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks add 2 done"]);
  await undo(account.open());
  assert.deepEqual(await live(account.app), before);
});

Deno.test("an answer lost after the commit, and another device that writes before anyone asks", async () => {
  await using account = await openTree();
  let asked = 0;
  using _ = loseCommit(account);
  using __ = account.faults.use(async ({ method, url }) => {
    const isAsking = method === "GET" && url.includes("/info/collections") && account.writes.length > 0;
    if (isAsking && ++asked === 1) await addElsewhere(account, "Theirs");
    return undefined;
  });
  const error = await carryOut(account.app, addCommand("Added")).catch((error) => error);
  assert.equal(asked > 0, true);
  assert.deepEqual(titlesIn(await soundTree(account.open()), "menu"), ["Work", "Home", "Added", "Theirs"]);
  assert.equal(error, undefined);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks add 2 done"]);
  await undo(account.open());
  assert.deepEqual(titlesIn(await soundTree(account.open()), "menu"), ["Work", "Home", "Theirs"]);
});

/** A folder of 37, on a server that takes ten records a request. */
const openLarge = () =>
  openTree(model({ menu: [filled("large", 37)] }), { limits: { max_post_records: 10 } });

const REMOVE_LARGE: Command = { kind: "remove", items: ["large_______"] };

Deno.test("a server that fails in the middle of a batch has taken nothing, and the same command does it later", async () => {
  await using account = await openLarge();
  const before = await download(account.app);
  {
    let posts = 0;
    using _ = account.faults.use(({ method }) =>
      method === "POST" && ++posts === 2 ? new Response("0", { status: 503 }) : undefined
    );
    await failsWith("server.busy", () => carryOut(account.app, REMOVE_LARGE));
  }
  assert.deepEqual(await download(account.app), before);
  assert.deepEqual(await undoList(account.open()), []);
  await carryOut(account.open(), REMOVE_LARGE);
  assert.equal((await live(account.app)).size, 4);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks rm 39 done"]);
});

Deno.test("a server that fails altogether leaves a write pending, which is settled when it is back", async () => {
  await using account = await openTree();
  {
    let isDown = false;
    using _ = account.faults.use(({ method, url }) => {
      isDown ||= method === "POST" && url.includes("/storage/");
      return isDown ? new Response("0", { status: 503 }) : undefined;
    });
    await failsWith("server.busy", () => carryOut(account.app, addCommand("Added")));
    assert.deepEqual(await undoList(account.open()), ["- bookmarks add 2 pending"], "as far as one can tell");
    assert.deepEqual(await undoList(account.open({ offline: true })), ["- bookmarks add 2 pending"]);
  }
  assert.deepEqual(await undoList(account.open()), []);
});

Deno.test("a collection that is never left alone is given up after three attempts, and nothing is in the journal", async () => {
  await using account = await openTree();
  let count = 0;
  {
    using _ = meanwhile(account, () => addElsewhere(account, `Theirs${count++}`), Infinity);
    const error = await failsWith("conflict.changed", () => carryOut(account.app, addCommand("Added")));
    assert.match(error.message, /all 3 attempts/);
  }
  assert.equal(count, MAX_ATTEMPTS);
  assert.deepEqual(titlesIn(await soundTree(account.app), "menu").slice(2), [
    "Theirs0",
    "Theirs1",
    "Theirs2",
  ]);
  assert.deepEqual(await undoList(account.open()), []);
});

Deno.test("another device that writes to the same folder twice meanwhile loses nothing, and neither do we", async () => {
  await using account = await openTree();
  let count = 0;
  {
    using _ = meanwhile(account, () => addElsewhere(account, `Theirs${count++}`), 2);
    await carryOut(account.app, addCommand("Added"));
  }
  const tree = await soundTree(account.app);
  assert.deepEqual(titlesIn(tree, "menu"), ["Work", "Home", "Theirs0", "Theirs1", "Added"]);
  await assertMirrored(account, account.app);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks add 2 done"]);
  await undo(account.open());
  assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", "Theirs0", "Theirs1"]);
});

/** A profile of the same sign-in that reaches the storage by a way that tears. */
async function openTorn(account: WritingAccount, relayed: string): Promise<App> {
  const home = `${account.home}/torn`;
  await Deno.mkdir(`${home}/default`, { recursive: true, mode: 0o700 });
  await Deno.copyFile(account.vaultPath, `${home}/default/vault`);
  const app = account.open({ env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined });
  const secrets = await app.secrets();
  const token = secrets.servers.token.replace(account.server.url, relayed);
  await app.keepSecrets({ ...secrets, servers: { ...secrets.servers, token } });
  return app;
}

const CUTS = [
  // In the head, in the body, before the first byte of the answer, and in the middle of it.
  { in: "request", afterBytes: 40, of: "batch=true", done: false },
  { in: "request", afterBytes: 1200, of: "batch=true", done: false },
  { in: "request", afterBytes: 10, of: "commit=true", done: false },
  { in: "answer", afterBytes: 0, of: "batch=true", done: false },
  { in: "answer", afterBytes: 0, of: "commit=true", done: true },
  { in: "answer", afterBytes: 30, of: "commit=true", done: true },
] as const;

Deno.test("a connection cut in the middle of an upload or of its answer", async (t) => {
  for (const { done, ...cut } of CUTS) {
    for (const times of [1, Infinity]) {
      const words = `${cut.afterBytes} bytes into the ${cut.in} of ${cut.of}, ${
        times === 1 ? "once" : "always"
      }`;
      await t.step(words, async () => {
        await using account = await openTree();
        await using relay = openCuttingRelay(account.server.url);
        const app = await openTorn(account, relay.url);
        relay.arm({ ...cut, times });
        const error = await carryOut(app, addCommand("Added")).catch((error) => error);
        assert.ok(relay.cuts() > 0);
        const isDone = error === undefined;
        const added = isDone ? ["Added"] : [];
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", ...added]);
        assert.deepEqual([isDone, error?.kind], times === 1 || done ? [true, undefined] : [false, "network"]);
        relay.arm(undefined);
        assert.deepEqual(await undoList(app), isDone ? ["1 bookmarks add 2 done"] : []);
        if (!isDone) await carryOut(app, addCommand("Added"));
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", "Added"]);
        await undo(app);
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home"]);
      });
    }
  }
});

Deno.test("a single record whose answer is cut off, and which the runtime sends once more, is done and noted once", async () => {
  await using account = await openTree();
  const before = await live(account.app);
  await using relay = openCuttingRelay(account.server.url);
  const app = await openTorn(account, relay.url);
  relay.arm({ in: "answer", afterBytes: 0, of: "/storage/bookmarks", times: 1 });
  await (await prepareBookmarkEdit(app, { item: "one_________", title: "mine" })).commit();
  assert.equal(relay.cuts() > 1, true, "it was sent more than once");
  assert.deepEqual(await undoList(app), ["1 bookmarks edit 1 done"]);
  await undo(app);
  assert.deepEqual(await live(account.app), before);
});

const sentBsos = array(object({ id: string, payload: string, ttl: integer }));

/**
 * Makes the server one that knows no batches: each request is visible at once.
 *
 * @param fate what becomes of each: its answer may be lost, or the server may be busy
 */
function withoutBatches(
  { faults, open }: WritingAccount,
  fate: (post: number) => "answered" | "unheard" | "busy",
) {
  const other = open();
  let posts = 0;
  return faults.use(async (request) => {
    const { method, url } = request;
    if (url.endsWith("/info/configuration")) return Response.json({ max_post_records: 2 });
    if (method !== "POST" || !url.includes("/storage/forms")) return undefined;
    const what = fate(++posts);
    if (what === "busy") return new Response("0", { status: 503 });
    const bsos = sentBsos(await request.clone().json(), "body").map((bso) => ({ ...bso, id: id(bso.id) }));
    const { server } = await other.sync();
    let modified = parseServerTime("0");
    for (const bso of bsos) modified = await putBso(server, named("forms"), bso, {});
    const answer = { modified: modified / 1000, success: bsos.map((bso) => bso.id), failed: {} };
    return new Response(JSON.stringify(answer).slice(0, what === "unheard" ? 9 : undefined));
  });
}

Deno.test("on a server without batches, what was made visible before a failure is noted, and nothing else", async (t) => {
  const forms = ["a", "b", "c", "d", "e"].map((name) => ({ id: name, name: "field", value: "mine" }));
  const former = { id: "b", name: "field", value: "was" };
  const ends = { busy: 2, unheard: 4 } as const;
  for (const [end, written] of Object.entries(ends)) {
    await t.step(end, async () => {
      await using account = await openTree();
      await put(account.app, "forms", former);
      const putAll = () => write(account.open(), "forms", forms, { inParts: true });
      {
        using _ = withoutBatches(
          account,
          (post) => post === 1 ? "answered" : end === "busy" ? "busy" : "unheard",
        );
        const error = await failsWith("partial.written", putAll);
        assert.deepEqual(error.details, { collection: "forms", written, of: 5 });
      }
      assert.equal((await live(account.app, "forms")).size, written);
      assert.deepEqual(await undoList(account.open()), [`1 records put ${written} done`]);
      await putAll();
      assert.deepEqual([...await live(account.app, "forms")].map(([, clear]) => clear), forms);
      await undo(account.open(), 2);
      assert.deepEqual([...await live(account.app, "forms")], [["b", former]]);
    });
  }
});
