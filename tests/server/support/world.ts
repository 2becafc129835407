/** A served instance and its people, made once for a file of tests: stretching a password is slow on purpose. */
import { addUser } from "../../../server/admin.ts";
import { type CodeMessage, type RunningServer, serve, type ServeOptions } from "../../../server/serve.ts";

export interface World extends AsyncDisposable {
  readonly server: RunningServer;
  readonly url: string;
  /** Codes a service would have mailed, the latest last. */
  readonly mail: CodeMessage[];
}

export const PASSWORD = "correct horse";

/** @param emails of people who can sign in with {@link PASSWORD} */
export async function makeWorld(emails: readonly string[], options: ServeOptions = {}): Promise<World> {
  const mail: CodeMessage[] = [];
  const server = await serve({ deliver: (message) => mail.push(message), ...options });
  for (const email of emails) await addUser(server.database, { email, password: PASSWORD });
  return { server, url: server.url, mail, [Symbol.asyncDispose]: () => server.close() };
}
