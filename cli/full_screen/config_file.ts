/** The config file in the person's own editor, while the browser has let go of the terminal. */
import { edit } from "../commands/config_set.ts";
import type { Call } from "../spec.ts";

/** @returns what came of it, one sentence @throws {FoxdenError} as `foxden config edit` does */
export async function editConfig(call: Call): Promise<string> {
  const work = () => edit.run({ ...call, args: {}, options: {} });
  const outcome = await (call.io.screen ? call.io.screen.lend(work) : work());
  return outcome.type === "done" ? outcome.message ?? "" : "";
}
