/** `foxden` alone: the account in full screen. */
import { FoxdenError } from "../../core/errors.ts";
import { openBrowser } from "../full_screen/door.ts";
import { worldOf } from "../full_screen/world.ts";
import { command } from "../spec.ts";

export const browse = command({
  path: [],
  summary: "Look through your account in full screen",
  output: "none",
  source: "mirror",
  fullScreen: true,
  examples: [{ line: "" }, { line: "-p work" }, { line: "--offline" }],
  async run(call) {
    if (!call.globals.input) {
      const message = "The full-screen browser is for somebody at the keyboard, and --no-input is given";
      throw new FoxdenError("not-confirmed.no-terminal", message, { need: "foxden status" });
    }
    return await openBrowser(call, await worldOf(call));
  },
});
