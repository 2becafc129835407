/** What the full-screen browser is given of this process and its settings. */
import { readConfig } from "../../app/config/file.ts";
import { withoutHome } from "../../app/config/home.ts";
import {
  configPath,
  configure,
  type Environment,
  environmentOf,
  logPath,
  profilesFolder,
  serverFolder,
} from "../../app/config/places.ts";
import { profileNames } from "../../app/config/profiles.ts";
import { DEFAULT_MAX_AGE_MS, type Freshness } from "../../app/freshness.ts";
import { marksOf } from "../../app/marks.ts";
import { App } from "../../app/open.ts";
import { VERSION } from "../../app/version.ts";
import { type AnyFoxdenError, FoxdenError, isFoxdenError } from "../../core/errors.ts";
import type { AppHooks, BrowserFlags, BrowserWorld, ShownPaths } from "../../tui/world.ts";
import { browserCommands, startBrowser } from "../browser.ts";
import { reportCrash } from "../debug.ts";
import { openDemo } from "../demo_account.ts";
import type { Io } from "../io.ts";
import { readSecretFile } from "../open.ts";
import type { Call } from "../spec.ts";
import { buildForm } from "../version.ts";
import { editConfig } from "./config_file.ts";
import { runWithin } from "./commands.ts";
import { startOwnServer } from "./own_server.ts";

/** What of a world is another within a demo. */
export interface Within {
  /** Of the demo, with its own folders. */
  readonly io: Io;
  readonly profile: string;
  readonly flags: BrowserFlags;
  /** How fresh answers have to be; undefined for the application's own way. */
  readonly fresh: Freshness | undefined;
}

/** The world of a run, as its flags, variables and config file have it. */
export async function worldOf(call: Call): Promise<BrowserWorld> {
  const { sections } = await readConfig(environmentOf(call.io.env));
  const { io, globals } = call;
  return worldFrom(call, sections, {
    io,
    profile: globals.profile,
    flags: flagsOf(call),
    fresh: globals.fresh,
  });
}

/**
 * The world inside a demo: with the keys, the colours and the ways of whoever opened it, and nothing of their account.
 *
 * @param inside the world as a shell in the demo sees it
 */
export const worldWithin = (call: Call, { flags, sections }: BrowserWorld, inside: Io): BrowserWorld =>
  worldFrom(call, sections, {
    io: inside,
    profile: "default",
    flags: { ...flags, readOnly: false, offline: false, maxAgeMs: DEFAULT_MAX_AGE_MS },
    fresh: undefined,
  });

function flagsOf({ globals }: Call): BrowserFlags {
  const { settings, color, readOnly, offline, debug } = globals;
  const maxAge = settings.get("sync.max_age")?.value;
  return {
    ascii: settings.get("ui.ascii")?.value === true,
    mouse: settings.get("ui.mouse")?.value !== false,
    color,
    readOnly,
    offline,
    debug,
    maxAgeMs: typeof maxAge === "number" ? maxAge : DEFAULT_MAX_AGE_MS,
  };
}

function worldFrom(call: Call, sections: BrowserWorld["sections"], within: Within): BrowserWorld {
  const { io, profile, flags } = within;
  const { signal, log, defer } = call;
  const env = environmentOf(io.env);
  const isTyped = io === call.io && call.globals.settings.get("profile")?.origin === "flag";
  const typedProfile = isTyped ? profile : undefined;
  const world: BrowserWorld = {
    version: VERSION,
    build: buildForm(),
    os: Deno.build.os,
    env,
    signal,
    now: io.now,
    profile,
    isDemo: marksOf(configure(profile, env).folder, "").includes("demo"),
    flags,
    sections,
    paths: pathsIn(within),
    openApp: (hooks) => openApp(call, within, hooks),
    profiles: () => profileNames(profilesFolder(env)),
    startDemo: async (wish, tell, wished) => {
      const demoSignal = wished ? AbortSignal.any([signal, wished]) : signal;
      const { timeoutMs } = call.globals;
      const account = await openDemo({ io, timeoutMs, signal: demoSignal, tell }, wish);
      defer(async () => await account[Symbol.asyncDispose]());
      return worldWithin(call, world, account.inside);
    },
    startServer: async (account, tell) => {
      const server = await startOwnServer(io, account, tell);
      defer(async () => await server[Symbol.asyncDispose]());
      return server;
    },
    run: (words, wish = {}) => runWithin({ io, signal, flags, profile: typedProfile }, words, wish),
    openUrls: (urls) => openPages(env("BROWSER"), urls),
    editConfig: () => editConfig({ ...call, io }),
    onExit: (restore) => io.screen?.onExit(restore) ?? (() => {}),
    takeCrashes: (take) => io.screen?.takeCrashes(take) ?? (() => {}),
    reportCrash: (error) => reportCrash(error, io, undefined),
    ...breakage(env("FOXDEN_TEST_BREAK")),
    ...(log ? { log: (what, text) => void log.add("screen", `${what} ${text}`) } : {}),
  };
  return world;
}

/** Opens pages; where no browser can, the way to the address is said, since nothing else is left. */
async function openPages(browser: string | undefined, urls: readonly URL[]): Promise<void> {
  try {
    await startBrowser(browserCommands(browser), urls);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const known = error as AnyFoxdenError;
    if (known.code !== "failed.program") throw error;
    throw new FoxdenError(known.code, `${known.message}; y l copies the address`, known.details);
  }
}

/** TEST: how F12 is to break the browser. */
const breakage = (kind: string | undefined): Pick<BrowserWorld, "breaks"> =>
  kind === "throw" || kind === "reject" ? { breaks: kind } : {};

function openApp(
  { globals, signal, log }: Call,
  { io, profile, flags, fresh }: Within,
  hooks: AppHooks,
): App {
  const { passphrase, warn, onStale, onProgress } = hooks;
  const env = environmentOf(io.env);
  let typed: Promise<string> | undefined;
  return new App({
    profile: hooks.profile ?? profile,
    env,
    timeoutMs: globals.timeoutMs,
    signal: hooks.signal ? AbortSignal.any([signal, hooks.signal]) : signal,
    passphrase: () => typed ??= passphraseFrom(env("FOXDEN_PASSPHRASE_FILE"), warn) ?? passphrase(),
    warn,
    offline: flags.offline,
    readOnly: flags.readOnly,
    ...(fresh === undefined ? {} : { fresh }),
    ...(onStale ? { onStale } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(log ? { trace: (line: string) => void log.add("request", line) } : {}),
  });
}

const passphraseFrom = (path: string | undefined, warn: AppHooks["warn"]): Promise<string> | undefined =>
  path === undefined ? undefined : readSecretFile(path, warn);

function pathsIn({ io }: Within): ShownPaths {
  const env = environmentOf(io.env);
  const shown = (path = "") => withoutHome(path, env("HOME") ?? env("USERPROFILE"));
  return {
    config: shown(configPath(env)),
    data: shown(profilesFolder(env)),
    log: shown(logPath(env)),
    server: shown(serverPlace(env)),
  };
}

/** Without a home there is no place for a server, and all else goes on. */
function serverPlace(env: Environment): string | undefined {
  try {
    return serverFolder(env);
  } catch (error) {
    if (isFoxdenError(error) && error.code === "failed.file") return undefined;
    throw error;
  }
}
