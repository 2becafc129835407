/** `foxden demo`: a whole account with sample data on a server in memory, for trying things out. */
import { DEMO_PREFIX } from "../../app/config/places.ts";
import { DEMO_EMAIL, DEMO_PASSWORD, DEMO_ROWS, demoAccountDevices } from "../../app/demo/records.ts";
import { fillDemo } from "../../app/demo/fill.ts";
import { beginSignIn, finishPasswordSignIn, signInWithPassword } from "../../app/account.ts";
import { FoxdenError } from "../../core/errors.ts";
import { addDevice, addUser, storeBsos } from "../../server/admin.ts";
import { type RunningServer, serve } from "../../server/serve.ts";
import type { Io } from "../io.ts";
import { openApp } from "../open.ts";
import { text } from "../outcome.ts";
import { type Call, command } from "../spec.ts";
import { tour } from "../tour.ts";
import { untilEnded } from "./serve.ts";

/** Up to here the records are uploaded as any client would; beyond, that would keep people waiting. */
const UPLOADED_ROWS = 20_000;

export const demo = command({
  path: ["demo"],
  summary: "Try foxden on sample data, without an account",
  about:
    "Starts a Sync server in memory, fills an account with sample data, signs in to it and shows what foxden " +
    "does with it. Nothing of yours is touched, and nothing is left behind. With --cli the server goes on until " +
    "ctrl-c, and the printed lines put another shell on the same account.",
  output: "text",
  source: "here",
  options: {
    cli: { type: "flag", help: "Print lines for a shell and serve until ctrl-c" },
    rows: { type: "integer", min: 0, max: 5_000_000, default: DEMO_ROWS, help: "Pages of history" },
    seed: { type: "integer", min: 0, default: 1, help: "Another number makes another account" },
  },
  examples: [
    { line: "demo" },
    { line: "demo --cli", note: "then paste its lines into another shell" },
    { line: "demo --cli --rows 100000" },
  ],
  run: (call) => Promise.resolve(text(call.options.cli ? served(call) : shown(call))),
});

/** The tour, one stop after the other as it happens. */
async function* shown(call: DemoCall): AsyncGenerator<string> {
  await using world = await openWorld(call);
  yield* tour(world.inside);
}

/** The lines that put a shell into the demo; the demo lasts until the run is ended. */
async function* served(call: DemoCall): AsyncGenerator<string> {
  await using world = await openWorld(call);
  yield exportLines(world.folder) + accountLine(world.url);
  await call.say("Paste these lines into another shell. Ctrl-c ends the demo.");
  await untilEnded(call.signal);
  await call.say(`The demo has ended. In the other shell:\n  unset ${exportedNames(world.folder).join(" ")}`);
}

type DemoCall = Call & { readonly options: { readonly rows: number; readonly seed: number } };

interface DemoWorld extends AsyncDisposable {
  /** The world as a shell inside the demo sees it. */
  readonly inside: Io;
  readonly folder: string;
  /** Of the server. */
  readonly url: string;
}

/** A server in memory with the filled account, and a temporary folder signed in to it; both go with the demo. */
async function openWorld(call: DemoCall): Promise<DemoWorld> {
  const folder = await Deno.makeTempDir({ prefix: DEMO_PREFIX });
  await using made = new AsyncDisposableStack();
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const server = made.use(await serve());
  const inside = await prepare(call, folder, server);
  const kept = made.move();
  return { inside, folder, url: server.url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Makes the account and signs in. @returns the world as a shell inside the demo sees it */
async function prepare(call: DemoCall, folder: string, server: RunningServer): Promise<Io> {
  const { rows, seed } = call.options;
  await call.say(`Making an account with ${rows.toLocaleString("en")} pages of history …`);
  const { uid } = await addUser(server.database, { email: DEMO_EMAIL, password: DEMO_PASSWORD });
  const inside: Io = { ...call.io, env: (name) => demoEnvironment(folder)[name] ?? call.io.env(name) };
  const app = openApp({ ...call, io: inside, globals: { ...call.globals, profile: "default" } });
  const attempt = await beginSignIn(app, { root: new URL(server.url), overrides: {} }, {
    deviceName: "foxden demo",
  });
  const step = await signInWithPassword(attempt, { email: DEMO_EMAIL, password: DEMO_PASSWORD });
  if (step.step !== "signed-in") {
    throw new FoxdenError("auth.unverified", "The demo account is not confirmed", {});
  }
  await finishPasswordSignIn(app, attempt, step.session);
  for (const device of demoAccountDevices({ seed, nowMs: call.io.now() })) {
    await addDevice(server.database, uid, device);
  }
  const bulk = (collection: string, bsos: Parameters<typeof storeBsos>[3]) =>
    Promise.resolve(storeBsos(server.database, uid, collection, bsos));
  await fillDemo(app, { seed, rows, ...(rows > UPLOADED_ROWS ? { bulk } : {}) });
  return inside;
}

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

/** A comment for whoever wants to sign in to the sample account on another profile. */
const accountLine = (url: string): string =>
  `# the account: ${DEMO_EMAIL}, its password: ${DEMO_PASSWORD}, its server: ${url}\n`;

/** The variables that put a shell on a profile; those that are empty only keep the person's own out of the tour. */
const exportedNames = (folder: string): string[] =>
  Object.entries(demoEnvironment(folder)).filter(([, value]) => value !== "").map(([name]) => name);

/** Lines that put a shell on the profile below `folder`. */
export function exportLines(folder: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const environment = demoEnvironment(folder);
  return exportedNames(folder).map((name) => `export ${name}=${quoted(environment[name] ?? "")}\n`).join("");
}
