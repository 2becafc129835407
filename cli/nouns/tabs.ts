/** The words of `foxden tabs`. */
import { noun } from "./noun.ts";

const NOT_CLOSED = "foxden closes no tabs of other devices yet; each device writes its own list of them";

export const tabs = noun("tabs", {
  section: "Records",
  summary: "Open tabs of all devices",
  refused: {
    close: NOT_CLOSED,
    rm: NOT_CLOSED,
    send: "foxden sends no tabs to other devices yet; tabs open opens those of others here",
  },
  examples: [{ line: "tabs list" }, { line: "tabs open device:pixel bus" }],
  commands: {
    list: ["Show open tabs of all devices", async () => (await import("../commands/tabs.ts")).list],
    get: [
      "Show tabs in full, by address or device",
      async () => (await import("../commands/tabs.ts")).get,
    ],
    open: ["Open tabs in the browser here", async () => (await import("../commands/tabs_open.ts")).open],
  },
});
