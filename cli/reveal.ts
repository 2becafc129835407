/** Showing secrets: the flag that asks for it, and where it is refused. */
import { FoxdenError } from "../core/errors.ts";
import type { Call } from "./spec.ts";

/** The option of every command whose records hold a secret. */
export const REVEAL = {
  type: "optional-value",
  choices: ["inline"],
  help: "Show secrets too; on a terminal only as --reveal=inline, since they stay in its scrollback",
} as const;

/** Whether what is printed may hold secrets, which are to stay in no pager. */
export const isRevealing = ({ reveal }: Call["options"]): boolean => reveal !== undefined && reveal !== false;

/** @throws {FoxdenError} `not-confirmed.secret-on-terminal` for `--reveal` alone with nowhere but the screen to go */
export function refuseRevealOnTerminal(
  call: Pick<Call, "globals"> & { readonly options: { readonly reveal: true | "inline" | undefined } },
): void {
  if (!call.globals.onTerminal || call.options.reveal !== true) return;
  const message = "Secrets would stay in this terminal's scrollback";
  throw new FoxdenError("not-confirmed.secret-on-terminal", message, { field: "secret" });
}
