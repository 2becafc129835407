/** `foxden serve backup`: a copy of a server's data, made while it runs. */
import { backupDatabase } from "../../server/admin.ts";
import { done } from "../outcome.ts";
import { DATA, dataDirOf, openServerData } from "../server_folder.ts";
import { command } from "../spec.ts";

export const backup = command({
  path: ["serve", "backup"],
  summary: "Copy the data of your own server to a file",
  about:
    "Works beside a running server. The copy holds all accounts and all they have synced, as encrypted as the " +
    "server has it, and is readable by you alone. Put it as server.db into an empty folder to serve it again.",
  output: "none",
  source: "here",
  args: { file: { help: "A new file; one that is there is never overwritten" } },
  options: { data: DATA },
  examples: [{ line: "serve backup sync-2026-01-05.db" }],
  async run(call) {
    const { file } = call.args;
    using database = await openServerData(call);
    await backupDatabase(database, file);
    return done(`Copied the data of the server in ${dataDirOf(call)} to ${file}.`);
  },
});
