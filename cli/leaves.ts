/** The commands of this version, each with the module it is in. */
import type { Leaf } from "./tree.ts";

/** In the order in which help lists them. */
export const LEAVES: readonly Leaf[] = [
  {
    path: ["bookmarks", "list"],
    summary: "Show bookmarks",
    load: async () => (await import("./commands/bookmarks.ts")).list,
  },
  {
    path: ["bookmarks", "get"],
    summary: "Show one bookmark or folder, or several",
    load: async () => (await import("./commands/bookmarks.ts")).get,
  },
  {
    path: ["bookmarks", "add"],
    summary: "Add a bookmark, folder or separator",
    load: async () => (await import("./commands/bookmarks_add.ts")).add,
  },
  {
    path: ["bookmarks", "edit"],
    summary: "Change a bookmark or a folder",
    load: async () => (await import("./commands/bookmarks_write.ts")).edit,
  },
  {
    path: ["bookmarks", "mv"],
    summary: "Move bookmarks and folders to a folder",
    load: async () => (await import("./commands/bookmarks_write.ts")).mv,
  },
  {
    path: ["bookmarks", "rm"],
    summary: "Delete bookmarks and folders",
    load: async () => (await import("./commands/bookmarks_write.ts")).rm,
  },
  {
    path: ["bookmarks", "tags"],
    summary: "Show all tags with how often they are used",
    load: async () => (await import("./commands/bookmarks_tags.ts")).tags,
  },
  {
    path: ["bookmarks", "tags", "rename"],
    summary: "Give a tag another name, on all bookmarks",
    load: async () => (await import("./commands/bookmarks_tags.ts")).rename,
  },
  {
    path: ["bookmarks", "tags", "rm"],
    summary: "Take a tag off all bookmarks",
    load: async () => (await import("./commands/bookmarks_tags.ts")).rm,
  },
  {
    path: ["bookmarks", "check"],
    summary: "Look whether the tree of bookmarks is in order",
    load: async () => (await import("./commands/bookmarks_check.ts")).check,
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
    path: ["collections", "wipe"],
    summary: "Empty a collection on the server",
    load: async () => (await import("./commands/wipe.ts")).wipe,
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
    path: ["undo"],
    section: "Records",
    summary: "Take back what foxden has changed in the account",
    load: async () => (await import("./commands/undo.ts")).undo,
  },
  {
    path: ["backup", "create"],
    summary: "Copy the account, or some of it, into a sealed file",
    load: async () => (await import("./commands/backup.ts")).create,
  },
  {
    path: ["backup", "inspect"],
    summary: "Show what a backup holds",
    load: async () => (await import("./commands/backup.ts")).inspect,
  },
  {
    path: ["backup", "verify"],
    summary: "Read a backup to its end and check every record",
    load: async () => (await import("./commands/backup.ts")).verify,
  },
  {
    path: ["backup", "diff"],
    summary: "Compare a backup with the account, or with another backup",
    load: async () => (await import("./commands/backup_diff.ts")).diff,
  },
  {
    path: ["backup", "restore"],
    summary: "Make the account what a backup holds",
    load: async () => (await import("./commands/backup_restore.ts")).restore,
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
