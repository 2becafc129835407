/** The words of `foxden passwords`. */
import { noun } from "./noun.ts";

const NOT_CHANGED =
  "foxden writes no logins of its own yet; records put passwords FILE writes a record as it is given";

const NOT_DELETED = "foxden has no such command yet; records rm passwords ID deletes a login by its id";

export const passwords = noun("passwords", {
  aliases: ["pw", "logins"],
  section: "Records",
  summary: "Saved logins",
  refused: { add: NOT_CHANGED, edit: NOT_CHANGED, set: NOT_CHANGED, rm: NOT_DELETED },
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
