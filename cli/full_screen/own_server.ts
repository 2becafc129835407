/** A server of one's own, started from the browser for a first account. */
import { environmentOf, serverFolder } from "../../app/config/places.ts";
import type { NewAccount, OwnServer } from "../../tui/world.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { addUser, checkNewUser } from "../../server/admin.ts";
import { serve } from "../../server/serve.ts";
import type { Io } from "../io.ts";
import { masterSecretOf } from "../server_folder.ts";

/** Where `foxden serve` listens unless told otherwise, so that the account is there again when that is started. */
const OWN_PORT = 8000;

/** So many ports after the usual one are tried before any that is free is taken. */
const MORE_PORTS = 9;

/**
 * Starts the server on its usual folder and makes the account.
 *
 * @param port where it listens, or at a later one where that is taken; 0 for any that is free
 * @throws {FoxdenError} as `serve` and `addUser` do; nothing is left running then
 */
export async function startOwnServer(
  io: Pick<Io, "env" | "stdin" | "stdout" | "stderr" | "signal" | "now" | "argv">,
  account: NewAccount,
  tell: (line: string) => void,
  port = OWN_PORT,
): Promise<OwnServer> {
  const dataDir = serverFolder(environmentOf(io.env));
  const masterSecret = await masterSecretOf({ io, options: { secretFile: undefined } });
  await using made = new AsyncDisposableStack();
  tell("Starting the server …");
  const options = { dataDir, ...(masterSecret === undefined ? {} : { masterSecret }) };
  const server = made.use(await serveFrom(port, options));
  checkNewUser(server.database, account.email);
  tell("Making the account …");
  await addUser(server.database, account);
  const kept = made.move();
  const { url } = server;
  const taken = new URL(url).port;
  const note =
    `Port ${port} is taken: this server is at ${url}. foxden serve --port ${taken} starts it there again.`;
  const moved = port !== 0 && Number(taken) !== port ? { note } : {};
  return { url, ...moved, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The server at this port, or at the next one that is free. */
async function serveFrom(
  port: number,
  options: Parameters<typeof serve>[0],
): Promise<Awaited<ReturnType<typeof serve>>> {
  const first = port === 0 ? [] : Array.from({ length: 1 + MORE_PORTS }, (_, i) => port + i);
  for (const each of first) {
    try {
      return await serve({ ...options, port: each });
    } catch (error) {
      if (!isFoxdenError(error) || error.code !== "failed.listen") throw error;
    }
  }
  return await serve({ ...options, port: 0 });
}
