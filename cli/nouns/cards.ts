/** The words of `foxden cards`. */
import { noun } from "./noun.ts";

export const cards = noun("cards", {
  section: "Records",
  summary: "Payment cards, their numbers hidden",
  examples: [
    { line: "cards list is:expired" },
    { line: "cards set new name='Ann Lee' expiry=2031-04", note: "asks for the number" },
  ],
  understood: { add: ["set", "new"], edit: ["set"] },
  commands: {
    list: ["Show cards, without their numbers", async () => (await import("../commands/cards.ts")).list],
    get: ["Show one card, or one field of it", async () => (await import("../commands/cards.ts")).get],
    set: ["Add or change cards", async () => (await import("../commands/cards_write.ts")).set],
    rm: ["Delete cards", async () => (await import("../commands/cards_write.ts")).rm],
  },
});
