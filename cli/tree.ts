/**
 * Every command of foxden, by its words. A command's module is loaded when it is the one that was asked for, so
 * `foxden help` loads none of them.
 */
import { LEAVES } from "./leaves.ts";
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
  readonly examples: Examples;
}

export interface Tree {
  readonly groups: readonly Group[];
  readonly leaves: readonly Leaf[];
  /** Verbs that are understood and not shown, each with the one that is meant. */
  readonly hiddenVerbs: { readonly [alias: string]: string };
  /** Examples of the first help page. */
  readonly examples: Examples;
}

const GROUPS: readonly Group[] = [
  {
    path: ["bookmarks"],
    aliases: ["bm"],
    section: "Records",
    summary: "Bookmarks and their folders",
    examples: [
      { line: "bookmarks list 'tag:dev after:30d'" },
      { line: "bookmarks list --tree" },
      { line: "bookmarks add https://docs.deno.com --folder toolbar --tag deno" },
      { line: "bookmarks check --fix --dry-run" },
    ],
  },
  {
    path: ["passwords"],
    aliases: ["pw", "logins"],
    section: "Records",
    summary: "Saved logins",
    examples: [{ line: "passwords list github" }, {
      line: "passwords get github.com --field password | xclip -selection clipboard",
    }],
  },
  {
    path: ["history"],
    aliases: ["hist"],
    section: "Records",
    summary: "Visited pages",
    examples: [{ line: "history list deno --limit 20" }],
  },
  {
    path: ["tabs"],
    section: "Records",
    summary: "Open tabs of all devices",
    examples: [{ line: "tabs list" }],
  },
  {
    path: ["collections"],
    aliases: ["col"],
    section: "Records",
    summary: "What the account holds",
    examples: [{ line: "collections list" }, { line: "collections wipe forms --dry-run" }],
  },
  {
    path: ["records"],
    aliases: ["rec"],
    section: "Records",
    summary: "Records of any collection, as they are",
    examples: [
      { line: "records list prefs" },
      { line: "records get bookmarks toolbar" },
      { line: "records put prefs changed.json --dry-run" },
    ],
  },
  {
    path: ["backup"],
    section: "Records",
    summary: "Copies of the account in a file, and back",
    examples: [
      { line: "backup create" },
      { line: "backup diff before.fxbackup" },
      { line: "backup restore before.fxbackup --only bookmarks --dry-run" },
    ],
  },
  {
    path: ["auth"],
    section: "Account",
    summary: "Sign in and out",
    examples: [{ line: "auth login" }, { line: "auth status" }],
  },
  {
    path: ["devices"],
    aliases: ["dev"],
    section: "Account",
    summary: "Devices of the account",
    examples: [{ line: "devices list" }],
  },
  {
    path: ["serve", "user"],
    summary: "Accounts of your own server",
    examples: [{ line: "serve user add ann@example.org" }, { line: "serve user list" }],
  },
];

/** The commands of this version. */
export const TREE: Tree = {
  groups: GROUPS,
  leaves: LEAVES,
  hiddenVerbs: { ls: "list", show: "get", delete: "rm" },
  examples: [
    { line: "demo", note: "see it work, without an account" },
    { line: "auth login", note: "sign in to your own account" },
    { line: "bookmarks list deno", note: "bookmarks about deno" },
    { line: "history list --json --limit 100 | jq .", note: "any list as JSON" },
  ],
};
