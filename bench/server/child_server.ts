/** The embedded server on a folder, as a process of its own. Prints its port. */
import { serve } from "../../server/serve.ts";
import { MASTER_SECRET } from "./world.ts";

const server = await serve({ dataDir: Deno.args[0] ?? "", masterSecret: MASTER_SECRET });
await Deno.stdout.write(new TextEncoder().encode(`${new URL(server.url).port}\n`));
