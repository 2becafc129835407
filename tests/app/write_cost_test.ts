/** What a write costs: requests, and what the next list has to download. */
import assert from "node:assert/strict";
import { prepareBookmarkAdd, prepareBookmarkMove } from "../../app/bookmarks/edits.ts";
import { listBookmarks } from "../../app/bookmarks/list.ts";
import { failsWith } from "../support/vectors.ts";
import { rowsOf } from "./app_support.ts";
import {
  addCommand,
  addElsewhere,
  assertMirrored,
  openTree,
  SEEN,
  soundTree,
  titlesIn,
  undoList,
} from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { meanwhile, plan, type WritingAccount } from "./writing_support.ts";

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

Deno.test("on a fresh mirror a write costs three requests for a look and one or two to write, and the next list none", async () => {
  await using account = await openTree();
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  const requests = await requestsOf(account, () => carryOut(app, addCommand("Added")));
  // Once before it is planned, and once more just before it is sent.
  const looks = ["GET /info/collection_counts", "GET /info/collections", "GET /info/collections"];
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
    await carryOut(app, addCommand("Added"));
  }
  await assertMirrored(account, app);
  // Another process may bring the same mirror up to date just before a part is taken into it.
  const other = account.open();
  {
    using _ = meanwhile(account, async () => void await rowsOf(await listBookmarks(other, {})));
    await carryOut(app, addCommand("More"));
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
    const error = await carryOut(account.app, addCommand("Added")).catch((error) => error);
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
  await carryOut(account.app, addCommand("One more"));
  assert.ok(account.writes.length <= 2, `${account.writes.length} requests for one bookmark`);
});
