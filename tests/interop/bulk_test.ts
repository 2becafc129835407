/** More bookmarks than one request takes: up in one batch of many posts, down in pages, nothing lost or doubled. */
import assert from "node:assert/strict";
import { openWorld, type World } from "../support/world.ts";
import { startTwo } from "./device.ts";
import { expectSameState, firefoxTest, type Household } from "./expect.ts";
import { runner, signIn } from "./served.ts";

const COUNT = 1500;
const PAGE = 1000;
const POST_LIMIT = 100;

firefoxTest("two Firefoxes and foxden share 1,500 bookmarks", openBulk, {
  "a first sync uploads them in one batch of many posts": upload,
  "another device downloads them in pages": download,
  "foxden lists what both show": compare,
  "the deletion of all of them travels in one batch too": remove,
});

/** A request for the collection of bookmarks. */
interface Asked {
  readonly method: string;
  readonly query: URLSearchParams;
}

interface Bulk extends Household, AsyncDisposable {
  /** Requests for the bookmarks since this was last called. */
  readonly takeAsked: () => readonly Asked[];
  /** The server's log since this was last called. */
  readonly takeLog: () => readonly string[];
}

/** Here the server is in this process, where its requests can be seen whole. */
async function openBulk(): Promise<Bulk> {
  const asked: Asked[] = [];
  const log: string[] = [];
  const watch = ({ method, url }: Request) => {
    const { pathname, searchParams: query } = new URL(url);
    if (pathname.endsWith("/storage/bookmarks")) asked.push({ method, query });
    return undefined;
  };
  await using stack = new AsyncDisposableStack();
  const world: World = stack.use(await openWorld({ fault: watch, log: (line) => log.push(line) }));
  const { den, laptop } = stack.use(await startTwo(world.server.url));
  const run = runner(world.home);
  const opened = stack.move();
  return {
    den,
    laptop,
    foxden: { run, signIn: () => signIn(run, world.server.url) },
    takeAsked: () => asked.splice(0),
    takeLog: () => log.splice(0),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function upload(bulk: Bulk): Promise<void> {
  await bulk.den.call("bookmarks", "addMany", "unfiled", COUNT);
  await bulk.den.signIn();
  const { uploaded } = await bulk.den.sync();
  const sent = uploaded.get("bookmarks")?.sent ?? 0;
  assert.ok(sent > COUNT, `${sent} records with their folders`);
  expectOneBatch(bulk, sent);
}

/** Checks that the last sync posted `count` records, all in one batch, which the last post committed. */
function expectOneBatch({ takeAsked, takeLog }: Bulk, count: number): void {
  const posts = takeAsked().filter(({ method }) => method === "POST").map(({ query }) => query);
  assert.equal(posts.length, Math.ceil(count / POST_LIMIT));
  const [first, ...others] = posts.map((query) => query.get("batch"));
  assert.equal(first, "true");
  assert.equal(new Set(others).size, 1);
  assert.deepEqual(posts.map((query) => query.has("commit")), [...others.map(() => false), true]);
  const statuses = takeLog().filter((line) => /^POST \S+\/storage\/bookmarks /.test(line))
    .map((line) => line.split(" ")[2]);
  assert.deepEqual(statuses, [...others.map(() => "202"), "200"]);
}

async function download(bulk: Bulk): Promise<void> {
  await bulk.laptop.signIn();
  bulk.takeAsked();
  const { applied } = await bulk.laptop.sync();
  assert.ok((applied.get("bookmarks")?.applied ?? 0) > COUNT);
  const [first, second, ...others] = bulk.takeAsked().filter(({ method }) => method === "GET")
    .map(({ query }) => query);
  assert.deepEqual([first?.get("limit"), first?.has("offset")], [String(PAGE), false]);
  assert.deepEqual([second?.get("limit"), second?.has("offset")], [String(PAGE), true]);
  assert.deepEqual(others, []);
  await bulk.den.sync();
}

async function compare(bulk: Bulk): Promise<void> {
  await bulk.foxden.signIn();
  const { bookmarks } = await expectSameState(bulk);
  const shown = bookmarks.filter(({ parentId }) => parentId === "unfiled")
    .map(({ position, title, url }) => [position, title, url])
    .toSorted(([left], [right]) => Number(left) - Number(right));
  const made = Array.from({ length: COUNT }, (_, i) => [i, ...madeBookmark(i)]);
  assert.deepEqual(shown, made);
}

const madeBookmark = (i: number) => [`Bookmark ${i} ✓`, `https://bulk.example/page/${i}?q=${i}`];

async function remove(bulk: Bulk): Promise<void> {
  await bulk.den.call("bookmarks", "clear", "unfiled");
  bulk.takeAsked();
  bulk.takeLog();
  const { uploaded } = await bulk.den.sync();
  const sent = uploaded.get("bookmarks")?.sent ?? 0;
  assert.equal(sent, COUNT + 1, "a tombstone each, and the folder");
  expectOneBatch(bulk, sent);
  await bulk.laptop.sync();
  const { bookmarks } = await expectSameState(bulk);
  assert.deepEqual(bookmarks.filter(({ parentId }) => parentId === "unfiled"), []);
}
