/** The recipes of the documentation, run as they stand on the page, in a real shell on the demo account. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDemoShell, type Shell } from "./shell.ts";

const PAGE = await Deno.readTextFile(new URL("../../docs/recipes.md", import.meta.url));

/** A block to be run, and what it prints. */
interface Recipe {
  readonly heading: string;
  readonly lines: string;
  /** The file that the block is, where it is one. */
  readonly file: string | undefined;
  /** Lines of output; `…` stands for any. Nothing where the page shows nothing. */
  readonly shown: readonly string[];
}

/** Blocks of `sh`, each with the `text` after it, in the order of the page. */
export function readRecipes(page: string): Recipe[] {
  const recipes: Recipe[] = [];
  let heading = "";
  for (const [, title, language = "", file, body = ""] of page.matchAll(BLOCK)) {
    if (title !== undefined) heading = title;
    else if (language === "sh") recipes.push({ heading, lines: body, file, shown: [] });
    else if (language === "text") {
      const last = recipes.pop() ?? assert.fail("text before any sh");
      assert.deepEqual(last.shown, [], "two outputs of one block");
      recipes.push({ ...last, shown: body.replace(/\n$/, "").split("\n") });
    }
  }
  return recipes;
}

/** A heading, or a block with its language and the name of its file. */
const BLOCK = /^## ([^\n]+)$|^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;

/** What a run of the block prints; the file is made and run where it is one. */
async function run(shell: Shell, { lines, file }: Recipe) {
  if (file === undefined) return await shell.run(lines);
  const path = join(shell.home, file);
  await Deno.writeTextFile(path, lines);
  await Deno.chmod(path, 0o700);
  return await shell.run(`"$HOME/${file}"`);
}

const RECIPES = readRecipes(PAGE);
/** Each is one thing somebody wants. */
const headings = [...new Set(RECIPES.map(({ heading }) => heading))];

Deno.test("the page has recipes, and each has a heading of its own", () => {
  assert.ok(headings.length >= 10, `${headings.length} recipes`);
  assert.deepEqual(PAGE.match(/^## .+$/gm)?.map((line) => line.slice(3)), headings);
});

Deno.test("every recipe does what the page says, with the output it shows", async (t) => {
  await using shell = await openDemoShell();
  for (const heading of headings) {
    await t.step(heading, async () => {
      for (const recipe of RECIPES.filter((each) => each.heading === heading)) {
        const { code, stdout, stderr } = await run(shell, recipe);
        assert.deepEqual([code, stderr], [0, ""], recipe.lines);
        assert.deepEqual(
          stdout.replace(/\n$/, "").split("\n"),
          recipe.shown.length === 0 ? [""] : recipe.shown,
        );
      }
    });
  }
});
