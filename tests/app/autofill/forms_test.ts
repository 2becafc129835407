import assert from "node:assert/strict";
import { listForms, prepareFormAdd, prepareFormRemoval, readFormLines } from "../../../app/autofill/forms.ts";
import { prepareUndo } from "../../../app/undo/undo.ts";
import { refusesWith } from "../../core/edits/edits_support.ts";
import { cellsOf, put } from "../app_support.ts";
import { meanwhile, openWriting, stored } from "../writing_support.ts";

const form = (id: string, name: string, value: string) => ({ id, name, value });
const ALL_AT_ONCE = { inParts: false };

Deno.test("lines are the name of a field, a tab and a value; one that cannot be used is named, and not repeated", () => {
  assert.deepEqual(readFormLines("\ufeffq\tnight train\r\n\nemail\ta\tb\n"), [
    { name: "q", value: "night train" },
    { name: "email", value: "a\tb" },
  ]);
  const { message } = refusesWith("usage.records", () => readFormLines("q\tx\nsecret\n\tsecret\nq\t\n"));
  assert.match(
    message,
    /line 2: there is no tab.*line 3: the name of the field is empty.*line 4: the value is empty/,
  );
  assert.doesNotMatch(message, /secret/);
});

Deno.test("what is there already is not added, whoever has added it, and what is new lives three years", async () => {
  await using account = await openWriting();
  const { app, writes } = account;
  await put(app, "forms", form("aaaaaaaaaaaa", "q", "fox"));
  writes.length = 0;
  const values = [["q", "fox"], ["q", "den"], ["q", "owl"], ["q", "den"]].map(([name = "", value = ""]) => (
    { name, value }
  ));
  const pending = await prepareFormAdd(app, values, ALL_AT_ONCE);
  using _other = meanwhile(account, () => put(app, "forms", form("bbbbbbbbbbbb", "q", "owl")));
  const made = await pending.commit();
  const there = "is there already";
  assert.deepEqual(made.map(({ action, reason }) => [action, reason]), [
    ["skip", there],
    ["add", ""],
    ["skip", there],
  ]);
  assert.deepEqual([made[0]?.id, made[2]?.id], ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]);
  assert.deepEqual(await cellsOf(await listForms(app, {}), "value"), [
    { value: "den" },
    { value: "fox" },
    { value: "owl" },
  ]);
  const sent = writes.flatMap(({ bsos }) => bsos).at(-1);
  assert.match(sent?.id ?? "", /^[A-Za-z0-9_-]{12}$/);
  assert.equal(sent?.ttl, 94_608_000);
  await (await prepareUndo(app, { count: 1, force: false })).commit();
  assert.equal((await cellsOf(await listForms(app, {}))).length, 2);
});

Deno.test("entries are found by the field's name, by value and by time, and go by the same words", async () => {
  await using account = await openWriting();
  const { app } = account;
  await put(
    app,
    "forms",
    form("aaaaaaaaaaaa", "email", "ann@example.org"),
    form("bbbbbbbbbbbb", "q", "Käse"),
    form("cccccccccccc", "q", "email"),
    { id: "dddddddddddd", name: 5 },
  );
  const found = async (query: string) =>
    (await cellsOf(await listForms(app, { query }), "id")).map(({ id }) => String(id)[0]).join("");
  // In the order of the names, and of the values in each.
  assert.equal(await found(""), "abc");
  assert.deepEqual(
    await Promise.all(["name:email", "value:kase", "email", "before:1y", "after:1d"].map(found)),
    [
      "a",
      "b",
      "ac",
      "",
      "abc",
    ],
  );
  const input = { words: ["name:q"], inParts: false };
  const pending = await prepareFormRemoval(app, input);
  assert.deepEqual(pending.changes.map(({ action, id }) => [action, id]).sort(), [
    ["remove", "bbbbbbbbbbbb"],
    ["remove", "cccccccccccc"],
  ]);
  await pending.commit();
  assert.equal(await found(""), "a");
  assert.equal((await stored(app, "forms", "bbbbbbbbbbbb"))["bbbbbbbbbbbb"], "deleted");
});
