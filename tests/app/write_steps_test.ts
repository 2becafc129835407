/** What ARCHITECTURE.md says of the steps of a write is what a write does. */
import assert from "node:assert/strict";
import { prepareBookmarkAdd } from "../../app/bookmarks/edits.ts";
import type { App } from "../../app/open.ts";
import { WRITE_STEPS, type WriteStep } from "../../app/write/steps.ts";
import { openWriting } from "./writing_support.ts";

const ROOT = new URL("../../", import.meta.url);

interface ListedStep {
  readonly number: number;
  readonly name: string;
  readonly file: string;
}

/** The numbered lines of the page's section on writes. */
async function listedSteps(): Promise<ListedStep[]> {
  const page = await Deno.readTextFile(new URL("ARCHITECTURE.md", ROOT));
  const [, section = ""] = page.split("## How a write comes about");
  const lines = (section.split("\n## ")[0] ?? "").matchAll(/^(\d) (\w+) +(\S+\.ts) /gm);
  return [...lines].map(([, number, name = "", file = ""]) => ({ number: Number(number), name, file }));
}

async function add(app: App): Promise<void> {
  const items = [{ type: "bookmark" as const, url: "https://added.example/", title: "Added" }];
  await (await prepareBookmarkAdd(app, { items, folder: "toolbar", makeFolders: false })).commit();
}

/** The steps a `bookmarks add` comes to before a fault ends it in one of them. */
async function stepsUntil(fault: WriteStep | undefined): Promise<WriteStep[]> {
  await using account = await openWriting();
  const steps: WriteStep[] = [];
  using app = account.open({
    atStep: (step) => {
      const writing = WRITE_STEPS.find((each) => each === step);
      if (writing === undefined) return;
      steps.push(writing);
      if (writing === fault) throw new Fault(writing);
    },
  });
  const ended = add(app);
  if (fault === undefined) await ended;
  else await assert.rejects(ended, Fault);
  return steps;
}

class Fault extends Error {}

Deno.test("the page numbers the steps of a write in their order, each with a file that is there", async () => {
  const listed = await listedSteps();
  assert.deepEqual(listed.map(({ name }) => name), [...WRITE_STEPS]);
  assert.deepEqual(listed.map(({ number }) => number), WRITE_STEPS.map((_, i) => i + 1));
  for (const { file } of listed) assert.ok((await Deno.stat(new URL(file, ROOT))).isFile, file);
});

Deno.test("a bookmarks add takes the steps of the page, and a fault in any of them ends it there", async (t) => {
  const names = (await listedSteps()).map(({ name }) => name);
  assert.deepEqual(await stepsUntil(undefined), names);
  for (const [i, fault] of WRITE_STEPS.entries()) {
    await t.step(`${i + 1} ${fault}`, async () => {
      assert.deepEqual(await stepsUntil(fault), names.slice(0, i + 1));
    });
  }
});
