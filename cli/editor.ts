/**
 * A text in the person's own editor, in a file that only they can read, and that is gone afterwards unless what was
 * typed could not be used.
 */
import { join } from "node:path";
import { FoxdenError } from "../core/errors.ts";
import { withTry } from "./advice.ts";
import { Interruption } from "./io.ts";
import type { Call } from "./spec.ts";

/** Who has a text edited; a command's own call fits. */
export type Editing = Pick<Call, "io" | "globals" | "meter" | "say">;

/** Whether there is somebody at a terminal to edit a text. */
export const canEdit = ({ io, globals }: Editing): boolean =>
  globals.input && io.stdin.isTerminal && io.stdout.isTerminal;

/** What is opened in an editor. */
export interface EditedFile {
  readonly text: string;
  /** The file's name, which an editor shows. */
  readonly name: string;
  /** Why a text as it was left must not stay in any file; undefined where it may. */
  readonly unkept?: ((text: string) => string | undefined) | undefined;
}

/**
 * Opens a text in `$VISUAL`, `$EDITOR` or else `vi`, waits for that to end, and does something with the text as it was
 * left. Where that fails, what was typed stays in its file unless it must not, and the failure says where.
 *
 * @throws {FoxdenError} `failed.program`, `usage.value` for what is no UTF-8, and what `use` throws
 */
export async function withEdited<T>(
  editing: Editing,
  { text, name, unkept }: EditedFile,
  use: (text: string) => Promise<T>,
): Promise<T> {
  const { io, meter } = editing;
  const editor = io.env("VISUAL") || io.env("EDITOR") || "vi";
  const folder = await Deno.makeTempDir({ prefix: "foxden-" });
  const path = join(folder, name);
  try {
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
    await meter.clear();
    await runEditor(editor, path, io.signal);
    const used = await use(await readEdited(path));
    await Deno.remove(folder, { recursive: true });
    return used;
  } catch (error) {
    const bytes = await Deno.readFile(path).catch(() => new Uint8Array());
    const left = new TextDecoder().decode(bytes);
    const why = unkept?.(left);
    const isOther = left.trim() !== "" && left !== text;
    if (!isOther || why !== undefined) await Deno.remove(folder, { recursive: true });
    if (!isOther) throw error;
    const note = why === undefined
      ? `what you typed is kept in ${path}`
      : `what you typed is not kept: ${why}`;
    throw await told(error, note, editing);
  }
}

async function told(error: unknown, note: string, { say }: Editing): Promise<unknown> {
  if (error instanceof Error && !(error instanceof Interruption)) return withTry(error, { note });
  // Nothing else is printed of a run that was ended from outside.
  await say(note);
  return error;
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
  if (code === NOT_THERE) throw noSuchEditor(editor);
  if (!success) throw failed(editor, `ended with exit code ${code}`);
}

/** What a shell ends with that finds no program of that name. */
const NOT_THERE = 127;

const noSuchEditor = (editor: string) =>
  new FoxdenError(
    "failed.program",
    `There is no program "${editor.split(" ", 1)[0]}" to edit with; nothing was changed`,
    { name: editor, namedBy: "VISUAL or EDITOR" },
  );

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
