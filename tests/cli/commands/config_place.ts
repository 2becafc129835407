/** A config file of a test's own, and foxden with it. */
import { join } from "node:path";
import { TREE } from "../../../cli/tree.ts";
import { foxden, type Ran, type Surroundings } from "../memory_io.ts";

export interface Place extends AsyncDisposable {
  readonly path: string;
  readonly run: (line: string, around?: Surroundings) => Promise<Ran>;
  readonly write: (text: string) => Promise<void>;
  readonly read: () => Promise<string>;
}

/** A folder for a config file, and foxden with it. */
export async function makePlace(text?: string): Promise<Place> {
  const home = await Deno.makeTempDir({ prefix: "foxden-config-" });
  const path = join(home, "config.toml");
  const write = (content: string) => Deno.writeTextFile(path, content);
  if (text !== undefined) await write(text);
  const own = { FOXDEN_CONFIG_DIR: home, FOXDEN_DATA_DIR: join(home, "data") };
  return {
    path,
    write,
    read: () => Deno.readTextFile(path),
    run: (line, around = {}) => {
      const words = line.split(" ").filter(Boolean);
      return foxden(words, { tree: TREE, ...around, env: { ...own, ...around.env } });
    },
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}
