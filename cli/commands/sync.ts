/** `foxden sync`: for now, setting an empty account up. */
import { prepareSetup } from "../../app/setup.ts";
import { FoxdenError } from "../../core/errors.ts";
import { agreeOn, CONFIRM, PLAIN_YES } from "../confirm.ts";
import { openApp } from "../open.ts";
import { done } from "../outcome.ts";
import { command } from "../spec.ts";
import { DRY_RUN } from "../writing.ts";

export const sync = command({
  path: ["sync"],
  summary: "Set a new account up for Sync",
  about:
    "Writes the two records every device looks for first: which collections there are, and the keys they are " +
    "encrypted with. Only a truly empty account is written to. Where a Firefox has signed in to Sync before, there " +
    "is nothing to do. Every other command reads from the server at once, so there is nothing else to sync yet.",
  output: "none",
  options: {
    init: { type: "flag", help: "Set the account up, if it is empty" },
    dryRun: DRY_RUN,
    yes: PLAIN_YES,
    confirm: CONFIRM,
  },
  examples: [
    { line: "sync --init" },
    { line: "sync --init --yes", note: "from a script" },
  ],
  async run(call) {
    if (!call.options.init) {
      throw new FoxdenError("usage.value", "sync does nothing yet without --init", { name: "--init" });
    }
    const { email, step, commit } = await prepareSetup(openApp(call));
    const act = step === "keys" ? `Finish setting up ${email}` : `Set up ${email} for Sync`;
    if (call.options.dryRun) return done(`${act}: nothing stands in the way. Nothing was written.`);
    await agreeOn({ act, count: 0, name: email }, call);
    await commit();
    return done(`${email} is set up for Sync.`);
  },
});
