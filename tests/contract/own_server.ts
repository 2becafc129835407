/** What the words of `runs.ts` stand for: records of a world's account, and a server of one's own. */
import { expectSuccess, linesOf } from "../stories/expect.ts";
import type { World } from "../support/world.ts";
import { runHere } from "./in_process.ts";

/** Lists by what `runs.ts` calls a record of theirs. */
const LISTS = {
  bookmark: "bookmarks list",
  login: "passwords list",
  page: "history list",
  device: "devices list",
  address: "addresses list",
  card: "cards list",
  form: "forms list",
  addon: "addons list",
  pref: "prefs list",
  extension: "extstorage list",
  tab: "tabs list",
};

/** The id of the first record of each list; missing where there is none. */
export async function firstOfEach(world: World): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  for (const [name, list] of Object.entries(LISTS)) {
    const [id] = linesOf(expectSuccess(await runHere(world, `${list} -f ids --limit 1`)).stdout);
    if (id !== undefined) names[name] = id;
  }
  return names;
}

/** A server of one's own that has been started once, with somebody on it. */
export async function makeOwnServer(world: World, dataDir: string): Promise<void> {
  await using child = world.start(["serve", "--listen", "127.0.0.1:0", "--data", dataDir]);
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGTERM");
  await Promise.all([reader.cancel(), child.stderr.cancel(), child.status]);
  const words = ["serve", "user", "add", "bob@example.org", "--data", dataDir, "--password-stdin"];
  expectSuccess(await world.foxden(words, { stdin: "a long password\n" }));
}
