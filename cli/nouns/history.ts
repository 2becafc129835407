/** The words of `foxden history`. */
import { noun } from "./noun.ts";

export const history = noun("history", {
  aliases: ["hist"],
  section: "Records",
  summary: "Visited pages",
  examples: [{ line: "history list deno --limit 20" }],
  commands: {
    list: ["Show visited pages", async () => (await import("../commands/history.ts")).list],
  },
});
