/** A server of one's own, started from the browser for a first account. */
import { environmentOf, serverFolder } from "../../app/config/places.ts";
import type { NewAccount, OwnServer } from "../../tui/world.ts";
import { addUser, checkNewUser } from "../../server/admin.ts";
import { serve } from "../../server/serve.ts";
import type { Io } from "../io.ts";
import { masterSecretOf } from "../server_folder.ts";

/** Where `foxden serve` listens unless told otherwise, so that the account is there again when that is started. */
export const OWN_PORT = 8000;

/**
 * Starts the server on its usual folder and makes the account.
 *
 * @param port where it listens; 0 for any that is free
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
  const options = { port, dataDir, ...(masterSecret === undefined ? {} : { masterSecret }) };
  const server = made.use(await serve(options));
  checkNewUser(server.database, account.email);
  tell("Making the account …");
  await addUser(server.database, account);
  const kept = made.move();
  return { url: server.url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
