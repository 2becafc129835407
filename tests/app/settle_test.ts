/** What became of a write whose answer nobody heard is told by what was sent, never by what looks like it. */
import assert from "node:assert/strict";
import { prepareRemoval } from "../../app/remove.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { live, openTree, undo, undoList } from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { openWriting, plan, stored, write, type WritingAccount } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

/** A gateway that gives up on the first write: `act` happens meanwhile, and the write never arrives. */
function givesUp({ faults }: WritingAccount, method: string, act: () => Promise<unknown>) {
  let isDone = false;
  return faults.use(async (request) => {
    if (isDone || request.method !== method || !request.url.includes("/storage/")) return undefined;
    isDone = true;
    await act();
    return new Response("0", { status: 504 });
  });
}

Deno.test("what another device deletes while a write is lost is not taken for ours, and undo does not bring it back", async () => {
  await using account = await openTree();
  const bar = (await live(account.app)).get("toolbar");
  {
    using _ = givesUp(account, "POST", async () => {
      await put(account.open(), "bookmarks", { id: "one_________", deleted: true });
      await put(account.open(), "bookmarks", { ...bar, id: "toolbar", children: ["two_________"] });
    });
    await failsWith(
      "server.busy",
      () => carryOut(account.app, { kind: "remove", items: ["one_________", "two_________"] }),
    );
  }
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks rm 3 unknown"]);
  await failsWith("conflict.unknown", () => undo(account.open()));
  assert.ok(!(await live(account.open())).has("one_________"));
});

Deno.test("a removal off the server that did not arrive is not told as done", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { id: "tomb1", deleted: true });
  await put(account.app, "forms", form("live1"));
  const input = { collection: "forms", ids: ["tomb1", "live1"], hard: true, inParts: false };
  const pending = await prepareRemoval(account.app, input);
  using _ = givesUp(account, "DELETE", () => put(account.open(), "forms", form("live1", "theirs")));
  await failsWith("server.busy", pending.commit);
  assert.deepEqual((await stored(account.open(), "forms", "live1"))["live1"], form("live1", "theirs"));
});

Deno.test("the next part does not go over what another device wrote after the answer to the first was lost", async () => {
  await using account = await openWriting({ limits: { max_total_records: 2 } });
  await put(account.app, "forms", form("a"), form("b"));
  await put(account.app, "forms", form("c"), form("d"));
  const mine = ["a", "b", "c", "d"].map((name) => form(name, "mine"));
  const pending = await plan(account.app, "forms", mine, { inParts: true });
  let isDone = false;
  using _ = account.faults.use(async (request) => {
    const isPassed = request.headers.has("x-passed");
    if (isDone || isPassed || request.method !== "POST" || !request.url.includes("/storage/forms")) {
      return undefined;
    }
    isDone = true;
    const headers = new Headers([...request.headers, ["x-passed", "1"]]);
    const body = await request.text();
    await (await fetch(request.url, { method: "POST", headers, body })).text();
    await put(account.open(), "forms", form("a", "theirs"), form("c", "theirs"));
    return new Response('{"modi');
  });
  await pending.commit().catch(() => {});
  const now = await stored(account.open(), "forms", "a", "c");
  assert.deepEqual(now["c"], form("c", "theirs"));
});

Deno.test("a write that lands after its answer was given up on stands in the journal, and can be taken back", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "old"));
  let late: (() => Promise<unknown>) | undefined;
  {
    using _ = account.faults.use(async (request) => {
      if (request.method !== "POST" || late || !request.url.includes("/storage/")) return undefined;
      const { url, method } = request;
      const headers = new Headers(request.headers);
      const body = await request.text();
      late = () => fetch(url, { method, headers, body }).then((reply) => reply.text());
      return new Response("0", { status: 504 });
    });
    await failsWith("server.busy", () => write(account.app, "forms", [form("a", "new")]));
  }
  await late?.();
  assert.deepEqual(await undoList(account.open()), ["1 records put 1 done"]);
  await undo(account.open());
  assert.deepEqual((await stored(account.open(), "forms", "a"))["a"], form("a", "old"));
});
