/** The passphrase of a backup: from stdin or from the keyboard, and from nowhere else. */
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

/** The passphrase of a new backup; at the keyboard it is typed twice. */
export async function newPassphrase(call: PassphraseCall): Promise<string> {
  if (call.options.passphraseStdin) return await readSecretLine(call.io, FLAG, "passphrase");
  return await askNewSecret(call, { message: "Passphrase for the backup", flag: FLAG });
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
