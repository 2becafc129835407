/** Writes that are killed at any of their steps: the tree stays sound, nothing is lost or doubled, and undo knows. */
import assert from "node:assert/strict";
import { createBackup } from "../../app/backup/create.ts";
import { WRITE_STEPS, type WriteStep } from "../../app/write/steps.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ServeOptions } from "../../server/serve.ts";
import { model } from "../core/bookmarks/model_support.ts";
import { put, type TestRecord } from "./app_support.ts";
import {
  assertMirrored,
  elsewhere,
  filled,
  live,
  openTree,
  shapeOf,
  smallTree,
  soundTree,
  undo,
  undoList,
} from "./tree_support.ts";
import { carryOut, type Command, type WritingTask } from "./writing_child.ts";
import { runChild, spawn } from "./writing_children.ts";
import type { WritingAccount } from "./writing_support.ts";

/** All live records of the two collections that are written to here. */
type Records = ReadonlyMap<string, JsonObject>;

async function recordsOf(account: WritingAccount): Promise<Records> {
  const app = account.open();
  const all = await Promise.all(
    ["bookmarks", "forms"].map(async (name) =>
      [...await live(app, name)].map(([id, clear]) => [`${name}/${id}`, clear] as const)
    ),
  );
  return new Map(all.flat());
}

/** The same with no meaning in ids of what was made. */
async function shapesOf(account: WritingAccount): Promise<unknown> {
  const app = account.open();
  const tree = await soundTree(app);
  return [["toolbar", "menu"].map((id) => shapeOf(tree, id)), [...await live(app, "forms")]];
}

/** What is to be killed, and what it takes. */
interface Story {
  readonly options?: ServeOptions;
  readonly prepare?: (account: WritingAccount) => Promise<unknown>;
  readonly command: (account: WritingAccount) => Command;
  /** Entries that undo offers once all of it is done. */
  readonly done: readonly string[];
  /** Whether it becomes visible all at once. */
  readonly whole: boolean;
  /** Whether the same command would do the same once more, to something new. */
  readonly repeats?: boolean;
}

const form = (name: string, value = "v"): TestRecord => ({ id: name, name: "field", value });
const forms = (value: string) => Array.from({ length: 7 }, (_, n) => form(`form-${n}`, value));

const STORIES: Readonly<Record<string, Story>> = {
  "an add that makes its folder": {
    command: () => ({ kind: "add", title: "Added", folder: "menu/New/Deep" }),
    done: ["1 bookmarks add 4 done"],
    whole: true,
    repeats: true,
  },
  "a move": {
    command: () => ({ kind: "move", items: ["home1_______", "two_________"], folder: "menu/Work" }),
    done: ["1 bookmarks mv 5 done"],
    whole: true,
  },
  "a removal of a folder with all that is in it": {
    command: () => ({ kind: "remove", items: ["work________"] }),
    done: ["1 bookmarks rm 7 done"],
    whole: true,
  },
  "a put of many in parts": {
    options: { limits: { max_total_records: 3 } },
    prepare: async ({ app }) => {
      await put(app, "forms", form("form-0"), form("form-6"));
    },
    command: () => ({ kind: "put", collection: "forms", records: forms("mine") }),
    done: ["1 records put 7 done"],
    whole: false,
  },
  "an undo": {
    prepare: ({ app }) => carryOut(app, { kind: "remove", items: ["work________"] }),
    command: () => ({ kind: "undo", count: 1 }),
    done: ["- undo bookmarks rm 7 done", "- bookmarks rm 7 undone"],
    whole: true,
  },
  "a restore": {
    prepare: async (account) => {
      const { app } = account;
      await put(app, "forms", ...forms("kept"));
      await createBackup(app, { path: backupOf(account), key: { kind: "profile" } });
      await put(app, "forms", form("form-2", "changed"), { id: "form-3", deleted: true }, form("new"));
      const other = account.open({ env: elsewhere(account) });
      await carryOut(other, { kind: "remove", items: ["work________"] });
      other[Symbol.dispose]();
    },
    command: (account) => ({ kind: "restore", path: backupOf(account) }),
    done: ["1 backup restore 10 done"],
    whole: false,
  },
};

const backupOf = ({ home }: WritingAccount): string => `${home}/test.fxbackup`;

async function openStory({ options = {}, prepare }: Story): Promise<WritingAccount> {
  const account = await openTree(smallTree(), options);
  await prepare?.(account);
  account.writes.length = 0;
  return account;
}

/** The whole of a command, and what each of its ends must look like. */
interface Expected {
  readonly steps: readonly WriteStep[];
  readonly shapes: unknown;
}

async function runWhole(story: Story): Promise<Expected> {
  await using account = await openStory(story);
  const report = await runChild({ home: account.home, command: story.command(account) });
  assert.deepEqual(report?.error, undefined);
  assert.deepEqual((await undoList(account.open())).slice(0, story.done.length), story.done);
  return { steps: report?.steps ?? [], shapes: await shapesOf(account) };
}

/** Each step from the journal on that a run comes to, the first and the last time; one before it stands for the others. */
function killsOf(steps: readonly WriteStep[], all: boolean): Required<WritingTask>["kill"][] {
  return WRITE_STEPS.filter((step) => all || WRITE_STEPS.indexOf(step) >= WRITE_STEPS.indexOf("encrypted"))
    .flatMap((step) => {
      const times = steps.filter((each) => each === step).length;
      return [...new Set([1, times])].filter((time) => time > 0).map((time) => ({ step, time }));
    });
}

