/** `foxden serve`: a Sync server of your own, and the people who may use it. */
import { serverFolder } from "../../app/config.ts";
import { FoxdenError } from "../../core/errors.ts";
import { addUser, openDatabase } from "../../server/admin.ts";
import { serve as startServer } from "../../server/serve.ts";
import { done } from "../outcome.ts";
import { askNewSecret, readSecretLine } from "../prompt.ts";
import { command } from "../spec.ts";

const DATA = {
  type: "string",
  label: "DIR",
  help: "Where the server keeps its data; foxden-server in your data folder when left out",
} as const;

export const serve = command({
  path: ["serve"],
  summary: "Run your own Sync server",
  about:
    "Accounts, keys, OAuth, token server and storage in one process, on SQLite. It speaks plain HTTP: for other " +
    "machines put a TLS proxy in front, which must pass Host and X-Forwarded-Proto. Accounts are added with foxden serve user add. Ends with ctrl-c.",
  output: "none",
  options: {
    listen: { type: "string", label: "HOST:PORT", default: "127.0.0.1:8000", help: "Address to listen on" },
    data: DATA,
  },
  examples: [
    { line: "serve" },
    { line: "serve --listen 127.0.0.1:9000 --data /srv/foxden" },
  ],
  async run(call) {
    const { hostname, port } = parseListen(call.options.listen);
    const dataDir = call.options.data ?? serverFolder((name) => call.io.env(name) || undefined);
    const verbose = call.globals.verbose;
    await using server = await startServer({
      hostname,
      port,
      dataDir,
      ...(verbose ? { log: (line: string) => void call.io.stderr.write(`${line}\n`) } : {}),
    });
    await call.io.stdout.write(`Serving Sync on ${server.url}\nData: ${dataDir}\n`);
    await untilEnded(call.signal);
    return done("Stopping.");
  },
});

export const userAdd = command({
  path: ["serve", "user", "add"],
  summary: "Add an account to your own server",
  about: "Works beside a running server.",
  output: "none",
  args: { email: { help: "The account's e-mail address; no mail is sent to it" } },
  options: {
    passwordStdin: { type: "flag", help: "Read the password from the first line of stdin" },
    data: DATA,
  },
  examples: [
    { line: "serve user add ann@example.org" },
    { line: "serve user add ann@example.org --password-stdin < password.txt" },
  ],
  async run(call) {
    const { email } = call.args;
    const password = call.options.passwordStdin
      ? await readSecretLine(call.io, "--password-stdin")
      : await askNewSecret(call, { message: `Password for ${email}`, flag: "--password-stdin" });
    const dataDir = call.options.data ?? serverFolder((name) => call.io.env(name) || undefined);
    using database = openDatabase(dataDir);
    await addUser(database, { email, password });
    return done(`Added ${email}. Sign in with: foxden auth login --server URL --email ${email}`);
  },
});

/** `HOST:PORT`, `[::1]:8000`, `:8000` or `8000`. @throws {FoxdenError} `usage.value` */
function parseListen(text: string): { hostname: string; port: number } {
  const [, bracketed, plain, port = ""] = /^(?:(?:\[([0-9a-f:]+)\]|([^:]*)):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port !== "" && Number(port) <= 65_535) {
    return { hostname: bracketed ?? (plain || "127.0.0.1"), port: Number(port) };
  }
  throw new FoxdenError("usage.value", `"${text}" is not an address such as 127.0.0.1:8000`, {
    name: "--listen",
  });
}

/** Waits for the signal that ends the run. */
export function untilEnded(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
