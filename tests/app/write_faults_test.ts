/** Writes while answers are lost, servers fail, connections tear and another device writes to the same folder. */
import assert from "node:assert/strict";
import { prepareBookmarkAdd, prepareBookmarkEdit, prepareBookmarkMove } from "../../app/bookmark_edits.ts";
import type { App } from "../../app/open.ts";
import { MAX_ATTEMPTS } from "../../app/write_commit.ts";
import { model } from "../core/bookmarks/model_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put, rowsOf } from "./app_support.ts";
import { listBookmarks } from "../../app/bookmarks.ts";
import { openCuttingRelay } from "./cutting_relay.ts";
import {
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
import { meanwhile, plan, type WritingAccount } from "./writing_support.ts";

const add = (title: string, folder = "menu"): Command => ({ kind: "add", title, folder });

/** What a Firefox would do: adds a bookmark to a folder, on top of all that is there. */
async function addElsewhere({ open }: WritingAccount, title: string, folderId = "menu"): Promise<void> {
  const app = open();
  const folder = (await live(app)).get(folderId);
  const children = Array.isArray(folder?.["children"]) ? folder["children"] : [];
  const id = title.padEnd(12, "_");
  const bmkUri = "https://elsewhere.example/";
  await put(
    app,
    "bookmarks",
    { id, type: "bookmark", title, bmkUri, parentid: folderId, parentName: folder?.["title"], dateAdded: 1 },
    { ...folder, id: folderId, children: [...children, id] },
  );
}

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
    await carryOut(account.app, add("Added"));
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
  const error = await carryOut(account.app, add("Added")).catch((error) => error);
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
    await failsWith("server.busy", () => carryOut(account.app, add("Added")));
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
    const error = await failsWith("conflict.changed", () => carryOut(account.app, add("Added")));
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
    await carryOut(account.app, add("Added"));
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
        const error = await carryOut(app, add("Added")).catch((error) => error);
        assert.ok(relay.cuts() > 0);
        const isDone = error === undefined;
        const added = isDone ? ["Added"] : [];
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", ...added]);
        assert.deepEqual([isDone, error?.kind], times === 1 || done ? [true, undefined] : [false, "network"]);
        relay.arm(undefined);
        assert.deepEqual(await undoList(app), isDone ? ["1 bookmarks add 2 done"] : []);
        if (!isDone) await carryOut(app, add("Added"));
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home", "Added"]);
        await undo(app);
        assert.deepEqual(titlesIn(await soundTree(account.app), "menu"), ["Work", "Home"]);
      });
    }
  }
});

/** What a person has seen is up to five minutes old. */
const SEEN = { fresh: { mode: "max-age", maxAgeMs: 300_000, lenient: false } } as const;

/** An application that has listed the bookmarks, and then another device changes one. */
async function afterLook(account: WritingAccount, change: Readonly<Record<string, unknown>>): Promise<App> {
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  const one = (await live(account.open())).get("one_________");
  await put(account.open(), "bookmarks", { ...one, id: "one_________", ...change });
  return app;
}

Deno.test("a field that somebody else has changed since it was listed is not overwritten", async () => {
  await using account = await openTree();
  const app = await afterLook(account, { title: "theirs" });
  const edit = (force = false) => prepareBookmarkEdit(app, { item: "one_________", title: "mine", force });
  const error = await failsWith("conflict.fields", edit);
  assert.deepEqual(error.details, {
    collection: "bookmarks",
    fields: [{ id: "one_________", field: "title", before: "one", mine: "mine", theirs: "theirs" }],
  });
  assert.deepEqual(account.writes.filter(({ condition }) => condition !== null), [], "nothing was sent");
  assert.deepEqual(await undoList(app), []);
  await (await edit(true)).commit();
  assert.equal((await live(app)).get("one_________")?.["title"], "mine");
});

Deno.test("other fields that somebody else has changed since are kept, and so are those that are wanted alike", async () => {
  await using account = await openTree();
  const app = await afterLook(account, { tags: ["theirs"], title: "mine", new: 1 });
  const pending = await prepareBookmarkEdit(app, { item: "one_________", title: "mine", keyword: "k" });
  await pending.commit();
  const { title, tags, keyword, new: other } = (await live(app)).get("one_________") ?? {};
  assert.deepEqual({ title, tags, keyword, other }, {
    title: "mine",
    tags: ["theirs"],
    keyword: "k",
    other: 1,
  });
  await soundTree(app);
});

Deno.test("a folder that both sides have put something into since holds all of it", async () => {
  await using account = await openTree();
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  await addElsewhere(account, "Theirs");
  const move = { items: ["one_________"], folder: "menu", makeFolders: false };
  await (await prepareBookmarkMove(app, move)).commit();
  assert.deepEqual(titlesIn(await soundTree(app), "menu"), ["Work", "Home", "Theirs", "one"]);
});

Deno.test("what is given up for a conflict only after it was sent is in no journal, and told just as well", async () => {
  await using account = await openTree();
  const one = (await live(account.app)).get("one_________");
  {
    using _ = meanwhile(
      account,
      () => put(account.open(), "bookmarks", { ...one, id: "one_________", title: "theirs" }),
    );
    const pending = await prepareBookmarkEdit(account.app, { item: "one_________", title: "mine" });
    const error = await failsWith("conflict.fields", pending.commit);
    assert.match(JSON.stringify(error.details), /"before":"one","mine":"mine","theirs":"theirs"/);
  }
  assert.deepEqual(await undoList(account.open()), []);
});