/** Looks at what is left of a command that was killed, does the rest of it, and takes it all back. */
async function goOn(story: Story, account: WritingAccount, before: Records, expected: Expected) {
  await soundTree(account.open());
  const left = await recordsOf(account);
  const isDone = await isAsExpected(account, expected);
  const isUntouched = same(left, before);
  if (story.whole) assert.ok(isDone || isUntouched, "all or nothing");
  const told = await undoList(account.open());
  if (isUntouched) assert.deepEqual(told.filter((line) => line.startsWith("1 ")), toldBefore(story));
  if (isDone) assert.deepEqual(told.slice(0, story.done.length), story.done);
  assert.deepEqual(told.filter((line) => /unknown|pending/.test(line)), []);
  if (!isDone || !story.repeats) await runAgain(story, account);
  assert.ok(await isAsExpected(account, expected), "the same command does what is left");
  for (const name of ["bookmarks", "forms"]) {
    await assertMirrored(account, account.open(), name, { mode: "pull" });
  }
}

/** What undo offers where nothing of the command was done. */
const toldBefore = ({ done }: Story): string[] =>
  done.flatMap((line) => line.endsWith("undone") ? [line.replace("-", "1").replace("undone", "done")] : []);

const same = (a: Records, b: Records): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);

async function isAsExpected(account: WritingAccount, { shapes }: Expected): Promise<boolean> {
  return JSON.stringify(await shapesOf(account)) === JSON.stringify(shapes);
}

async function runAgain(story: Story, account: WritingAccount): Promise<void> {
  try {
    await carryOut(account.app, story.command(account));
  } catch (error) {
    // Of what is gone, or undone, there is nothing left to find.
    if (!isFoxdenError(error) || error.kind !== "not-found") throw error;
  }
}

/** Takes back all that there is. */
async function undoAll(account: WritingAccount): Promise<void> {
  const count = (await undoList(account.open())).filter((line) => !line.startsWith("-")).length;
  if (count > 0) await undo(account.open(), count);
}

Deno.test("an add comes to each step of a write once and in order", async () => {
  await using account = await openTree();
  const command: Command = { kind: "add", title: "Added", folder: "menu" };
  const report = await runChild({ home: account.home, command });
  assert.deepEqual(report, { steps: [...WRITE_STEPS] });
});

for (const [name, story] of Object.entries(STORIES)) {
  Deno.test(`${name}, killed at a step, is done or not, and undo knows which`, async (t) => {
    const expected = await runWhole(story);
    for (const kill of killsOf(expected.steps, name.startsWith("an add"))) {
      await t.step(`${kill.step}, time ${kill.time}`, async () => {
        await using account = await openStory(story);
        const before = await recordsOf(account);
        const command = story.command(account);
        assert.equal(await runChild({ home: account.home, command, kill }), undefined, "it lived");
        await goOn(story, account, before, expected);
        await undoAll(account);
        const [former, latter] = [before, await recordsOf(account)];
        if (command.kind !== "undo") assert.deepEqual(latter, former, "what undo brings back");
        await soundTree(account.open());
      });
    }
  });
}

/** A tree whose menu has a folder of 37 bookmarks, on a server that takes ten records a request. */
const openLarge = () =>
  openTree(model({ menu: [filled("large", 37)] }), { limits: { max_post_records: 10 } });

const REMOVE_LARGE: Command = { kind: "remove", items: ["large_______"] };

Deno.test("a removal killed between two requests of its batch has not happened", async () => {
  await using account = await openLarge();
  const before = await recordsOf(account);
  const child = spawn({ home: account.home, command: REMOVE_LARGE });
  let posts = 0;
  using _ = account.faults.use(({ method }) => {
    if (method === "POST" && ++posts === 3) child.kill("SIGKILL");
    return undefined;
  });
  await child.output();
  assert.ok(posts >= 3);
  assert.deepEqual(await recordsOf(account), before);
  assert.deepEqual(await undoList(account.open()), []);
  await carryOut(account.open(), REMOVE_LARGE);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks rm 39 done"]);
  await undo(account.open());
  assert.deepEqual(await recordsOf(account), before);
});

Deno.test("a removal that the server takes while the process is killed is known to undo", async () => {
  await using account = await openLarge();
  const before = await recordsOf(account);
  const child = spawn({ home: account.home, command: REMOVE_LARGE });
  {
    using _ = account.faults.use(async (request) => {
      if (!request.url.includes("commit=true") || request.headers.has("x-passed-on")) return undefined;
      const headers = new Headers(request.headers);
      headers.set("x-passed-on", "1");
      const answer = await fetch(request.url, { method: "POST", headers, body: await request.text() });
      await answer.text();
      child.kill("SIGKILL");
      return new Response("0", { status: 503 });
    });
    await child.output();
  }
  assert.equal(shapeText(await soundTree(account.open())), '{"menu":[]}');
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks rm 39 done"]);
  await undo(account.open());
  assert.deepEqual(await recordsOf(account), before);
});

const shapeText = (tree: Awaited<ReturnType<typeof soundTree>>): string =>
  JSON.stringify(shapeOf(tree, "menu"));

Deno.test("processes that add to one folder at once all do, and each can be taken back", async () => {
  await using account = await openTree();
  const before = await recordsOf(account);
  const titles = ["A", "B", "C"];
  const reports = await Promise.all(
    titles.map((title) =>
      runChild({ home: account.home, command: { kind: "add", title, folder: "menu/New" } })
    ),
  );
  assert.deepEqual(reports.map((report) => report?.error), [undefined, undefined, undefined]);
  const tree = await soundTree(account.open());
  const made = shapeText(tree);
  for (const title of titles) assert.equal(made.split(`"${title}"`).length, 2, `${title} is there once`);
  const list = await undoList(account.open());
  assert.equal(list.filter((line) => / bookmarks add \d done$/.test(line)).length, 3, list.join());
  await undo(account.open(), 3);
  assert.deepEqual(await recordsOf(account), before);
});
