/** The words of `foxden auth`. */
import { noun } from "./noun.ts";

export const auth = noun("auth", {
  section: "Account",
  summary: "Sign in and out",
  examples: [{ line: "auth login" }, { line: "auth status" }, { line: "auth list" }],
  commands: {
    login: ["Sign in", async () => (await import("../commands/auth.ts")).login],
    logout: ["Sign out and forget the keys", async () => (await import("../commands/auth.ts")).logout],
    status: ["Show who is signed in and where", async () => (await import("../commands/auth.ts")).status],
    list: [
      "Show the profiles of this machine",
      async () => (await import("../commands/auth_profiles.ts")).list,
    ],
    use: [
      "Choose the profile that is used where none is named",
      async () => (await import("../commands/auth_profiles.ts")).use,
    ],
  },
});
