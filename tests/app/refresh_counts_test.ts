/** Refreshes that have to find out what left the server without a word, whatever the server says of its numbers. */
import assert from "node:assert/strict";
import { array, integer, parseJson, record, string } from "../../core/json.ts";
import { callStorage } from "../../core/sync/transport.ts";
import { assertAsDownloaded, idsOf, openLong, partOf, type Scene } from "./refresh_support.ts";

const COUNTS = /\/info\/collection_counts$/;

/** Changes what the server says in answer to a question. */
function lie<T>(
  { wire, device }: Scene,
  path: string,
  decode: (text: string) => T,
  turn: (answer: T) => T,
): Disposable {
  return wire.faults.use(async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.endsWith(path) || url.searchParams.has("full")) return undefined;
    const query = Object.fromEntries(url.searchParams);
    const pin = request.headers.get("x-if-unmodified-since");
    const headers: Record<string, string> = pin === null ? {} : { "x-if-unmodified-since": pin };
    const own = url.pathname.replace(/^\/1\.5\/\d+/, "");
    const reply = await callStorage(device.session.server, { method: "GET", path: own, query, headers });
    if (reply.status !== 200) return new Response(null, { status: reply.status });
    const modified = reply.headers.get("x-last-modified");
    return Response.json(turn(decode(reply.text)), {
      headers: modified === null ? {} : { "x-last-modified": modified },
    });
  });
}

type Counts = Readonly<Record<string, number>>;

const countsFrom = (text: string): Counts =>
  Object.fromEntries(record(integer)(parseJson(text, "counts"), "counts"));
const miscount = (scene: Scene, by: () => number) =>
  lie(
    scene,
    "/info/collection_counts",
    countsFrom,
    (counts) => Object.fromEntries(Object.entries(counts).map(([each, count]) => [each, count + by()])),
  );

const miscountForms = (scene: Scene, by: () => number) =>
  lie(
    scene,
    "/info/collection_counts",
    countsFrom,
    (counts) => ({ ...counts, forms: (counts["forms"] ?? 0) + by() }),
  );

const idListings = ({ wire }: Scene) =>
  wire.requests.filter((line) => line.startsWith("GET /storage/") && !line.includes("full=1"));

Deno.test("a server that always miscounts by the same is asked for its ids once", async () => {
  for (const by of [3, -3]) {
    await using scene = await openLong();
    using _ = miscount(scene, () => by);
    await scene.run();
    assert.equal(idListings(scene).length, 3, "one for each collection");
    scene.wire.reset();
    await scene.run();
    assert.deepEqual([scene.wire.requests.length, scene.wire.records], [2, 0]);
    await scene.device.remove("forms", "a1");
    await scene.run();
    assert.equal(idListings(scene).length, 1);
    await scene.device.write("forms", { id: "new" });
    scene.wire.reset();
    await scene.run();
    assert.deepEqual([scene.wire.requests.length, scene.wire.records], [3, 1]);
    await assertAsDownloaded(scene);
  }
});

Deno.test("a server that counts another number each time never keeps a refresh from ending", async () => {
  await using scene = await openLong();
  let count = 0;
  using _ = miscount(scene, () => ++count);
  await scene.run();
  scene.wire.reset();
  await scene.run();
  assert.equal(scene.wire.records, 0);
  assert.equal(idListings(scene).length, 3);
  await assertAsDownloaded(scene);
});

Deno.test("a write while ids are compared is read as a change, and nothing else is read anew", async () => {
  await using scene = await openLong();
  await scene.run();
  await scene.device.remove("forms", "a1");
  using _ = scene.wire.before(1, /\/storage\/forms\?limit/, async () => {
    await scene.device.write("forms", { id: "new" });
    return undefined;
  });
  scene.wire.reset();
  await scene.run();
  assert.equal(scene.wire.records, 1);
  await assertAsDownloaded(scene);
});

Deno.test("a server that does not count is asked for its ids after each change", async () => {
  await using scene = await openLong();
  for (const none of [() => new Response("0", { status: 404 }), () => Response.json({})]) {
    using _ = scene.wire.faults.answer(COUNTS, none);
    await scene.run();
    scene.wire.reset();
    await scene.run();
    assert.equal(scene.wire.requests.length, 2);
    const before = idsOf(await scene.held(), "forms");
    await scene.device.remove("forms", before[0] ?? "");
    await scene.run();
    assert.deepEqual(idsOf(await scene.held(), "forms"), before.slice(1));
    await assertAsDownloaded(scene);
  }
});

Deno.test("a server that lists an id it never gives is not asked for all of it again and again", async () => {
  await using scene = await openLong();
  const ids = (text: string) => array(string)(parseJson(text, "ids"), "ids");
  using _ = lie(scene, "/storage/forms", ids, (listed) => [...listed, "ghost"]);
  using __ = miscountForms(scene, () => 1);
  await scene.run();
  assert.equal(scene.wire.records, 42);
  scene.wire.reset();
  await scene.run();
  assert.deepEqual([scene.wire.requests.length, scene.wire.records], [2, 0]);
});

Deno.test("records that no news told of are found by their ids, and all is read anew", async () => {
  await using scene = await openLong();
  await scene.run();
  const { database } = scene.account.server;
  // As from a backup: a record that was not there comes back with its old time.
  database.run(
    "INSERT INTO bso (collection_id, id, modified_ms, payload) " +
      "SELECT collection_id, 'back', modified_ms, payload FROM bso WHERE id = 'a1'",
  );
  const results = await scene.run();
  assert.deepEqual([partOf(results, "forms")?.state, partOf(results, "forms")?.records], ["replaced", 41]);
  await assertAsDownloaded(scene);
});

Deno.test("counts of a moment before a write lead to no lasting mistake", async () => {
  await using scene = await openLong();
  await scene.run();
  await scene.device.write("forms", { id: "one" });
  {
    // The counts are those of before the write, the times those of after it.
    let count = 0;
    using _ = miscountForms(scene, () => count++ > 0 ? 0 : -1);
    await scene.run();
  }
  scene.account.server.database.run("UPDATE bso SET expires_at_ms = 1 WHERE id = 'a1'");
  await scene.run();
  assert.ok(!idsOf(await scene.held(), "forms").includes("a1"));
});
