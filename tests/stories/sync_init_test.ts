/** A new account is set up from the command line, and no other account is touched. */
import assert from "node:assert/strict";
import { collectionName, guid } from "../../core/ids.ts";
import { createMetaGlobal } from "../../core/sync/setup.ts";
import { putBso } from "../../core/sync/storage.ts";
import { needs, openPty } from "../support/pty.ts";
import { EMAIL } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf } from "./expect.ts";
import { appOf } from "./filled.ts";
import { openWritingWorld } from "./writing_world.ts";

const openNew = () => openWritingWorld({ setUp: false });

Deno.test("every command that reads or writes records sends an account that was never set up to sync --init", async () => {
  await using world = await openNew();
  for (
    const words of [
      "bookmarks list",
      "records list prefs",
      "records get prefs a",
      "records rm prefs a --hard",
      "passwords list",
    ]
  ) {
    const error = expectFailure(await world.foxden(`${words} --json`), 3, "not-found.setup");
    assert.ok(error.try.some((line) => line.startsWith("foxden sync --init")), words);
  }
  const put = await world.foxden("records put prefs --json", { stdin: '{"id":"a"}' });
  expectFailure(put, 3, "not-found.setup");
  assert.deepEqual(world.writes, []);
});

Deno.test("an empty account is set up once it is agreed to, and a second time it is left alone", async () => {
  await using world = await openNew();
  const { try: tries } = expectFailure(await world.foxden("sync --json"), 3, "not-found.setup");
  assert.ok(tries.includes("foxden sync --init"), tries.join());
  expectFailure(await world.foxden("sync --init --json"), 11, "not-confirmed.no-terminal");
  expectFailure(
    await world.foxden("sync --init --json --confirm bob@example.org"),
    11,
    "not-confirmed.declined",
  );
  expectSuccess(await world.foxden("sync --init --dry-run"));
  assert.deepEqual(world.writes, []);
  expectSuccess(await world.foxden("sync --init --yes"));
  assert.equal(world.writes.length, 2);
  expectSuccess(await world.foxden("records put forms", { stdin: '{"id":"a","name":"n","value":"v"}' }));
  assert.equal(itemsOf(expectSuccess(await world.foxden("records list forms --json"))).length, 1);
  world.writes.length = 0;
  const error = expectFailure(await world.foxden("sync --init --yes --json"), 3, "not-found.empty-account");
  assert.match(error.message, /set up for Sync already: it holds crypto, forms, meta/);
  assert.deepEqual(world.writes, []);
});

Deno.test("an account that holds records without being set up is explained and left as it is", async () => {
  await using world = await openNew();
  const { server } = await appOf(world).syncBeforeSetup();
  await putBso(server, collectionName("history"), { id: guid("a"), payload: "x" }, {});
  world.writes.length = 0;
  const error = expectFailure(await world.foxden("sync --init --yes --json"), 3, "not-found.empty-account");
  assert.match(error.message, /holds history; nothing was changed/);
  assert.deepEqual(world.writes, []);
});

Deno.test("cut short between its two records, it is finished by the next run", async () => {
  await using world = await openNew();
  {
    using _ = world.faults.answer(
      /\/storage\/crypto\/keys$/,
      (request) => request.method === "PUT" ? new Response("0", { status: 503 }) : undefined,
    );
    expectFailure(await world.foxden("sync --init --yes --json"), 8, "server.busy");
  }
  expectFailure(await world.foxden("records list forms --json"), 3, "not-found.setup");
  expectSuccess(await world.foxden("sync --init --yes"));
  expectSuccess(await world.foxden("records list forms --json"));
});

Deno.test("another device that does it in the same moment is left to it", async () => {
  await using world = await openNew();
  const { server } = await appOf(world).syncBeforeSetup();
  let isDue = true;
  using _ = world.faults.use(async (request) => {
    if (!isDue || request.method !== "PUT") return undefined;
    isDue = false;
    await createMetaGlobal(server);
    return undefined;
  });
  const error = expectFailure(await world.foxden("sync --init --yes --json"), 6, "conflict.changed");
  assert.match(error.message, /another device/i);
});

Deno.test(needs("tmux", {
  name: "at a terminal the account's address is typed, and anything else changes nothing",
  async fn() {
    await using world = await openNew();
    for (const [typed, exit] of [["yes", 11], [EMAIL, 0]] as const) {
      await using pty = await openPty("sync --init", { env: { HOME: world.home }, columns: 140 });
      await pty.waitFor(`Type ${EMAIL} to go on`);
      await pty.type(typed);
      await pty.press("Enter");
      assert.equal(await pty.ended(), exit, await pty.screen());
    }
    expectSuccess(await world.foxden("records list forms"));
  },
}));
