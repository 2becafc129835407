/** The words of `foxden tabs`. */
import { noun } from "./noun.ts";

export const tabs = noun("tabs", {
  section: "Records",
  summary: "Open tabs of all devices",
  examples: [{ line: "tabs list" }],
  commands: {
    list: ["Show open tabs of all devices", async () => (await import("../commands/tabs.ts")).list],
  },
});
