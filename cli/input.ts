/** Text from a file or from stdin, for commands that take more than words. */
import { FoxdenError } from "../core/errors.ts";
import type { Call } from "./spec.ts";

type Reader = Pick<Call, "io" | "say">;

/**
 * The text of `path`; of stdin when that is `-`, or left out where stdin is no keyboard.
 *
 * @param what for the person at the keyboard, such as `records`
 * @throws {FoxdenError} `not-found.file`, `failed.file`, `usage.value` for what is no UTF-8 or when nothing is given
 */
export async function readText({ io, say }: Reader, path: string | undefined, what: string): Promise<string> {
  if (path !== undefined && path !== "-") return await readFile(path);
  if (path === undefined && io.stdin.isTerminal) {
    throw new FoxdenError("usage.value", `no FILE with ${what}; - reads them from the keyboard`, {
      name: "FILE",
    });
  }
  if (io.stdin.isTerminal) await say(`reading ${what} from the keyboard; end with ctrl-d`);
  return await io.stdin.readAll();
}

/** Words from stdin, one a line; empty lines do not count. */
export async function readLines({ io, say }: Reader, what: string): Promise<string[]> {
  if (io.stdin.isTerminal) await say(`reading ${what} from the keyboard; end with ctrl-d`);
  return (await io.stdin.readAll()).split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

async function readFile(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    throw new FoxdenError(isMissing ? "not-found.file" : "failed.file", `Cannot read ${path}`, { path }, {
      cause,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FoxdenError("usage.value", `${path} is not text in UTF-8`, { name: "FILE" });
  }
}
