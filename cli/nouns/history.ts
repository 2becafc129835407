/** The words of `foxden history`. */
import { noun } from "./noun.ts";

export const history = noun("history", {
  aliases: ["hist"],
  section: "Records",
  summary: "Visited pages",
  examples: [
    { line: "history list deno --limit 20" },
    { line: "history stats --top 10" },
    { line: "history rm host:ads.example --dry-run" },
  ],
  commands: {
    list: ["Show visited pages", async () => (await import("../commands/history.ts")).list],
    get: ["Show pages with all their visits", async () => (await import("../commands/history.ts")).get],
    stats: ["Count visits by host, time or kind", async () => (await import("../commands/history.ts")).stats],
    add: ["Add visits to pages", async () => (await import("../commands/history_write.ts")).add],
    rm: ["Forget pages, on all devices", async () => (await import("../commands/history_write.ts")).rm],
    export: [
      "Write visited pages to a file or a pipe",
      async () => (await import("../commands/history.ts")).exports,
    ],
  },
});
