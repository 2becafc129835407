/** The README's examples as data. */

/** A command line as shown, and what is shown under it. */
export interface Example {
  readonly line: string;
  /** Every line of output shown; the last may be `…` for "and so on". */
  readonly shown: readonly string[];
}

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

function fencedBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", body = ""]) => ({
    language,
    lines: body.replace(/\n$/, "").split("\n"),
  }));
}

/** Every example of the page in order. A line of `foxden` in a block that shows no output is an example without any. */
export function readExamples(markdown: string): Example[] {
  return fencedBlocks(markdown).flatMap(({ language, lines }) =>
    language === "console"
      ? splitAtPrompts(lines)
      : lines.filter((line) => /^\$? ?foxden\b/.test(line)).map((line) => ({ line, shown: [] }))
  );
}

function splitAtPrompts(lines: readonly string[]): Example[] {
  const examples: { line: string; shown: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("$ ")) examples.push({ line: line.slice(2), shown: [] });
    else examples.at(-1)?.shown.push(line);
  }
  return examples;
}

/** What differs between the output shown and the real one; undefined when nothing does. */
export function difference({ line, shown }: Example, printed: readonly string[]): string | undefined {
  if (shown.length === 0) return `"${line}" shows no output`;
  const open = shown.at(-1) === "…";
  const wanted = open ? shown.slice(0, -1) : shown;
  for (const [i, text] of wanted.entries()) {
    if (printed[i] !== text) return `"${line}" line ${i + 1}: shown "${text}", printed "${printed[i]}"`;
  }
  const rest = printed.length - wanted.length;
  if (open ? rest < 1 : rest !== 0) return `"${line}" prints ${printed.length} lines, not ${wanted.length}`;
  return undefined;
}
