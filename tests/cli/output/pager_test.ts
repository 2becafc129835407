/** What goes to a pager and what does not. The pager here is one that the test holds; real ones are in paging_test.ts. */
import assert from "node:assert/strict";
import { Interruption, type Pager } from "../../../cli/io.ts";
import { text, unpaged } from "../../../cli/outcome.ts";
import { command } from "../../../cli/spec.ts";
import { pagerFor } from "../../../cli/output/pager.ts";
import type { Tree } from "../../../cli/tree.ts";
import { foxden, showing, type Surroundings } from "../memory_io.ts";
import { listing } from "../sample_tree.ts";

const ROWS = 10;

interface Held {
  readonly commands: string[];
  /** What the pager has taken. */
  text: string;
  isClosed: boolean;
}

/** A terminal with a pager that takes everything, unless `write` says otherwise. */
function paging(write: (text: string) => Promise<boolean> = () => Promise.resolve(true)) {
  const held: Held = { commands: [], text: "", isClosed: false };
  const pager: Pager = {
    write(piece) {
      held.text += piece;
      return write(piece);
    },
    close() {
      held.isClosed = true;
      return Promise.resolve(true);
    },
  };
  const startPager = (line: string) => {
    held.commands.push(line);
    return pager;
  };
  const around = { onTerminal: true, columns: 40, rows: ROWS, startPager, env: { NO_COLOR: "1" } };
  return { held, around };
}

/** A list of so many lines. */
const counting = (lines: number): Tree =>
  showing(() =>
    listing([{ name: "id", value: (n: number) => n }], [Array.from({ length: lines }, (_, n) => n)])
  );

const numbers = (lines: number) => Array.from({ length: lines }, (_, n) => `${n}\n`).join("");

Deno.test("a list goes to the pager as soon as it is longer than the screen, and else to the screen", async () => {
  for (const [lines, isPaged] of [[ROWS - 1, false], [ROWS, true], [500, true]] as const) {
    const { held, around } = paging();
    const { stdout, code } = await foxden(["show", "-f", "plain"], { ...around, tree: counting(lines) });
    assert.deepEqual([held.text, stdout], isPaged ? [numbers(lines), ""] : ["", numbers(lines)]);
    assert.deepEqual([code, held.isClosed, held.commands], [0, isPaged, isPaged ? ["less"] : []]);
  }
});

Deno.test("lines that the window breaks count as those it makes of them", async () => {
  for (const [width, isPaged] of [[40 * (ROWS - 1), false], [40 * (ROWS - 1) + 1, true]] as const) {
    const { held, around } = paging();
    const tree = showing(() => listing([{ name: "id", value: () => "x".repeat(width) }], [[1]]));
    await foxden(["show", "-f", "ids"], { ...around, tree });
    assert.equal(held.commands.length > 0, isPaged);
  }
});

Deno.test("the pager has the first page before the last one is read", async () => {
  const events: string[] = [];
  async function* pages() {
    for (const page of ["first", "second"]) {
      events.push(`asked for ${page}`);
      yield Array.from({ length: 50 }, (_, n) => n);
      await Promise.resolve();
    }
  }
  const { around } = paging((piece) => {
    events.push(`${piece.split("\n").length - 1} lines taken`);
    return Promise.resolve(true);
  });
  const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages()));
  await foxden(["show", "-f", "ids"], { ...around, tree });
  assert.deepEqual(events.slice(0, 3), ["asked for first", "50 lines taken", "asked for second"]);
});

Deno.test("FOXDEN_PAGER stands over PAGER, and nothing, cat and --no-pager are none", async () => {
  const started = async (env: Record<string, string>, ...argv: string[]) => {
    const { held, around } = paging();
    const { stdout } = await foxden(["show", "-f", "ids", ...argv], { ...around, env, tree: counting(50) });
    assert.equal(stdout + held.text, numbers(50));
    return held.commands.join();
  };
  assert.equal(await started({ PAGER: "more" }), "more");
  assert.equal(await started({ PAGER: "more", FOXDEN_PAGER: "less -S" }), "less -S");
  for (const none of ["", " ", "cat"]) {
    assert.equal(await started({ PAGER: "more", FOXDEN_PAGER: none }), "");
    assert.equal(await started({ PAGER: none }), "");
  }
  assert.equal(await started({ FOXDEN_PAGER: "more" }, "--no-pager"), "");
  assert.equal(await started({ FOXDEN_PAGER: "more", TERM: "dumb" }), "");
});

Deno.test("there is a pager only for a terminal, and only where a window is known", () => {
  const stdout = { isTerminal: true, columns: 40, rows: ROWS, write: () => {} };
  const { startPager } = paging().around;
  const io = { env: () => undefined, stdout, startPager };
  assert.equal(pagerFor(io), "less");
  assert.equal(pagerFor(io, undefined, true), undefined, "Windows has none of its own");
  assert.equal(pagerFor(io, "most", true), "most");
  assert.equal(pagerFor(io, ""), undefined, "set up to use none");
  assert.equal(pagerFor({ env: io.env, stdout }), undefined);
  for (const over of [{ isTerminal: false }, { rows: 0 }]) {
    assert.equal(pagerFor({ ...io, stdout: { ...stdout, ...over } }), undefined);
  }
});