/** Requests to the storage while `act` runs, as method and what it is about. */
async function requestsOf({ faults }: WritingAccount, act: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  using _ = faults.use(({ method, url }) => {
    const [, path] = /\/1\.5\/\d+(\/[^?]*)/.exec(url) ?? [];
    if (path !== undefined) seen.push(`${method} ${path}`);
    return undefined;
  });
  await act();
  return seen;
}

Deno.test("on a fresh mirror a write costs two requests for a look and one or two to write, and the next list none", async () => {
  await using account = await openTree();
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  const requests = await requestsOf(account, () => carryOut(app, add("Added")));
  const looks = ["GET /info/collection_counts", "GET /info/collections"];
  const posts = ["POST /storage/bookmarks", "POST /storage/bookmarks"];
  const bootstrap = requests.filter((each) => !looks.includes(each) && !posts.includes(each));
  assert.deepEqual(requests.filter((each) => looks.includes(each)).sort(), looks);
  assert.deepEqual(requests.filter((each) => posts.includes(each)), posts);
  assert.deepEqual(bootstrap, ["GET /info/configuration"]);
  assert.deepEqual(
    await requestsOf(account, async () => void await rowsOf(await listBookmarks(app, {}))),
    [],
  );
  await assertMirrored(account, app);
  // Who asks every time finds nothing that is newer.
  const asking = account.open();
  const again = await requestsOf(account, async () => void await rowsOf(await listBookmarks(asking, {})));
  assert.deepEqual(again.filter((each) => each.includes("/storage/bookmarks")), []);
});

Deno.test("a write while the collection moves leaves a mirror that is right", async () => {
  await using account = await openTree();
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  {
    using _ = meanwhile(account, () => addElsewhere(account, "Theirs"));
    await carryOut(app, add("Added"));
  }
  await assertMirrored(account, app);
  // Another process may bring the same mirror up to date just before a part is taken into it.
  const other = account.open();
  {
    using _ = meanwhile(account, async () => void await rowsOf(await listBookmarks(other, {})));
    await carryOut(app, add("More"));
  }
  await assertMirrored(account, app, "bookmarks", SEEN.fresh);
  assert.deepEqual(titlesIn(await soundTree(app), "menu"), ["Work", "Home", "Theirs", "Added", "More"]);
});

Deno.test("what is too large for the server, or cannot be split, is refused before anything is sent or noted", async () => {
  await using account = await openTree(undefined, {
    limits: { max_record_payload_bytes: 4000, max_total_records: 6 },
  });
  const long = { type: "bookmark" as const, title: "x".repeat(4000), url: "https://long.example/" };
  const items = (count: number) => Array.from({ length: count }, (_, n) => ({ ...long, title: `${n}` }));
  const adding = (given: readonly typeof long[]) =>
    prepareBookmarkAdd(account.app, { items: given, folder: "menu", makeFolders: false });
  for (const given of [[long], items(6)]) await failsWith("server.too-large", () => adding(given));
  const forms = Array.from({ length: 7 }, (_, n) => ({ id: `form-${n}`, name: "n", value: "v" }));
  await failsWith("server.too-large", () => plan(account.app, "forms", forms));
  assert.deepEqual([account.writes, await undoList(account.open())], [[], []]);
  await (await adding(items(5))).commit();
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks add 6 done"]);
});

Deno.test("what the server refuses for its size once it is sent is not noted either", async () => {
  await using account = await openTree();
  const isPost = ({ method }: Request) => method === "POST";
  for (const refusal of [new Response("17", { status: 413 }), new Response("14", { status: 403 })]) {
    using _ = account.faults.use((request) => isPost(request) ? refusal.clone() : undefined);
    const error = await carryOut(account.app, add("Added")).catch((error) => error);
    assert.match(String(error?.code), /^server\./);
    assert.deepEqual(await undoList(account.open()), []);
  }
});

const THOUSANDS = 5000;

Deno.test("five thousand bookmarks are added, and moved, in as few requests as the server allows", async () => {
  await using account = await openTree();
  const items = Array.from({ length: THOUSANDS }, (_, n) => ({
    type: "bookmark" as const,
    title: `Bookmark ${n}`,
    url: `https://many.example/${n}`,
  }));
  const pending = await prepareBookmarkAdd(account.app, { items, folder: "menu/Home", makeFolders: false });
  await pending.commit();
  // With the folder that lists them there is one record more than what fills the requests.
  const posts = Math.ceil(THOUSANDS / 100) + 1;
  assert.equal(account.writes.length, posts);
  account.writes.length = 0;
  const move = { items: [...pending.ids], folder: "toolbar", makeFolders: false };
  await (await prepareBookmarkMove(account.app, move)).commit();
  assert.equal(account.writes.length, posts);
  const tree = await soundTree(account.app);
  assert.deepEqual([titlesIn(tree, "toolbar").length, titlesIn(tree, "home________").length], [
    THOUSANDS + 2,
    4,
  ]);
  assert.deepEqual(await undoList(account.open()), [
    `1 bookmarks mv ${THOUSANDS + 2} done`,
    `2 bookmarks add ${THOUSANDS + 1} done`,
  ]);
  account.writes.length = 0;
  await carryOut(account.app, add("One more"));
  assert.ok(account.writes.length <= 2, `${account.writes.length} requests for one bookmark`);
});
