/** The words of `foxden backup`. */
import { noun } from "./noun.ts";

export const backup = noun("backup", {
  section: "Records",
  summary: "Copies of the account in a file, and back",
  examples: [
    { line: "backup create" },
    { line: "backup diff before.fxbackup" },
    { line: "backup restore before.fxbackup --only bookmarks --dry-run" },
  ],
  commands: {
    create: [
      "Copy the account, or some of it, into a sealed file",
      async () => (await import("../commands/backup.ts")).create,
    ],
    inspect: ["Show what a backup holds", async () => (await import("../commands/backup.ts")).inspect],
    verify: [
      "Read a backup to its end and check every record",
      async () => (await import("../commands/backup.ts")).verify,
    ],
    diff: [
      "Compare a backup with the account, or with another backup",
      async () => (await import("../commands/backup_diff.ts")).diff,
    ],
    restore: [
      "Make the account what a backup holds",
      async () => (await import("../commands/backup_restore.ts")).restore,
    ],
  },
});
