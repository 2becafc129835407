/** A short walk through foxden: commands as one would type them, each followed by what it really prints. */
import { FoxdenError } from "../core/errors.ts";
import type { Io } from "./io.ts";
import { runCli } from "./run.ts";
import { TREE } from "./tree.ts";

/** What the tour shows, in order. */
const STOPS: readonly { readonly words: readonly string[]; readonly lines: number }[] = [
  { words: ["status"], lines: 20 },
  { words: ["bookmarks", "list", "--tree", "--folder", "toolbar"], lines: 14 },
  { words: ["bookmarks", "list", "deno", "--limit", "4"], lines: 6 },
  { words: ["passwords", "list", "--limit", "5"], lines: 7 },
  { words: ["history", "list", "--limit", "5"], lines: 7 },
  { words: ["tabs", "list", "--device", "Pixel"], lines: 6 },
  { words: ["devices", "list"], lines: 7 },
  { words: ["records", "get", "bookmarks", "mobile", "--json"], lines: 12 },
];

/** The lines of the tour, run in the world `io`. */
export async function* tour(io: Io): AsyncGenerator<string> {
  for (const { words, lines } of STOPS) {
    yield `$ foxden ${words.join(" ")}`;
    const printed = await printedBy(io, words);
    yield* printed.slice(0, lines);
    if (printed.length > lines) yield `… ${printed.length - lines} more lines`;
    yield "";
  }
  yield "This was sample data on a server in memory. To go on with it in your own shell:  foxden demo --cli";
  yield "To use your own account:  foxden auth login";
}

async function printedBy(io: Io, words: readonly string[]): Promise<string[]> {
  let printed = "";
  const stdout = {
    isTerminal: io.stdout.isTerminal,
    columns: io.stdout.columns,
    // Without a height nothing is too long for the screen, and no pager is in the way of the tour.
    rows: 0,
    write: (text: string) => void (printed += text),
  };
  // Drawn without colour: what is yielded here is shown as text, escapes and all.
  const form = words.includes("--json") ? [] : ["--format", "table"];
  const exit = await runCli({ ...io, argv: [...words, ...form, "--color", "never"], stdout }, TREE);
  if (exit !== 0) {
    throw new FoxdenError("failed.program", `The tour stopped at: foxden ${words.join(" ")}`, {
      name: "foxden",
    });
  }
  return printed.replace(/\n$/, "").split("\n");
}
