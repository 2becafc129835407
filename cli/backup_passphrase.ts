/** The passphrase of a backup: from stdin or from the keyboard, and from nowhere else. */
import { FoxdenError } from "../core/errors.ts";
import { askNewSecret, askSecret, readSecretLine } from "./prompt.ts";
import type { Call } from "./spec.ts";

/** The option that a script answers with. */
export const PASSPHRASE_STDIN = {
  type: "flag",
  help: "Read the passphrase from the first line of stdin",
} as const;

const FLAG = "--passphrase-stdin";

type PassphraseCall = Pick<Call, "io" | "globals"> & {
  readonly options: { readonly passphraseStdin: boolean };
};

/** Whoever gets hold of the file may try as many as they like. */
const SHORTEST = 8;

const faultOf = (passphrase: string): string | undefined =>
  [...passphrase].length < SHORTEST
    ? `A passphrase has ${SHORTEST} characters or more; this one is shorter`
    : undefined;

/**
 * The passphrase of a new backup; at the keyboard it is typed twice.
 *
 * @throws {FoxdenError} `usage.value` for one that is too short
 */
export async function newPassphrase(call: PassphraseCall): Promise<string> {
  if (!call.options.passphraseStdin) {
    return await askNewSecret(call, { message: "Passphrase for the backup", flag: FLAG, faultOf });
  }
  const passphrase = await readSecretLine(call.io, FLAG, "passphrase");
  const fault = faultOf(passphrase);
  if (fault === undefined) return passphrase;
  throw new FoxdenError("usage.value", fault, { name: FLAG });
}

/**
 * Gives the passphrase of each backup that needs one. Stdin may hold a line for each, in the order in which they are
 * opened; where it ends, its last line stands for all others.
 */
export function passphraseOf(call: PassphraseCall): (path: string) => Promise<string> {
  let known: string | undefined;
  return async (path) => {
    if (!call.options.passphraseStdin) {
      return await askSecret(call, { message: `Passphrase of ${path}`, flag: FLAG });
    }
    return known = known === undefined
      ? await readSecretLine(call.io, FLAG, "passphrase")
      : await call.io.stdin.readLine() || known;
  };
}
