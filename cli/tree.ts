/**
 * Every command of foxden, by its words. A command's module is loaded when it is the one that was asked for, so
 * `foxden help` loads none of them.
 */
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
    examples: [{ line: "bookmarks list deno" }, { line: "bookmarks list --tree" }],
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
    examples: [{ line: "collections list" }],
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

const LEAVES: readonly Leaf[] = [
  {
    path: ["bookmarks", "list"],
    summary: "Show bookmarks",
    load: async () => (await import("./commands/bookmarks.ts")).list,
  },
  {
    path: ["passwords", "list"],
    summary: "Show logins, without their passwords",
    load: async () => (await import("./commands/passwords.ts")).list,
  },
  {
    path: ["passwords", "get"],
    summary: "Show one login, or one field of it",
    load: async () => (await import("./commands/passwords.ts")).get,
  },
  {
    path: ["history", "list"],
    summary: "Show visited pages",
    load: async () => (await import("./commands/history.ts")).list,
  },
  {
    path: ["tabs", "list"],
    summary: "Show open tabs of all devices",
    load: async () => (await import("./commands/tabs.ts")).list,
  },
  {
    path: ["collections", "list"],
    summary: "Show what the account holds, with counts and sizes",
    load: async () => (await import("./commands/collections.ts")).list,
  },
  {
    path: ["records", "list"],
    summary: "Show the records of a collection",
    load: async () => (await import("./commands/records.ts")).list,
  },
  {
    path: ["records", "get"],
    summary: "Show records as they are",
    load: async () => (await import("./commands/records.ts")).get,
  },
  {
    path: ["records", "put"],
    summary: "Write records as they are given",
    load: async () => (await import("./commands/records_write.ts")).put,
  },
  {
    path: ["records", "rm"],
    summary: "Delete records",
    load: async () => (await import("./commands/records_write.ts")).rm,
  },
  {
    path: ["quota"],
    section: "Records",
    summary: "Show how much room is used",
    load: async () => (await import("./commands/quota.ts")).quota,
  },
  {
    path: ["status"],
    section: "Account",
    summary: "Show account, server and counts on one page",
    load: async () => (await import("./commands/status.ts")).status,
  },
  {
    path: ["sync"],
    section: "Account",
    summary: "Bring the local copy of the account up to date",
    load: async () => (await import("./commands/sync.ts")).sync,
  },
  {
    path: ["auth", "login"],
    summary: "Sign in",
    load: async () => (await import("./commands/auth.ts")).login,
  },
  {
    path: ["auth", "logout"],
    summary: "Sign out and forget the keys",
    load: async () => (await import("./commands/auth.ts")).logout,
  },
  {
    path: ["auth", "status"],
    summary: "Show who is signed in and where",
    load: async () => (await import("./commands/auth.ts")).status,
  },
  {
    path: ["devices", "list"],
    summary: "Show the devices of the account",
    load: async () => (await import("./commands/devices.ts")).list,
  },
  {
    path: ["serve"],
    section: "Server",
    summary: "Run your own Sync server",
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  {
    path: ["serve", "backup"],
    summary: "Copy the data of your own server to a file",
    load: async () => (await import("./commands/serve_backup.ts")).backup,
  },
  {
    path: ["serve", "user", "add"],
    summary: "Add an account to your own server",
    load: async () => (await import("./commands/serve_user.ts")).add,
  },
  {
    path: ["serve", "user", "list"],
    summary: "Show the accounts of your own server",
    load: async () => (await import("./commands/serve_user.ts")).list,
  },
  {
    path: ["serve", "user", "passwd"],
    summary: "Change a password on your own server",
    load: async () => (await import("./commands/serve_user.ts")).passwd,
  },
  {
    path: ["serve", "user", "rm"],
    summary: "Remove an account from your own server",
    load: async () => (await import("./commands/serve_user.ts")).rm,
  },
  {
    path: ["demo"],
    section: "Server",
    summary: "Try foxden on sample data, without an account",
    load: async () => (await import("./commands/demo.ts")).demo,
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
