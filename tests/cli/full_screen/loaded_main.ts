/** Loads the browser as the command line does, and prints which old-style modules came with it. */
import { createRequire } from "node:module";
import { loadBrowser } from "../../../cli/full_screen/door.ts";

await loadBrowser();
const loaded = {
  files: Object.keys(createRequire(import.meta.url).cache),
  nodeEnv: Deno.env.get("NODE_ENV") ?? null,
};
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(loaded)));
