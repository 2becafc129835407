/** `foxden sync --init`: sets an empty account up. */
import { prepareSetup } from "../app/setup.ts";
import { agreeOn, CONFIRM, PLAIN_YES } from "./confirm.ts";
import { openApp } from "./open.ts";
import { done, type Outcome } from "./outcome.ts";
import type { Call } from "./spec.ts";
import { DRY_RUN } from "./writing.ts";

/** The options of setting up, beside the one that asks for it. */
export const SETUP_OPTIONS = { dryRun: DRY_RUN, yes: PLAIN_YES, confirm: CONFIRM } as const;

type SetupCall = Omit<Call, "args" | "options"> & {
  readonly options: {
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly confirm: string | undefined;
  };
};

/** Writes what is missing, when the account is empty and there is leave to. */
export async function setUp(call: SetupCall): Promise<Outcome> {
  const { email, step, commit } = await prepareSetup(openApp(call));
  const act = step === "keys" ? `Finish setting up ${email}` : `Set up ${email} for Sync`;
  if (call.options.dryRun) return done(`${act}: nothing stands in the way. Nothing was written.`);
  await agreeOn({ act, count: 0, name: email }, call);
  await commit();
  return done(`${email} is set up for Sync.`);
}
