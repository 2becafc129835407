/** The words of `foxden serve`. */
import { type Branch, noun, single } from "./noun.ts";

const user = noun("serve user", {
  summary: "Accounts of your own server",
  examples: [{ line: "serve user add ann@example.org" }, { line: "serve user list" }],
  commands: {
    add: ["Add an account to your own server", async () => (await import("../commands/serve_user.ts")).add],
    list: [
      "Show the accounts of your own server",
      async () => (await import("../commands/serve_user.ts")).list,
    ],
    passwd: [
      "Change a password on your own server",
      async () => (await import("../commands/serve_user.ts")).passwd,
    ],
    rm: [
      "Remove an account from your own server",
      async () => (await import("../commands/serve_user.ts")).rm,
    ],
  },
});

const alone = single(
  "serve",
  "Server",
  "Run your own Sync server",
  async () => (await import("../commands/serve.ts")).serve,
);

/** A command with others below it. */
export const serve: Branch = {
  groups: user.groups,
  leaves: [
    ...alone.leaves,
    {
      path: ["serve", "backup"],
      summary: "Copy the data of your own server to a file",
      load: async () => (await import("../commands/serve_backup.ts")).backup,
    },
    ...user.leaves,
  ],
};
