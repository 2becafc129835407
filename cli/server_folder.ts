/** The folder of a server of one's own, and the secret that may be kept apart from it. */
import { environmentOf, serverFolder } from "../app/config/places.ts";
import { FoxdenError } from "../core/errors.ts";
import { type Database, openDatabase } from "../server/admin.ts";
import type { Call } from "./spec.ts";

/** The option of every command that works on a server's data. */
export const DATA = {
  type: "string",
  label: "DIR",
  help: "Where the server keeps its data; foxden-server in your data folder when left out",
} as const;

type FolderCall = Pick<Call, "io"> & { readonly options: { readonly data: string | undefined } };

export function dataDirOf({ io, options }: FolderCall): string {
  return options.data ?? serverFolder(environmentOf(io.env));
}

/**
 * Opens the data of a server that has been there before, which may be running.
 *
 * @throws {FoxdenError} `not-found.file` when nothing was ever kept there: a mistyped folder must not become a server
 */
export async function openServerData(call: FolderCall): Promise<Database> {
  const path = dataDirOf(call);
  const missing = await Deno.stat(`${path}/server.db`).then(() => undefined, (error: unknown) => error);
  // What stands in the way of the folder is told by what would make it, which makes nothing then.
  if (missing === undefined || missing instanceof Deno.errors.NotADirectory) return openDatabase(path);
  throw new FoxdenError("not-found.file", `There is no server's data in ${path}`, { path });
}

const SHORTEST_SECRET = 32;

/**
 * The master secret, where it is not the one in the server's folder.
 *
 * @throws {FoxdenError} `not-found.file`, `failed.file`, `usage.value` for a secret that is short or open to others
 */
export async function masterSecretOf(
  { io, options }: Pick<Call, "io"> & { readonly options: { readonly secretFile: string | undefined } },
): Promise<string | undefined> {
  const path = options.secretFile;
  if (path !== undefined) {
    return checkLength(await readPrivate(path), `The secret in ${path}`, "--secret-file");
  }
  const given = io.env("FOXDEN_MASTER_SECRET");
  return given ? checkLength(given.trim(), "FOXDEN_MASTER_SECRET", "FOXDEN_MASTER_SECRET") : undefined;
}

function checkLength(secret: string, what: string, name: string): string {
  if (secret.length >= SHORTEST_SECRET) return secret;
  throw new FoxdenError("usage.value", `${what} is shorter than ${SHORTEST_SECRET} characters`, { name });
}

async function readPrivate(path: string): Promise<string> {
  try {
    const { mode } = await Deno.stat(path);
    if (mode === null || (mode & 0o077) === 0) return (await Deno.readTextFile(path)).trim();
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    throw new FoxdenError(isMissing ? "not-found.file" : "failed.file", `Cannot read ${path}`, { path }, {
      cause,
    });
  }
  const message = `Others than you can read ${path}; chmod 600 takes it away from them`;
  throw new FoxdenError("usage.value", message, { name: "--secret-file" });
}
