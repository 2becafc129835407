/**
 * Every command of foxden, by its words. A command's module is loaded when it is the one that was asked for, so
 * `foxden help` loads none of them.
 */
import { addons } from "./nouns/addons.ts";
import { addresses } from "./nouns/addresses.ts";
import { auth } from "./nouns/auth.ts";
import { backup } from "./nouns/backup.ts";
import { bookmarks } from "./nouns/bookmarks.ts";
import { cards } from "./nouns/cards.ts";
import { collections } from "./nouns/collections.ts";
import { config } from "./nouns/config.ts";
import { devices } from "./nouns/devices.ts";
import { extstorage } from "./nouns/extstorage.ts";
import { forms } from "./nouns/forms.ts";
import { history } from "./nouns/history.ts";
import type { Branch } from "./nouns/noun.ts";
import { passwords } from "./nouns/passwords.ts";
import { prefs } from "./nouns/prefs.ts";
import { records } from "./nouns/records.ts";
import { serve } from "./nouns/serve.ts";
import { api, demo, doctor, front, quota, status, sync, undo } from "./nouns/single.ts";
import { tabs } from "./nouns/tabs.ts";
import type { CommandSpec, Examples } from "./spec.ts";

/** Headings under which the first help page lists nouns and single commands. */
export const SECTIONS = ["Records", "Account", "Server"] as const;
export type Section = typeof SECTIONS[number];

/** A command: its words, its line in lists of commands, and where it is. */
export interface Leaf {
  readonly path: readonly string[];
  /** The same line as in the command itself. */
  readonly summary: string;
  /** For commands of one word. */
  readonly section?: Section;
  readonly load: () => Promise<CommandSpec>;
}

/** A noun with commands below it. */
export interface Group {
  readonly path: readonly string[];
  readonly summary: string;
  readonly section?: Section;
  /** Other words for the last word of the path. */
  readonly aliases?: readonly string[];
  /** Words that are understood after it and not shown, each with the words they stand for. */
  readonly understood?: { readonly [word: string]: readonly string[] };
  /** Words that somebody may well try after it, each with why there is no such command. */
  readonly refused?: { readonly [word: string]: string };
  readonly examples: Examples;
}

export interface Tree {
  readonly groups: readonly Group[];
  readonly leaves: readonly Leaf[];
  /** What runs at a terminal when no command is named. */
  readonly front?: Leaf;
  /** Verbs that are understood and not shown, each with the one that is meant. */
  readonly hiddenVerbs: { readonly [alias: string]: string };
  /** Examples of the first help page. */
  readonly examples: Examples;
}

/** In the order in which help lists them. */
const BRANCHES: readonly Branch[] = [
  bookmarks,
  passwords,
  history,
  tabs,
  addresses,
  cards,
  forms,
  addons,
  prefs,
  extstorage,
  collections,
  records,
  undo,
  backup,
  quota,
  status,
  sync,
  doctor,
  api,
  auth,
  config,
  devices,
  serve,
  demo,
];

/** The commands of this version. */
export const TREE: Tree = {
  groups: BRANCHES.flatMap(({ groups }) => groups),
  leaves: BRANCHES.flatMap(({ leaves }) => leaves),
  front,
  hiddenVerbs: { ls: "list", show: "get", delete: "rm", remove: "rm" },
  examples: [
    { line: "", note: "look through your account in full screen" },
    { line: "demo", note: "the same on sample data, without an account" },
    { line: "auth login", note: "sign in to your own account" },
    { line: "bookmarks list deno", note: "bookmarks about deno" },
    { line: "history list --json --limit 100 | jq .", note: "any list as JSON" },
  ],
};
