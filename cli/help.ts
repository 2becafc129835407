/** Help pages, made from the same data as the parser. */
import { outputFlagsFor, readingFlagsFor, screenFlagsFor } from "./globals.ts";
import { childrenOf } from "./locate.ts";
import type { ArgSpec, CommandSpec, Example, OptionSpec, OptionSpecs } from "./spec.ts";
import type { Paint } from "./style.ts";
import { cellWidth, pad, wrap } from "../app/display/text.ts";
import { type Group, type Leaf, SECTIONS, type Tree } from "./tree.ts";
import { flagOf } from "./values.ts";

/** For whom a page is. */
export interface Page {
  readonly width: number;
  readonly paint: Paint;
  /** `-h` is short; `--help` begins with examples. */
  readonly isLong: boolean;
}

/** A term with what it means, or a line of its own. */
export interface Definition {
  readonly term: string;
  readonly text: string;
}

/** What the command that shows these pages says of itself. */
export const HELP_SUMMARY = "Show help on a command or a topic";

/** Pages about what commands share. */
export const TOPICS = [
  "queries",
  "formats",
  "json",
  "schema",
  "flags",
  "exit-codes",
  "offline",
  "config",
  "environment",
] as const;

/** Wider lines are hard to read. */
const WIDEST = 100;

/** The page of a command. @param below the commands whose words begin with its own */
export function commandHelp(spec: CommandSpec, page: Page, below: readonly (Leaf | Group)[] = []): string {
  const options = spec.options ?? {};
  const args = Object.entries(spec.args ?? {});
  const usage = [spec.path.join(" "), ...args.map(argUsage), "[FLAGS]"].join(" ");
  const name = spec.path.join(" ");
  return sections(page, usage, spec.summary, [
    page.isLong && examplesOf(spec.examples, page),
    page.isLong && spec.about !== undefined && paragraphs(spec.about, page),
    page.isLong && titled("Usage", `  foxden ${usage}\n`, page),
    args.length > 0 && titled("Arguments", definitions(args.map(argDefinition), page.width), page),
    below.length > 0 && titled("Commands", definitions(below.map(nameAndSummary), page.width), page),
    flagBlock("Flags", options, page),
    page.isLong && flagBlock("Reading", readingFlagsFor(spec.source), page),
    page.isLong && flagBlock("Full screen", screenFlagsFor(spec), page),
    page.isLong && flagBlock("Output", outputFlagsFor(spec), page),
    page.isLong ? footer(page) : `More, with examples: foxden ${name} --help\n`,
  ]);
}

/** The page of a noun: its commands. */
export function groupHelp(tree: Tree, group: Group, page: Page): string {
  const name = group.path.join(" ");
  const aliases = group.aliases ?? [];
  const commands = childrenOf(tree, group.path).map(nameAndSummary);
  return sections(page, `${name} COMMAND [FLAGS]`, group.summary, [
    page.isLong && examplesOf(group.examples, page),
    titled("Commands", definitions(commands, page.width), page),
    page.isLong && aliases.length > 0 && `Short for "${name}": ${aliases.join(", ")}\n`,
    page.isLong && alsoUnderstood(tree, group, page),
    page.isLong ? footer(page) : `More, with examples: foxden ${name} --help\n`,
  ]);
}

/** Words that are understood and not listed. */
function alsoUnderstood(tree: Tree, { path, understood = {} }: Group, page: Page): Section {
  const words = new Set(childrenOf(tree, path).map((each) => each.path.at(-1)));
  const pairs = [
    ...Object.entries(understood).map(([word, meant]) => [word, meant.join(" ")] as const),
    ...Object.entries(tree.hiddenVerbs).filter(([word, meant]) =>
      words.has(meant) && !words.has(word) && !Object.hasOwn(understood, word)
    ),
  ];
  const list = pairs.map(([word, meant]) => `${word} (${meant})`).join(", ");
  return list !== "" && paragraphs(`Also understood: ${list}`, page);
}

/** The first page: everything there is. */
export function rootHelp(tree: Tree, page: Page): string {
  const top = childrenOf(tree, []);
  const blocks = SECTIONS.map((section) => {
    const members = top.filter((each) => each.section === section).map(nameAndSummary);
    return members.length > 0 && titled(section, definitions(members, page.width, termsWidth(top)), page);
  });
  return sections(page, "[COMMAND] [FLAGS]", "Firefox Sync in the terminal", [
    page.isLong && examplesOf(tree.examples, page),
    ...blocks,
    paragraphs(TOPICS_LINE, page) +
    (page.isLong
      ? `Exit codes: foxden help exit-codes\n${footer(page)}`
      : "More, with examples: foxden --help\n"),
  ]);
}

