/**
 * The embedded server: accounts, OAuth, profile, token server and Sync storage 1.5 behind one address.
 *
 * For trial, for tests and for a household. Beyond one machine the right tool is Mozilla's syncstorage-rs.
 */
import { FoxdenError } from "../core/errors.ts";
import { accountsService, profileService } from "./accounts/service.ts";
import { WrongPasswords } from "./accounts/passwords.ts";
import type { Backend, CodeMessage, SignInKind } from "./backend.ts";
import { clockWithOffset, within } from "./clock.ts";
import { masterSecret } from "./data_dir.ts";
import { type Database, openDatabase } from "./db.ts";
import { rootService } from "./discovery.ts";
import { HOUSEKEEPING_INTERVAL_MS, removeExpired } from "./housekeeping.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { type Reply } from "./reply.ts";
import { answer, type Service } from "./router.ts";
import { ReplayGuard } from "./storage/replay.ts";
import { storageService } from "./storage/service.ts";
import { tokenService } from "./token/service.ts";

export type { CodeMessage, SignInKind } from "./backend.ts";
export type { Database } from "./db.ts";
export type { Limits } from "./limits.ts";

/** How to serve; those marked TEST are for tests alone. */
export interface ServeOptions {
  /** Default: loopback. */
  readonly hostname?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Folder of `server.db` and `master-secret`, made where it is missing; absent: all in memory. */
  readonly dataDir?: string;
  /** Text of 32 characters or more that signs storage tokens; absent: that of the folder, drawn on the first start. */
  readonly masterSecret?: string;
  /** Whether anybody who reaches the server may make an account. Default: no. */
  readonly signUp?: boolean;
  /** Most bytes of payloads one storage may hold. Default: no limit. */
  readonly quotaBytes?: number;
  /** TEST: how far the server's clock is ahead of the machine's. */
  readonly clockOffsetSeconds?: number;
  /** TEST: how far the time of a signed request may be off. Default: 52 weeks, as the reference server. */
  readonly maxSkewSeconds?: number;
  /** TEST: what every sign-in needs besides the password. */
  readonly signIn?: SignInKind;
  /** TEST: how long closing waits for requests under way before it leaves them. Default: 3 seconds. */
  readonly closeGraceMs?: number;
  /** TEST: storage limits other than the usual ones. */
  readonly limits?: Partial<Limits>;
  /** TEST: an answer in place of the server's own. */
  readonly fault?: (request: Request) => Response | undefined | Promise<Response | undefined>;
  /** Where one-time codes go that a service would mail, or an authenticator would show. */
  readonly deliver?: (message: CodeMessage) => void;
  /** Gets one line for each request: method, path without ids, status, milliseconds. Never a secret. */
  readonly log?: (line: string) => void;
}

/** A server at work. Closing waits a moment for the requests under way. */
export interface RunningServer extends AsyncDisposable {
  /** No trailing slash. */
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 3000;
const YEAR_SECONDS = 52 * 7 * 24 * 60 * 60;

/** The first whose prefix fits owns a request. */
const SERVICES: readonly Service[] = [
  accountsService,
  profileService,
  tokenService,
  storageService,
  rootService,
];

/**
 * Starts a server.
 *
 * @throws {FoxdenError} `failed.listen` when the address cannot be had, `failed.file` when the folder cannot
 * be used
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const database = openDatabase(options.dataDir, clockWithOffset(options.clockOffsetSeconds ?? 0));
  try {
    cleanUp(database, options);
    const backend = makeBackend(database, options);
    const http = await listen(options, (request) => respond(request, backend, options));
    return running(http, database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

function makeBackend(database: Database, options: ServeOptions): Backend {
  return {
    database,
    masterSecret: options.masterSecret ?? masterSecret(options.dataDir),
    rules: {
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      maxSkewSeconds: options.maxSkewSeconds ?? YEAR_SECONDS,
      signUp: options.signUp ?? false,
      ...(options.quotaBytes === undefined ? {} : { quotaBytes: options.quotaBytes }),
      ...(options.signIn === undefined ? {} : { signIn: options.signIn }),
    },
    deliver: options.deliver ?? (() => undefined),
    replays: new ReplayGuard(),
    wrongPasswords: new WrongPasswords(),
  };
}

type HttpServer = Deno.HttpServer<Deno.NetAddr>;

function listen(options: ServeOptions, respond: (request: Request) => Promise<Response>): HttpServer {
  const { hostname = "127.0.0.1", port = 0 } = options;
  try {
    return Deno.serve({ hostname, port, onListen: () => undefined, onError: failure }, respond);
  } catch (cause) {
    const address = `${hostname}:${port}`;
    throw new FoxdenError("failed.listen", `Cannot listen on ${address}`, { address }, { cause });
  }
}

/** For what went wrong outside of every service. */
const failure = (): Response => Response.json({}, { status: 500 });

/** A database that is locked or full now may be fine in an hour. */
function cleanUp(database: Database, { log }: ServeOptions): void {
  try {
    removeExpired(database);
  } catch (error) {
    log?.(`fault: housekeeping: ${placeOf(error)}`);
  }
}

function running(http: HttpServer, database: Database, options: ServeOptions): RunningServer {
  const cleaning = setInterval(() => cleanUp(database, options), HOUSEKEEPING_INTERVAL_MS);
  Deno.unrefTimer(cleaning);
  const { hostname, port } = http.addr;
  let closing: Promise<void> | undefined;
  const close = () =>
    closing ??= (async () => {
      clearInterval(cleaning);
      // One client that hangs must not keep the server from ending.
      await within(options.closeGraceMs ?? CLOSE_GRACE_MS, http.shutdown(), () => undefined);
      database.close();
    })();
  const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  return { url, database, close, [Symbol.asyncDispose]: close };
}

async function respond(request: Request, backend: Backend, options: ServeOptions): Promise<Response> {
  const date = () => new Date(backend.database.clock.nowMs()).toUTCString();
  const fault = await options.fault?.(request);
  if (fault !== undefined) {
    if (!fault.headers.has("date")) fault.headers.set("date", date());
    return fault;
  }
  const startedMs = performance.now();
  const { reply, route, fault: unforeseen } = await answer(SERVICES, request, backend);
  if (options.log !== undefined) {
    const ms = Math.round(performance.now() - startedMs);
    options.log(`${request.method} ${route} ${reply.status} ${ms}ms`);
    if (unforeseen !== undefined) options.log(`fault: ${placeOf(unforeseen)}`);
  }
  return toResponse(reply, date());
}

/** Where an unforeseen error came from. Its message may quote what a client sent, so it stays out of the log. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split("\n").find((line) => line.startsWith("    at "))?.trim() ?? "";
  return `${error.name} ${frame}`;
}

/** Clients set their clock by `Date`, so it must be the server's own and not the machine's. */
function toResponse({ status, headers, body }: Reply, date: string): Response {
  return new Response(body ?? null, { status, headers: { ...headers, date } });
}
