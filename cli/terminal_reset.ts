/** A terminal that a killed program left in a strange state, put back into its usual one. */
import { FoxdenError } from "../core/errors.ts";
import type { Io } from "./io.ts";

/**
 * What is sent, in order. Modes that are not on stay off; the place of the cursor is kept where the ordinary screen was
 * there all along.
 */
export const RESET = [
  "\x1b[?2026l", // no update is held back
  "\x1b7\x1b[?1049l", // the ordinary screen
  "\x1b7\x1b[r\x1b8", // all of it scrolls
  "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l", // no mouse
  "\x1b[?1004l", // no news of the focus
  "\x1b[?2004l", // no marks around what is pasted
  "\x1b[?1l\x1b>", // ordinary cursor keys and digits
  "\x1b[?7h", // long lines go on below
  "\x1b(B\x0f", // letters, not line drawing
  "\x1b[0m", // no colours
  "\x1b[?25h", // a cursor that can be seen
].join("");

/**
 * Resets the terminal this runs in, whichever of the streams it is behind.
 *
 * @returns whether its line settings, such as the echo of what is typed, could be reset too
 * @throws {FoxdenError} `usage.value` where there is no terminal
 */
export async function resetTerminal({ stdin, stdout, stderr }: Io): Promise<boolean> {
  const screen = [stdout, stderr].find(({ isTerminal }) => isTerminal);
  if (screen) await screen.write(RESET);
  else if (!await writeToTerminal(RESET)) {
    throw new FoxdenError("usage.value", "there is no terminal here to be reset", { name: "--fix-terminal" });
  }
  return await resetLine(stdin.isTerminal);
}

const TERMINAL = "/dev/tty";

/** The terminal of the process itself, for when all its streams lead elsewhere. */
async function writeToTerminal(text: string): Promise<boolean> {
  try {
    using file = await Deno.open(TERMINAL, { write: true });
    await file.write(new TextEncoder().encode(text));
    return true;
  } catch {
    return false;
  }
}

async function resetLine(isOnStdin: boolean): Promise<boolean> {
  const [program, args] = isOnStdin
    ? ["stty", ["sane"]] as const
    : ["sh", ["-c", `exec stty sane < ${TERMINAL}`]] as const;
  const stdin = isOnStdin ? "inherit" : "null";
  try {
    return (await new Deno.Command(program, { args: [...args], stdin, stdout: "null", stderr: "null" })
      .output())
      .success;
  } catch {
    return false;
  }
}
