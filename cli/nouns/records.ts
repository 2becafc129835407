/** The words of `foxden records`. */
import { noun } from "./noun.ts";

export const records = noun("records", {
  aliases: ["rec"],
  section: "Records",
  summary: "Records of any collection, as they are",
  examples: [
    { line: "records list prefs" },
    { line: "records get bookmarks toolbar" },
    { line: "records put prefs changed.json --dry-run" },
  ],
  commands: {
    list: ["Show the records of a collection", async () => (await import("../commands/records.ts")).list],
    get: ["Show records as they are", async () => (await import("../commands/records.ts")).get],
    put: ["Write records as they are given", async () => (await import("../commands/records_write.ts")).put],
    rm: ["Delete records", async () => (await import("../commands/records_write.ts")).rm],
  },
});
