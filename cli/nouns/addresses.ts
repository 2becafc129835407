/** The words of `foxden addresses`. */
import { noun } from "./noun.ts";

export const addresses = noun("addresses", {
  section: "Records",
  summary: "Postal addresses for forms",
  examples: [
    { line: "addresses list" },
    { line: "addresses set new name='Ann Lee' city=Ulm country=DE" },
  ],
  understood: { add: ["set", "new"], edit: ["set"] },
  commands: {
    list: ["Show addresses", async () => (await import("../commands/addresses.ts")).list],
    get: ["Show one address, or several", async () => (await import("../commands/addresses.ts")).get],
    set: ["Add or change addresses", async () => (await import("../commands/addresses_write.ts")).set],
    rm: ["Delete addresses", async () => (await import("../commands/addresses_write.ts")).rm],
  },
});
