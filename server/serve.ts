/**
 * The embedded server: accounts, OAuth, profile, token server and Sync storage 1.5 behind one address.
 *
 * For trial, for tests and for a household. Beyond one machine the right tool is Mozilla's syncstorage-rs.
 */
import { FoxdenError } from "../core/errors.ts";
import { accountsService, profileService } from "./accounts/service.ts";
import { WrongPasswords } from "./accounts/passwords.ts";
import type { Backend, CodeMessage, SignInKind } from "./backend.ts";
import { clockWithOffset, every } from "./clock.ts";
import { masterSecret, MIN_SECRET_LENGTH } from "./data_dir.ts";
import { type Database, openDatabase } from "./db.ts";
import { databaseFault } from "./db_faults.ts";
import { rootService } from "./discovery.ts";
import { asAnswer, asRequest } from "./faults.ts";
import { HOUSEKEEPING_INTERVAL_MS, removeExpired } from "./housekeeping.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { type Answer, listen, type Listener, type Patience, urlOf, USUAL_PATIENCE } from "./listener.ts";
import type { Reply } from "./reply.ts";
import type { Arrived } from "./request.ts";
import { makeRouter, type Service } from "./router.ts";
import { OpenTokens } from "./storage/open_tokens.ts";
import { ReplayGuard } from "./storage/replay.ts";
import { storageService } from "./storage/service.ts";
import { tokenService } from "./token/service.ts";

export type { CodeMessage, SignInKind } from "./backend.ts";
export type { Database } from "./db.ts";
export type { Limits } from "./limits.ts";
export type { Patience } from "./listener.ts";

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
  /** TEST: how long clients may take, and how many may be connected. */
  readonly patience?: Partial<Patience>;
  /** TEST: answers writes before they are committed, and commits all of them so much later. It does lose data. */
  readonly acknowledgeEarlyMs?: number;
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

const answer = makeRouter(SERVICES);

/**
 * Starts a server.
 *
 * @throws {FoxdenError} `failed.listen` when the address cannot be had, `failed.file` when the folder cannot
 * be used, `usage.value` for a master secret that is too short
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  checkSecret(options.masterSecret);
  const patience = { ...USUAL_PATIENCE, ...options.patience };
  const { hostname = "127.0.0.1", port = 0 } = options;
  let backend: Backend;
  const respondTo = (request: Arrived) => respond(request, backend, options);
  // First of all, so that a server that cannot listen leaves no folder behind. The backend is there before anything
  // can arrive, since opening it does not wait for anything.
  const listener = await listen({ hostname, port }, respondTo, patience);
  try {
    backend = openBackend(patience, options);
  } catch (error) {
    await listener.stop(0);
    throw error;
  }
  return running(listener, backend.database, options);
}

function openBackend(patience: Patience, options: ServeOptions): Backend {
  const database = openDatabase(options.dataDir, clockWithOffset(options.clockOffsetSeconds ?? 0), {
    ...(options.acknowledgeEarlyMs === undefined ? {} : { commitAfterMs: options.acknowledgeEarlyMs }),
  });
  try {
    cleanUp(database, options);
    return makeBackend(database, patience, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkSecret(secret: string | undefined): void {
  if (secret === undefined || secret.length >= MIN_SECRET_LENGTH) return;
  const message = `The master secret must have ${MIN_SECRET_LENGTH} characters or more`;
  throw new FoxdenError("usage.value", message, { name: "masterSecret" });
}

function makeBackend(database: Database, { bodyMs }: Patience, options: ServeOptions): Backend {
  const secret = options.masterSecret ?? masterSecret(options.dataDir);
  return {
    database,
    masterSecret: secret,
    rules: {
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      maxSkewSeconds: options.maxSkewSeconds ?? YEAR_SECONDS,
      bodyMs,
      signUp: options.signUp ?? false,
      ...(options.quotaBytes === undefined ? {} : { quotaBytes: options.quotaBytes }),
      ...(options.signIn === undefined ? {} : { signIn: options.signIn }),
    },
    deliver: options.deliver ?? (() => undefined),
    tokens: new OpenTokens(secret),
    replays: new ReplayGuard(),
    wrongPasswords: new WrongPasswords(),
  };
}

/** A database that is locked or full now may be fine in an hour. */
function cleanUp(database: Database, { log }: ServeOptions): void {
  try {
    removeExpired(database);
  } catch (error) {
    log?.(`fault: housekeeping: ${placeOf(error)}`);
  }
}

function running(listener: Listener, database: Database, options: ServeOptions): RunningServer {
  const stopCleaning = every(HOUSEKEEPING_INTERVAL_MS, () => cleanUp(database, options));
  let closing: Promise<void> | undefined;
  const close = () =>
    closing ??= (async () => {
      stopCleaning();
      // One client that hangs must not keep the server from ending.
      await listener.stop(options.closeGraceMs ?? CLOSE_GRACE_MS);
      database.close();
    })();
  return { url: urlOf(listener.address), database, close, [Symbol.asyncDispose]: close };
}

/** Clients set their clock by `Date`, so it must be the server's own and not the machine's. */
async function respond(arrived: Arrived, backend: Backend, options: ServeOptions): Promise<Answer> {
  const date = () => new Date(backend.database.clock.nowMs()).toUTCString();
  if (options.fault === undefined) {
    const reply = await work(arrived, backend, options);
    return { ...reply, headers: { ...reply.headers, date: date() } };
  }
  const request = asRequest(arrived);
  const fault = await options.fault(request);
  if (fault !== undefined) return asAnswer(fault, date());
  const { fault: _, ...others } = options;
  return await respond(request, backend, others);
}

async function work(request: Arrived, backend: Backend, { log }: ServeOptions): Promise<Reply> {
  const startedMs = performance.now();
  const { reply, route, fault } = await answer(request, backend);
  const ms = Math.round(performance.now() - startedMs);
  log?.(`${request.method} ${route} ${reply.status} ${ms}ms`);
  if (fault !== undefined) log?.(`fault: ${placeOf(fault)}`);
  return reply;
}

/** Where an unforeseen error came from. Its message may quote what a client sent, so it stays out of the log. */
function placeOf(error: unknown): string {
  const database = databaseFault(error);
  if (database !== undefined) return `database: ${database}`;
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split("\n").find((line) => line.startsWith("    at "))?.trim() ?? "";
  return `${error.name} ${frame}`;
}
