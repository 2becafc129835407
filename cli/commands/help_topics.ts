/** `foxden help`: the page of any command, and pages about what all of them share. */
import { isFoxdenError } from "../../core/errors.ts";
import { withTry } from "../advice.ts";
import { GLOBAL_GROUPS } from "../globals.ts";
import {
  commandHelp,
  definitions,
  flagDefinitions,
  groupHelp,
  HELP_SUMMARY,
  type Page,
  rootHelp,
  titled,
  TOPICS,
  TOPICS_LINE,
} from "../help.ts";
import { childrenOf, locate } from "../locate.ts";
import { text } from "../outcome.ts";
import { windowCells } from "../render.ts";
import { CRASH_EXIT, EXITS } from "../report.ts";
import { command } from "../spec.ts";
import { plainPaint } from "../style.ts";
import type { Tree } from "../tree.ts";
import { CONFIG_DEFINITIONS, settingDefinitions } from "./config_topic.ts";
import { formatsPage } from "./formats_topic.ts";
import { JSON_DEFINITIONS } from "./json_topic.ts";
import { ENVIRONMENT_DEFINITIONS, OFFLINE_DEFINITIONS, QUERY_DEFINITIONS } from "./topics.ts";

const SIGNAL_EXITS = [
  { term: "129 130 143", text: "Ended by hang-up, ctrl-c or a termination signal" },
  { term: "141", text: "The reader of the output closed it early" },
];

/** The `help` command over a tree of commands that it is in itself. */
export const helpSpec = (tree: Tree) =>
  command({
    path: ["help"],
    summary: HELP_SUMMARY,
    output: "text",
    source: "here",
    endures: true,
    args: {
      topic: {
        optional: true,
        many: true,
        help: `Words of a command, or ${TOPICS.join(", ")}`,
      },
    },
    examples: [{ line: "help bookmarks list" }, { line: "help exit-codes" }, { line: "help queries" }],
    async run({ args, io }) {
      const page = { width: windowCells(io), paint: plainPaint, isLong: true };
      const [first, ...rest] = args.topic;
      if (first === "schema") return text(await (await import("./help_schema.ts")).schemaPage(rest, page));
      return text(topicPage(args.topic.join(" "), page) ?? await commandPage(tree, args.topic, page));
    },
  });

/** Documents that have no page here. */
const DOCUMENTS = /^(recipes|safety|server|configuration)$/;

/** The same as {@link pageFor}; where there is no such page, the failure says which others there are. */
async function commandPage(tree: Tree, words: readonly string[], page: Page): Promise<string> {
  try {
    return await pageFor(tree, words, page);
  } catch (error) {
    const [word = "", ...others] = words;
    if (!isFoxdenError(error) || others.length > 0) throw error;
    throw withTry(error, {
      note: DOCUMENTS.test(word)
        ? `docs/${word}.md, beside the source of foxden, is about that`
        : TOPICS_LINE,
    });
  }
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
      return formatsPage(page);
    case "json":
      return titled("JSON", definitions(JSON_DEFINITIONS, page.width), page);
    case "queries":
      return titled("Queries", definitions(QUERY_DEFINITIONS, page.width), page);
    case "offline":
      return titled("Offline", definitions(OFFLINE_DEFINITIONS, page.width), page);
    case "config":
      return titled("Settings", definitions(settingDefinitions(), page.width), page) +
        `\n${titled("The config file", definitions(CONFIG_DEFINITIONS, page.width), page)}`;
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
