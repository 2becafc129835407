/** The words of `foxden passwords`. */
import { noun } from "./noun.ts";

export const passwords = noun("passwords", {
  aliases: ["pw", "logins"],
  section: "Records",
  summary: "Saved logins",
  examples: [{ line: "passwords list github" }, {
    line: "passwords get github.com --field password | xclip -selection clipboard",
  }],
  commands: {
    list: [
      "Show logins, without their passwords",
      async () => (await import("../commands/passwords.ts")).list,
    ],
    get: ["Show one login, or one field of it", async () => (await import("../commands/passwords.ts")).get],
  },
});