/** Terms on the left, meanings on the right, wrapped to the window. */
export function definitions(list: readonly Definition[], width: number, termCells = 0): string {
  const widest = Math.floor(Math.min(width, WIDEST) * 0.4);
  const longest = list.map(({ term }) => cellWidth(term)).filter((cells) => cells <= widest);
  const column = Math.max(termCells, ...longest);
  const indent = " ".repeat(column + 4);
  return list.map(({ term, text }) => {
    const [first = "", ...others] = wrap(text, Math.min(width, WIDEST) - indent.length);
    const head = cellWidth(term) <= column ? `  ${pad(term, column)}  ` : `  ${term}\n${indent}`;
    return [head + first, ...others.map((line) => indent + line)].map((line) => `${line.trimEnd()}\n`).join(
      "",
    );
  }).join("");
}

/** Every flag of a set with its value, meaning, default and variable. */
export function flagDefinitions(options: OptionSpecs): Definition[] {
  const anyShort = Object.values(options).some(({ short }) => short !== undefined);
  return Object.entries(options).map(([key, spec]) => {
    const short = spec.short !== undefined ? `-${spec.short}, ` : anyShort ? "    " : "";
    return { term: `${short}${flagOf(key)}${valueSuffix(spec)}`, text: flagText(spec) };
  });
}

/** A heading with what is under it. */
export function titled(title: string, body: string, { paint }: Pick<Page, "paint">): string {
  return `${paint("bold", title.toUpperCase())}\n${body}`;
}

type Section = string | false;

function sections(page: Page, usage: string, summary: string, list: readonly Section[]): string {
  const head = page.isLong ? `${summary}.\n` : `usage: foxden ${usage}\n\n${summary}.\n`;
  return [head, ...list.filter((section) => section !== false && section !== "")].join("\n");
}

function examplesOf(examples: readonly Example[], page: Page): string {
  const lines = examples.map(({ line, note }) => ({ term: exampleLine(line, page), text: note ?? "" }));
  return titled("Examples", definitions(lines, page.width), page);
}

/** A line too long for the window goes on after a `|`, where a shell goes on too. */
function exampleLine(line: string, { width }: Page): string {
  const whole = `foxden ${line}`.trimEnd();
  return cellWidth(whole) + 2 <= width ? whole : whole.replaceAll(" | ", " |\n      ");
}

/** Paragraphs, one a line of the text, wrapped to the window. */
export function paragraphs(text: string, { width }: Pick<Page, "width">): string {
  return text.split("\n").map((line) => `${wrap(line, Math.min(width, WIDEST)).join("\n")}\n`).join("");
}

function flagBlock(title: string, options: OptionSpecs, page: Page): Section {
  const list = flagDefinitions(options);
  return list.length > 0 && titled(title, definitions(list, page.width), page);
}

/** Which pages there are besides those of commands. */
export const TOPICS_LINE = `Topics, as in foxden help queries: ${TOPICS.join(", ")}`;

const FOOTER = ["Flags of all commands: foxden help flags", "Output formats: foxden help formats"] as const;

function footer({ width }: Page): string {
  const line = FOOTER.join("     ");
  return `${line.length <= width ? line : FOOTER.join("\n")}\n`;
}

const nameAndSummary = (each: Leaf | Group): Definition => ({
  term: each.path.at(-1) ?? "",
  text: each.summary,
});

const termsWidth = (list: readonly (Leaf | Group)[]) =>
  Math.max(...list.map(({ path }) => path.at(-1)?.length ?? 0));

const labelOf = (key: string, { label }: ArgSpec) => label ?? key.toUpperCase();

function argUsage([key, arg]: [string, ArgSpec]): string {
  const label = labelOf(key, arg);
  // A label of several words says by itself which of them may be repeated.
  const name = arg.many && !label.includes("...") ? `${label}...` : label;
  return arg.optional ? `[${name}]` : name;
}

const argDefinition = ([key, arg]: [string, ArgSpec]): Definition => ({
  term: labelOf(key, arg),
  text: arg.help,
});

function valueSuffix(spec: OptionSpec): string {
  switch (spec.type) {
    case "flag":
      return "";
    case "optional-value":
      return `[=${spec.choices.join("|")}]`;
    case "optional-integer":
      return `[=${spec.label ?? "N"}]`;
    case "optional-duration":
      return `[=${spec.label ?? "TIME"}]`;
    case "choice":
      return ` ${spec.label ?? spec.choices.join("|")}`;
    case "integer":
      return ` ${spec.label ?? "N"}`;
    case "duration":
      return ` ${spec.label ?? "TIME"}`;
    case "size":
      return ` ${spec.label ?? "SIZE"}`;
    case "list":
    case "string":
      return ` ${spec.label ?? "TEXT"}`;
  }
}

function flagText(spec: OptionSpec): string {
  const facts = [
    ...(spec.type === "choice" && spec.label !== undefined ? [`one of ${spec.choices.join(", ")}`] : []),
    ...(spec.type === "list" ? ["may be repeated"] : []),
    ...("default" in spec && spec.default !== undefined
      ? [`default ${spec.type === "string" ? `"${spec.default}"` : spec.default}`]
      : []),
    ...(spec.type === "optional-duration" ? [`${spec.implied} without a value`] : []),
    ...(spec.env !== undefined ? [`env ${spec.env}`] : []),
  ];
  return facts.length === 0 ? spec.help : `${spec.help} (${facts.join("; ")})`;
}
