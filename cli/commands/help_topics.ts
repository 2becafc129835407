/** `foxden help`: the page of any command, and pages about what all of them share. */
import { GLOBAL_GROUPS } from "../globals.ts";
import {
  commandHelp,
  definitions,
  flagDefinitions,
  groupHelp,
  type Page,
  rootHelp,
  titled,
} from "../help.ts";
import { childrenOf, locate } from "../locate.ts";
import { text } from "../outcome.ts";
import { windowCells } from "../render.ts";
import { CRASH_EXIT, EXITS } from "../report.ts";
import { command } from "../spec.ts";
import { plainPaint } from "../style.ts";
import type { Leaf, Tree } from "../tree.ts";
import { ENVIRONMENT_DEFINITIONS, OFFLINE_DEFINITIONS, QUERY_DEFINITIONS } from "./topics.ts";

const FORMAT_MEANINGS: Readonly<Record<string, string>> = {
  table: "For people: cut to the window, relative times. The default on a terminal.",
  plain: "One record a line, tabs between, no header, nothing cut, times in UTC. The default elsewhere.",
  json: 'One document: {"schemaVersion":1,"kind":…,"items":[…]}. A single record is one object.',
  ndjson: "One JSON object a line, each out as soon as it is there.",
  csv: "RFC 4180 with a header line, UTF-8, lines end in CR LF.",
  tsv: "Tabs between, with a header line; tab, newline and backslash are written \\t \\n \\\\.",
  ids: "One id a line.",
};

const SIGNAL_EXITS = [
  { term: "129 130 143", text: "Ended by hang-up, ctrl-c or a termination signal" },
  { term: "141", text: "The reader of the output closed it early" },
];

/** The `help` command over a tree of commands. */
export function helpLeaf(tree: Tree): Leaf {
  const leaf: Leaf = {
    path: ["help"],
    summary: "Show help on a command or a topic",
    load: () => Promise.resolve(spec),
  };
  const whole = { ...tree, leaves: [...tree.leaves, leaf] };
  const spec = command({
    path: leaf.path,
    summary: leaf.summary,
    output: "text",
    source: "here",
    args: {
      topic: {
        optional: true,
        many: true,
        help: "Words of a command, or exit-codes, formats, flags, queries, offline, environment",
      },
    },
    examples: [{ line: "help bookmarks list" }, { line: "help exit-codes" }, { line: "help queries" }],
    async run({ args, io }) {
      const page = { width: windowCells(io), paint: plainPaint, isLong: true };
      return text(topicPage(args.topic.join(" "), page) ?? await pageFor(whole, args.topic, page));
    },
  });
  return leaf;
}

/** The page of the command or noun that the words name. */
export async function pageFor(tree: Tree, words: readonly string[], page: Page): Promise<string> {
  const found = locate(tree, words);
  if (found.type === "root") return rootHelp(tree, page);
  return found.type === "group"
    ? groupHelp(tree, found.group, page)
    : commandHelp(await found.leaf.load(), page, childrenOf(tree, found.leaf.path));
}

function topicPage(topic: string, page: Page): string | undefined {
  switch (topic) {
    case "exit-codes":
      return titled("Exit codes", definitions(exitDefinitions(), page.width), page);
    case "formats":
      return titled("Output formats", definitions(formatDefinitions(), page.width), page) +
        "\nControl characters in titles and addresses are shown as \\x1b or \\u202e in table and plain.\n";
    case "queries":
      return titled("Queries", definitions(QUERY_DEFINITIONS, page.width), page);
    case "offline":
      return titled("Offline", definitions(OFFLINE_DEFINITIONS, page.width), page);
    case "environment":
      return titled("Environment", definitions(ENVIRONMENT_DEFINITIONS, page.width), page);
    case "flags":
      return GLOBAL_GROUPS.map(({ title, flags }) =>
        titled(title, definitions(flagDefinitions(flags), page.width), page)
      ).join("\n");
    default:
      return undefined;
  }
}

function exitDefinitions() {
  const kinds = Object.entries(EXITS).map(([kind, { exit, when }]) => ({
    term: `${exit}  ${kind}`,
    exit,
    when,
  }));
  const failures = kinds.sort((a, b) => a.exit - b.exit).map(({ term, exit, when }) => ({
    term: exit < 10 ? ` ${term}` : term,
    text: when,
  }));
  return [
    { term: " 0  ok", text: "Done; an empty list is no failure" },
    ...failures,
    { term: `${CRASH_EXIT}  crash`, text: "A defect in foxden" },
    ...SIGNAL_EXITS,
  ];
}

const formatDefinitions = () =>
  Object.entries(FORMAT_MEANINGS).map(([term, meaning]) => ({ term, text: meaning }));
