/**
 * Serves the account of a real Firefox, for trying foxden by hand: `deno run -A tools/fixture.ts`.
 *
 * Puts the account of `tests/fixtures/firefox-esr-153.json` on a server in memory, signs a temporary profile in to
 * it, prints the lines that put another shell on that profile, and serves until ctrl-c. Nothing is left behind.
 */
import { beginSignIn, finishPasswordSignIn, signInWithPassword } from "../app/account.ts";
import { App } from "../app/open.ts";
import { demoEnvironment, exportLines } from "../cli/demo_account.ts";
import { untilEnded } from "../cli/commands/serve.ts";
import { utf8 } from "../core/bytes.ts";
import {
  array,
  type Decoded,
  fromFile,
  integer,
  number,
  object,
  optional,
  parseJson,
  record,
  string,
  unknownValue,
} from "../core/json.ts";
import { load, type LoadedAccount, type LoadedBso } from "../server/admin.ts";
import { serve } from "../server/serve.ts";

const FIXTURE = new URL("../tests/fixtures/firefox-esr-153.json", import.meta.url);

const bso = object({
  id: string,
  payload: string,
  modified: number,
  sortindex: optional(integer),
  ttl: optional(integer),
});

const fixtureShape = object({
  account: object({
    email: string,
    password: string,
    uid: string,
    kA: string,
    wrapKB: string,
    kB: string,
    authPW: string,
    unwrapBKey: string,
    keysChangedAtMs: integer,
    oldsyncKey: string,
  }),
  collections: record(object({ modified: number, bsos: array(bso) })),
  /** Each device's own view of the account, by the device's name. */
  expected: record(unknownValue),
});

/** The file as it is: keys in hex, times of the storage in seconds. */
export type Fixture = Decoded<typeof fixtureShape>;

/** @throws {FoxdenError} `failed.shape` when the file is not what it should be */
export async function readFixture(): Promise<Fixture> {
  const text = await Deno.readTextFile(FIXTURE);
  return fromFile(() => fixtureShape(parseJson(text, "fixture"), "fixture"));
}

/** The account as a server can load it, its records with their times and lifetimes. */
export function loadableAccount({ account, collections }: Fixture): LoadedAccount {
  const { email, password, uid, kA, wrapKB, keysChangedAtMs } = account;
  const loadable = [...collections].map(([name, { modified, bsos }]) =>
    [name, { modified, bsos: bsos.map(loadableBso) }] as const
  );
  return {
    email,
    password,
    uid,
    kA,
    wrapKB,
    keysChangedAtMs,
    collections: Object.fromEntries(loadable),
  };
}

function loadableBso({ sortindex, ttl, ...required }: Decoded<typeof bso>): LoadedBso {
  return {
    ...required,
    ...(sortindex === undefined ? {} : { sortindex }),
    ...(ttl === undefined ? {} : { ttl }),
  };
}

/** An application whose files are all in the folders that `environment` names, and that nobody is asked for. */
export function appIn(environment: Readonly<Record<string, string>>, signal: AbortSignal): App {
  return new App({
    profile: "default",
    env: (name) => environment[name] || undefined,
    timeoutMs: 30_000,
    signal,
    passphrase: () => Promise.reject(new Error("the profile is not sealed")),
    warn: (sentence) => Promise.reject(new Error(sentence)),
  });
}

/** Signs `app` in with e-mail and password, as a person would. */
export async function signInTo(
  app: App,
  url: string,
  { email, password }: Fixture["account"],
): Promise<void> {
  const attempt = await beginSignIn(app, { root: new URL(url), overrides: {} }, { deviceName: "foxden" });
  const step = await signInWithPassword(attempt, { email, password });
  if (step.step !== "signed-in") throw new Error(`the sign-in wants more: ${step.step}`);
  await finishPasswordSignIn(app, attempt, step.session);
}

async function main(signal: AbortSignal): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-fixture-" });
  try {
    await using server = await serve();
    const fixture = await readFixture();
    await load(server.database, loadableAccount(fixture));
    await signInTo(appIn(demoEnvironment(folder), signal), server.url, fixture.account);
    await Deno.stdout.write(utf8(exportLines(folder)));
    await untilEnded(signal);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => ended.abort());
  }
  await main(ended.signal);
}
