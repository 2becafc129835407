/**
 * Makes the pictures of the documentation, `docs/captures/*.svg`, from the program at work in a terminal on its demo.
 *
 * It needs tmux. What is on them moves with the clock: the demo counts back from the current hour.
 */
import { svgOf } from "./captures/svg.ts";
import { Terminal } from "./captures/terminal.ts";

/** A picture. */
interface Capture {
  readonly name: string;
  /** What it shows, for those who do not see it. */
  readonly title: string;
  /** The words after `foxden`. */
  readonly words: readonly string[];
  /** Keys, by tmux's names for them, each with what has to be on the screen before the next one. */
  readonly steps: readonly (readonly [key: string, shows: RegExp])[];
}

const COLUMNS = 100;
const ROWS = 30;
const DEMO = ["demo", "--seed", "1"];
const OPENED = ["", /\[online\].*\n[^]*1\/\d+ rows/] as const;
const FILTERED = ["Enter", /sort: best match|enter details/] as const;

const CAPTURES: readonly Capture[] = [
  {
    name: "first-run",
    title: "foxden at its first start: five ways to begin",
    words: [],
    steps: [["", /5 {2}/]],
  },
  {
    name: "bookmarks",
    title: "The bookmarks of the demo as a tree, with the details of one of them",
    words: DEMO,
    steps: [
      OPENED,
      ["j", /2\/\d+ rows/],
      ["G", /\d rows/],
      ["g", /g \.\.\./],
      ["g", /1\/\d+ rows/],
      ...downs(10),
    ],
  },
  {
    name: "history-filter",
    title: "The history, filtered while the word deno is typed",
    words: DEMO,
    steps: [OPENED, ["3", /1\/2,0/], ["/", /INSERT/], ...typed("deno"), FILTERED, ["j", /2\/\d+/]],
  },
  {
    name: "palette",
    title: "The command palette, each act beside the shell command that does the same",
    words: DEMO,
    steps: [OPENED, ["3", /1\/2,0/], [":", /Command palette/], ...typed("hist")],
  },
];

function downs(count: number): Capture["steps"] {
  return Array.from({ length: count }, (_, at) => ["j", new RegExp(`\\b${at + 2}/\\d+ rows`)] as const);
}

function typed(text: string): Capture["steps"] {
  return [...text].map((letter, at) => [letter, new RegExp(`[/:] ${text.slice(0, at + 1)}`)] as const);
}

/** @returns the lines of the screen with their styles */
async function capture({ words, steps }: Capture): Promise<readonly string[]> {
  await using terminal = await Terminal.open(words, { columns: COLUMNS, rows: ROWS });
  for (const [key, shows] of steps) {
    if (key !== "") await terminal.press(key);
    await terminal.waitFor(shows);
  }
  return await terminal.settled();
}

const folder = new URL("../docs/captures/", import.meta.url);
await Deno.mkdir(folder, { recursive: true });
for (const each of CAPTURES) {
  const lines = await capture(each);
  await Deno.writeTextFile(
    new URL(`${each.name}.svg`, folder),
    svgOf(lines, { columns: COLUMNS, title: each.title }),
  );
  await Deno.stdout.write(new TextEncoder().encode(`docs/captures/${each.name}.svg\n`));
}
