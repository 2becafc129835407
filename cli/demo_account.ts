/** A whole account with sample data on a server in memory, and a temporary folder that is signed in to it. */
import { beginSignIn, finishPasswordSignIn, signInWithPassword } from "../app/account.ts";
import { DEMO_PREFIX, environmentOf } from "../app/config/places.ts";
import { type DemoFill, fillDemo } from "../app/demo/fill.ts";
import { DEMO_EMAIL, DEMO_PASSWORD, DEMO_ROWS, demoAccountDevices } from "../app/demo/records.ts";
import { App } from "../app/open.ts";
import { FoxdenError } from "../core/errors.ts";
import type { Uid } from "../core/ids.ts";
import { addDevice, addUser, type Database, storeBsos } from "../server/admin.ts";
import { type RunningServer, serve } from "../server/serve.ts";
import type { Io } from "./io.ts";

/** Up to here the records are uploaded as any client would; beyond, that would keep people waiting. */
const UPLOADED_ROWS = 20_000;
/** How often it is told how many of more records than that there are. */
const TOLD_ROWS = 50_000;

/** What is wished of a demo account. */
export interface DemoWish {
  /** Pages of history. */
  readonly rows?: number;
  readonly seed?: number;
}

/** What a demo is made with. */
export interface DemoMaking {
  readonly io: Io;
  readonly timeoutMs: number;
  /** Leaves it; what was made is gone then. */
  readonly signal: AbortSignal;
  /** Told of what takes a while. */
  readonly tell: (line: string) => void | Promise<void>;
}

/** A demo as long as it lasts. */
export interface DemoAccount extends AsyncDisposable {
  /** The world as a shell inside the demo sees it. */
  readonly inside: Io;
  readonly folder: string;
  /** Of the server. */
  readonly url: string;
}

/** Makes the account and signs in to it. Server and folder go with the demo. */
export async function openDemo(making: DemoMaking, wish: DemoWish): Promise<DemoAccount> {
  making.signal.throwIfAborted();
  const folder = await Deno.makeTempDir({ prefix: DEMO_PREFIX });
  await using made = new AsyncDisposableStack();
  made.defer(() => removeFolder(folder));
  const forget = making.io.screen?.onExit(() => Deno.removeSync(folder, { recursive: true }));
  if (forget) made.defer(forget);
  const server = made.use(await serve());
  const { io } = making;
  const inside: Io = { ...io, env: (name) => demoEnvironment(folder)[name] ?? io.env(name) };
  await fill({ ...making, io: inside }, server, wish);
  const kept = made.move();
  return { inside, folder, url: server.url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** How often a folder is removed again into which something was still being written. */
const REMOVALS = 5;

async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === REMOVALS) throw error;
    }
  }
}

async function fill(making: DemoMaking, { database, url }: RunningServer, wish: DemoWish): Promise<void> {
  const { rows = DEMO_ROWS, seed = 1 } = wish;
  await making.tell(`Making an account with ${rows.toLocaleString("en")} pages of history …`);
  const { uid } = await addUser(database, { email: DEMO_EMAIL, password: DEMO_PASSWORD });
  using app = appInside(making);
  const attempt = await beginSignIn(app, { root: new URL(url), overrides: {} }, {
    deviceName: "foxden demo",
  });
  const step = await signInWithPassword(attempt, { email: DEMO_EMAIL, password: DEMO_PASSWORD });
  if (step.step !== "signed-in") {
    throw new FoxdenError("auth.unverified", "The demo account is not confirmed", {});
  }
  await finishPasswordSignIn(app, attempt, step.session);
  for (const device of demoAccountDevices({ seed, nowMs: making.io.now() })) {
    await addDevice(database, uid, device);
  }
  const bulk = bulkInto(making, database, uid, rows);
  await fillDemo(app, { seed, rows, ...(rows > UPLOADED_ROWS ? { bulk } : {}) });
}

/** Puts records straight into the server's store, and tells from time to time how many there are. */
function bulkInto(
  { signal, tell }: DemoMaking,
  database: Database,
  uid: Uid,
  rows: number,
): NonNullable<DemoFill["bulk"]> {
  let stored = 0;
  return async (collection, bsos) => {
    signal.throwIfAborted();
    storeBsos(database, uid, collection, bsos);
    const told = Math.floor(stored / TOLD_ROWS);
    if (collection === "history") stored += bsos.length;
    const due = Math.floor(stored / TOLD_ROWS);
    if (due === told) return;
    await tell(`${(due * TOLD_ROWS).toLocaleString("en")} of ${rows.toLocaleString("en")} pages are made …`);
  };
}

const appInside = ({ io, timeoutMs, signal, tell }: DemoMaking): App =>
  new App({
    profile: "default",
    env: environmentOf(io.env),
    timeoutMs,
    signal,
    passphrase: () => Promise.reject(new Error("a demo is sealed with no passphrase")),
    warn: async (sentence) => await tell(sentence),
  });

/** The folders of a profile below `folder`, as the variables that name them. */
export function demoEnvironment(folder: string): Readonly<Record<string, string>> {
  const of = (kind: string) => `${folder}/${kind.toLowerCase()}`;
  return {
    // What the person has set up for an account of their own must not reach into the demo; empty is not set.
    FOXDEN_FORMAT: "",
    FOXDEN_OFFLINE: "",
    FOXDEN_READ_ONLY: "",
    FOXDEN_TIME: "",
    FOXDEN_MAX_AGE: "",
    FOXDEN_CLIENT_ID: "",
    FOXDEN_REDIRECT_URI: "",
    FOXDEN_CONFIG_DIR: of("CONFIG"),
    FOXDEN_DATA_DIR: of("DATA"),
    FOXDEN_STATE_DIR: of("STATE"),
    FOXDEN_CACHE_DIR: of("CACHE"),
    FOXDEN_PROFILE: "default",
  };
}

/** The variables that put a shell on a profile; those that are empty only keep the person's own out of the demo. */
export const exportedNames = (folder: string): string[] =>
  Object.entries(demoEnvironment(folder)).filter(([, value]) => value !== "").map(([name]) => name);

/** Lines that put a shell on the profile below `folder`. */
export function exportLines(folder: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const environment = demoEnvironment(folder);
  return exportedNames(folder).map((name) => `export ${name}=${quoted(environment[name] ?? "")}\n`).join("");
}
