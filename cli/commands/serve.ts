/** `foxden serve`: a Sync server of your own. */
import { FoxdenError } from "../../core/errors.ts";
import { VERSION } from "../../app/version.ts";
import { listUsers } from "../../server/admin.ts";
import { type RunningServer, serve as startServer } from "../../server/serve.ts";
import type { Io } from "../io.ts";
import { shellWord } from "../advice.ts";
import { done, type Outcome, text } from "../outcome.ts";
import { DATA, dataDirOf, masterSecretOf } from "../server_folder.ts";
import { type Call, command } from "../spec.ts";

export const serve = command({
  path: ["serve"],
  summary: "Run your own Sync server",
  about:
    "Accounts, keys, OAuth, token server and storage in one process, on SQLite. It speaks plain HTTP: for other " +
    "machines put a TLS proxy in front, which must pass Host and X-Forwarded-Proto. Accounts are added with foxden " +
    "serve user add, or by anybody with --sign-up; foxden serve backup copies everything.\n" +
    "It stays until ctrl-c or SIGTERM, and lets the requests under way finish. With --verbose each request is a " +
    "line on stderr: time, method, path without ids, status, milliseconds.",
  output: "none",
  source: "here",
  options: {
    listen: { type: "string", label: "HOST:PORT", default: "127.0.0.1:8000", help: "Address to listen on" },
    data: DATA,
    secretFile: {
      type: "string",
      label: "FILE",
      help:
        "What storage tokens are signed with, 32 characters or more; drawn and kept with the data when left " +
        "out, or FOXDEN_MASTER_SECRET",
    },
    signUp: { type: "flag", help: "Anybody who reaches the server may make an account" },
    quota: { type: "size", help: "Room for each account, such as 500M; no limit when left out" },
    printFirefoxConfig: {
      type: "flag",
      help: "Print what a Firefox needs to use this server, and do not serve",
    },
  },
  examples: [
    { line: "serve" },
    { line: "serve --listen 127.0.0.1:9000 --data /srv/foxden --quota 500M" },
    { line: "serve --print-firefox-config", note: "lines for about:config or user.js" },
  ],
  async run(call) {
    const { hostname, port } = parseListen(call.options.listen);
    if (call.options.printFirefoxConfig) return await firefoxConfig(call, hostname, port);
    const dataDir = dataDirOf(call);
    const masterSecret = await masterSecretOf(call);
    const { signUp, quota: quotaBytes } = call.options;
    await using server = await startServer({
      hostname,
      port,
      dataDir,
      signUp,
      ...(masterSecret === undefined ? {} : { masterSecret }),
      ...(quotaBytes === undefined ? {} : { quotaBytes }),
      ...(call.globals.verbose
        ? { log: (line: string) => void call.io.stderr.write(logLine(call.io, line)) }
        : {}),
    });
    await call.io.stdout.write(
      `Serving Sync on ${server.url}\nData: ${dataDir}\nVersion: foxden ${VERSION}\n`,
    );
    await sayWhatMatters(call, server, dataDir);
    await untilEnded(call.signal);
    return done("Stopping.");
  },
});

const logLine = (io: Pick<Io, "now">, line: string): string =>
  `${new Date(io.now()).toISOString()} ${line}\n`;

/** What whoever starts a server should know of it. */
async function sayWhatMatters(
  { say, options }: Pick<Call, "say"> & { readonly options: { readonly signUp: boolean } },
  { url, database }: RunningServer,
  dataDir: string,
): Promise<void> {
  if (!/^http:\/\/(127\.|\[::1\])/.test(url)) {
    await say("warning: this is plain HTTP, for the network to read; put a TLS proxy in front of it");
  }
  if (options.signUp) await say("Anybody who reaches this address may make an account.");
  else if (listUsers(database).length === 0) {
    await say(`No accounts yet; add one with: foxden serve user add EMAIL --data ${shellWord(dataDir)}`);
  }
}

/** The preferences that make a Firefox use the server instead of Mozilla's. */
async function firefoxConfig({ say }: Pick<Call, "say">, hostname: string, port: number): Promise<Outcome> {
  if (port === 0) {
    throw new FoxdenError("usage.value", "--listen: a port that is drawn anew cannot be told beforehand", {
      name: "--listen",
    });
  }
  await say("Set these in about:config, or put them into user.js of the profile, before signing in to Sync.");
  await say("Behind a TLS proxy it is https:// with its name, and allowHttp stays as it is.");
  const host = isAnyAddress(hostname) ? ownName() : hostname.includes(":") ? `[${hostname}]` : hostname;
  const prefs: readonly (readonly [string, string | boolean])[] = [
    ["identity.fxaccounts.autoconfig.uri", `http://${host}:${port}`],
    ["identity.fxaccounts.allowHttp", true],
  ];
  return text(prefs.map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`).join(""));
}

const isAnyAddress = (hostname: string): boolean => hostname === "0.0.0.0" || /^[0:]+$/.test(hostname);

/** Of all its addresses a server is best reached by its machine's name. */
function ownName(): string {
  try {
    return Deno.hostname();
  } catch {
    return "127.0.0.1";
  }
}

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
