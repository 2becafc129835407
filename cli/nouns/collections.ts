/** The words of `foxden collections`. */
import { noun } from "./noun.ts";

export const collections = noun("collections", {
  aliases: ["col"],
  section: "Records",
  summary: "What the account holds",
  examples: [{ line: "collections list" }, { line: "collections wipe forms --dry-run" }],
  commands: {
    list: [
      "Show what the account holds, with counts and sizes",
      async () => (await import("../commands/collections.ts")).list,
    ],
    wipe: ["Empty a collection on the server", async () => (await import("../commands/wipe.ts")).wipe],
  },
});