Deno.test("help that is longer than the screen goes to the pager, and to the screen with --no-pager", async () => {
  for (const words of [["--help"], ["books", "list", "--help"], ["help", "flags"]]) {
    const { held, around } = paging();
    const { stdout } = await foxden(words, around);
    assert.equal(stdout, "");
    assert.ok(held.text.split("\n").length > ROWS);
    const plain = paging();
    assert.equal((await foxden([...words, "--no-pager"], plain.around)).stdout, held.text);
    assert.deepEqual(plain.held.commands, []);
  }
});

/** A command that prints something in one go, or line by line as it comes, or lets nobody page it. */
function lines(how: "whole" | "as they come" | "unpaged"): Tree {
  async function* pieces() {
    yield await Promise.resolve(numbers(50));
  }
  const spec = command({
    path: ["lines"],
    summary: "Lines",
    output: "text",
    source: "here",
    options: { reveal: { type: "optional-value", choices: ["inline"], help: "Secrets too" } },
    examples: [{ line: "lines" }],
    run: () =>
      Promise.resolve(
        how === "as they come"
          ? text(pieces())
          : how === "whole"
          ? text(numbers(50))
          : unpaged(text(numbers(50))),
      ),
  });
  const leaf = { path: ["lines"], summary: spec.summary, load: () => Promise.resolve(spec) };
  return { groups: [], leaves: [leaf], hiddenVerbs: {}, examples: [{ line: "lines" }] };
}

const pagerStarts = async (words: readonly string[], over: Surroundings) => {
  const { held, around } = paging();
  const { code } = await foxden(words, { ...around, ...over });
  assert.equal(code, 0);
  return held.commands.length > 0;
};

Deno.test("secrets, what has no end, files and pipes go through no pager", async () => {
  assert.equal(await pagerStarts(["lines"], { tree: lines("whole") }), true);
  assert.equal(await pagerStarts(["lines", "--reveal=inline"], { tree: lines("whole") }), false);
  assert.equal(await pagerStarts(["lines"], { tree: lines("as they come") }), false);
  assert.equal(await pagerStarts(["lines"], { tree: lines("unpaged") }), false);
  assert.equal(await pagerStarts(["show"], { tree: counting(50), onTerminal: false }), false);
  const path = await Deno.makeTempFile({ prefix: "foxden-test-" });
  assert.equal(await pagerStarts(["show", "-o", path], { tree: counting(50) }), false);
  assert.match(await Deno.readTextFile(path), /^0\n/);
  await Deno.remove(path);
});

Deno.test("one value is never paged, however long it is", async () => {
  const { held, around } = paging();
  await foxden(["books", "get", "aaaaaaaaaaaa", "--field", "title"], { ...around, columns: 1, rows: 2 });
  assert.deepEqual(held.commands, []);
});

Deno.test("a pager that turns out not to be there is done without, from the first line on", async () => {
  for (const taken of [0, 1, 2]) {
    let count = 0;
    const { around } = paging(() => Promise.resolve(++count <= taken));
    const rows = Array.from({ length: 3 }, (_, page) => Array.from({ length: 50 }, (_, n) => page * 50 + n));
    const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], rows));
    const { stdout, code } = await foxden(["show", "-f", "ids"], { ...around, tree });
    assert.deepEqual([stdout, code], [numbers(150), 0]);
  }
});

Deno.test("a pager that is known only at its end not to have been there is done without, too", async () => {
  const { around } = paging();
  const startPager = () => ({ write: () => Promise.resolve(true), close: () => Promise.resolve(false) });
  const { stdout } = await foxden(["show", "-f", "ids"], { ...around, startPager, tree: counting(50) });
  assert.equal(stdout, numbers(50));
});

Deno.test("where there is no shell to start a pager with, there is none", async () => {
  const { around } = paging();
  const started = await foxden(["show", "-f", "ids"], {
    ...around,
    startPager: () => undefined,
    tree: counting(50),
  });
  assert.equal(started.stdout, numbers(50));
});

Deno.test("whoever leaves the pager early ends the run with 141, and nothing is said", async () => {
  const { held, around } = paging(() => Promise.reject(new Interruption(141)));
  const { code, stdout, stderr } = await foxden(["show", "-f", "ids"], { ...around, tree: counting(50) });
  assert.deepEqual([code, stdout, stderr, held.isClosed], [141, "", "", true]);
});

Deno.test("what came before a failure is shown, and the pager is left before it is told", async () => {
  async function* pages(lines: number) {
    yield Array.from({ length: lines }, (_, n) => n);
    await Promise.reject(new TypeError("no"));
  }
  for (const lines of [3, 50]) {
    const { held, around } = paging();
    const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages(lines)));
    const { code, stdout, stderr } = await foxden(["show", "-f", "ids"], { ...around, tree });
    assert.deepEqual([code, held.isClosed], [70, lines === 50]);
    assert.equal(stdout + held.text, numbers(lines));
    assert.match(stderr, /went wrong/);
  }
});
