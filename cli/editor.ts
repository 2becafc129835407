/** A text in the person's own editor, in a file that only they can read and that is gone afterwards. */
import { join } from "node:path";
import { FoxdenError } from "../core/errors.ts";
import type { Call } from "./spec.ts";

/** Who has a text edited; a command's own call fits. */
export type Editing = Pick<Call, "io" | "globals" | "meter">;

/** Whether there is somebody at a terminal to edit a text. */
export const canEdit = ({ io, globals }: Editing): boolean =>
  globals.input && io.stdin.isTerminal && io.stdout.isTerminal;

/**
 * Opens a text in `$VISUAL`, `$EDITOR` or else `vi`, and waits for that to end.
 *
 * @param name of the file, which an editor shows
 * @returns the text as it was left
 * @throws {FoxdenError} `failed.program`, `usage.value` for what is no UTF-8
 */
export async function editText({ io, meter }: Editing, text: string, name: string): Promise<string> {
  const editor = io.env("VISUAL") || io.env("EDITOR") || "vi";
  const folder = await Deno.makeTempDir({ prefix: "foxden-" });
  try {
    const path = join(folder, name);
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
    await meter.clear();
    await runEditor(editor, path, io.signal);
    return await readEdited(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runEditor(editor: string, path: string, signal: AbortSignal): Promise<void> {
  // The variables hold a command with its own words, such as "code --wait", which is for a shell to take apart.
  const [program, args]: [string, string[]] = Deno.build.os === "windows"
    ? ["cmd", ["/c", `${editor} "${path}"`]]
    : ["sh", ["-c", `${editor} "$1"`, "sh", path]];
  const { success, code } = await started(editor, () => {
    return new Deno.Command(program, { args, stdin: "inherit", stdout: "inherit", stderr: "inherit", signal })
      .spawn().status;
  });
  signal.throwIfAborted();
  if (!success) throw failed(editor, `ended with exit code ${code}`);
}

async function started<T>(editor: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    throw failed(editor, "could not be started", cause);
  }
}

const failed = (editor: string, how: string, cause?: unknown) =>
  new FoxdenError(
    "failed.program",
    `The editor "${editor}" ${how}; nothing was changed`,
    { name: editor },
    { cause },
  );

async function readEdited(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FoxdenError("usage.value", "What was edited is no text in UTF-8; nothing was changed", {
      name: "text",
    });
  }
}
