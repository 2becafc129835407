/**
 * Use-case: look at everything foxden rests on, and say what is wrong. It works signed out, offline, and whatever is
 * damaged; it changes nothing but the modes of files, where that is asked for.
 */
import { basename, dirname } from "node:path";
import { isFoxdenError } from "../../core/errors.ts";
import { configPath, type Environment, logPath, MOZILLA_ROOT } from "../config/places.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { App } from "../open.ts";
import type { Progress } from "../progress.ts";
import type { Secrets } from "../vault.ts";
import { checkHold, checkKeysHere, checkKeysOnline, checkSignIn } from "./account.ts";
import { type Finding, problem, skipped } from "./finding.ts";
import { checkBackups, checkJournal } from "./journal.ts";
import { checkRecords, examineMirror } from "./mirror.ts";
import {
  checkConfig,
  checkEnvironment,
  checkFolder,
  checkModes,
  checkProgramItself,
  checkRoom,
  checkRuntime,
  type Places,
} from "./places.ts";
import type { ReachTools } from "./reach.ts";
import type { Whose } from "./report.ts";
import { ACCOUNTS_PATH, checkClock, checkProxy, checkServer, findServers } from "./servers.ts";
import { checkPrograms, checkTerminal, type TerminalFacts } from "./terminal.ts";

/** What is examined, and how far. */
export interface Examination {
  /** The application, or why there is none. */
  readonly app: App | Error;
  readonly env: Environment;
  readonly terminal: TerminalFacts;
  /** How this program came to run. */
  readonly build: string;
  /** Root of the servers that are asked where no sign-in says which; Mozilla's when left out. */
  readonly root?: URL | undefined;
  /** Whether every record of the local copy is read. */
  readonly deep: boolean;
  /** Whether files that others can read are closed to them. */
  readonly fix: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** What was found, and of whom it speaks. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly whose: Whose;
}

/** For each step on the way to a server: whoever looks for what is wrong does not want to wait for all of them. */
const LONGEST_STEP_MS = 10_000;

export async function examine(examination: Examination): Promise<Examined> {
  const { app, env, terminal, build } = examination;
  const program = [
    checkProgramItself(build),
    checkRuntime(),
    checkEnvironment(env),
    ...await guarded("config", () => one(checkConfig(env))),
  ];
  const { findings, secrets } = app instanceof Error
    ? withoutApp(app)
    : await examineProfile(examination, app);
  const around = [
    ...await guarded("terminal", () => checkTerminal(terminal, env)),
    ...await guarded("programs", () => checkPrograms(env)),
  ];
  const profile = app instanceof Error ? "default" : app.config.profile;
  return {
    findings: [...program, ...findings, ...around],
    whose: { home: env("HOME") ?? env("USERPROFILE"), profile, ids: secrets ? idsOf(secrets) : [] },
  };
}

const one = async (finding: Promise<Finding>): Promise<Finding[]> => [await finding];

/** A check that fails itself is a finding too: the others are made all the same. */
async function guarded(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    // What was ended from outside is no finding.
    if (!(error instanceof Error) || error.name === "Interruption" || error.name === "AbortError") {
      throw error;
    }
    const name = isFoxdenError(error) ? error.code : error.name;
    return [
      problem(check, [`this check itself failed (${name})`], [
        "please report it with foxden doctor --report",
      ]),
    ];
  }
}

function withoutApp(error: Error): { readonly findings: readonly Finding[]; readonly secrets?: Secrets } {
  if (isFoxdenError(error) && error.code === "failed.file") {
    return {
      findings: [
        problem("folders", ["where your home folder is cannot be told: HOME is not set"], ["set HOME"]),
      ],
    };
  }
  return {
    findings: [problem("profile", ["no profile can have that name"], ["name another one with -p NAME"])],
  };
}

async function examineProfile(examination: Examination, app: App) {
  const { fix, deep, env, onProgress } = examination;
  const places = placesOf(app, env);
  const folders = [
    ...await guarded("folders", () => one(checkFolder(places))),
    ...await guarded("disk", () => one(checkRoom(places))),
    ...await guarded("modes", () => one(checkModes(places, fix))),
  ];
  let secrets: Secrets | undefined;
  let isClosed = false;
  const signIn = await guarded("secrets", async () => {
    const state = await checkSignIn(app);
    [secrets, isClosed] = [state.secrets, state.isClosed];
    return [...state.findings];
  });
  let mirror: Mirror | undefined;
  const stores = await guarded("mirror", async () => {
    const state = await examineMirror(app, secrets);
    mirror = state.mirror;
    return [...state.findings];
  });
  using _ = { [Symbol.dispose]: () => mirror?.close() };
  if (deep) stores.push(...await guarded("records", () => readRecords(app, mirror, onProgress)));
  stores.push(...await guarded("journal", () => one(checkJournal(app, secrets))));
  stores.push(...await guarded("backups", () => one(checkBackups(app, secrets))));
  // Servers that are not the sign-in's own would say nothing of it.
  const root = examination.root ?? (isClosed ? undefined : new URL(MOZILLA_ROOT));
  const network = await guarded("network", () => examineNetwork(app, { env, root, secrets, mirror }));
  return { findings: [...folders, ...signIn, ...stores, ...network], ...(secrets ? { secrets } : {}) };
}

async function readRecords(
  app: App,
  mirror: Mirror | undefined,
  onProgress: Examination["onProgress"],
): Promise<Finding[]> {
  if (!mirror) return [skipped("records", ["there is no copy that could be read"])];
  return [await checkRecords(app, mirror, onProgress)];
}

function placesOf({ config: { profile, folder } }: App, env: Environment): Places {
  const files = [configPath(env), logPath(env)].filter((each) => each !== undefined);
  // A folder that somebody has named may hold other things than foxden's.
  const folders = files.map((file) => dirname(file)).filter((each) => basename(each) === "foxden");
  return { profile, folder, others: [...folders, ...files] };
}

/** What is known before the servers are asked. */
interface Known {
  readonly env: Environment;
  readonly root: URL | undefined;
  readonly secrets: Secrets | undefined;
  readonly mirror: Mirror | undefined;
}

/** What needs the servers. Offline, keys are looked at as the local copy has them. */
async function examineNetwork(app: App, { env, root, secrets, mirror }: Known): Promise<Finding[]> {
  const proxy = checkProxy(env);
  const unasked = async (why: string) => [
    proxy,
    ...["accounts", "token", "storage", "clock", "sign-in"].map((check) => skipped(check, [why])),
    ...await keysHere(app, mirror),
  ];
  if (app.options.offline) return await unasked("no server may be asked");
  if (!secrets && !root) return await unasked("which servers these are only the secrets say");
  const { timeoutMs, signal } = app.options;
  const tools: ReachTools = { ctx: app.ctx, env, signal, timeoutMs: Math.min(timeoutMs, LONGEST_STEP_MS) };
  const servers = await findServers(tools, secrets?.servers, root ?? new URL(MOZILLA_ROOT));
  if ("check" in servers) return [proxy, servers, skipped("clock", ["no server has told the time"])];
  const [accounts, token, hold] = await Promise.all([
    checkServer(tools, "accounts", new URL(ACCOUNTS_PATH, servers.auth)),
    checkServer(tools, "token", new URL(servers.token)),
    secrets && checkHold(app, secrets),
  ]);
  const storage = hold?.token &&
    await checkServer(tools, "storage", new URL(`${hold.token.endpoint}/info/collections`));
  const answers = [storage, token, accounts].flatMap((each) => each ? [each.reached] : []);
  return [
    proxy,
    accounts.finding,
    token.finding,
    storage?.finding ?? skipped("storage", ["only a sign-in that holds leads there"]),
    checkClock(answers),
    hold?.finding ?? skipped("sign-in", ["there is none to ask about"]),
    ...secrets && hold?.token ? await checkKeysOnline(app, secrets, hold.token) : await keysHere(app, mirror),
  ];
}

async function keysHere(app: App, mirror: Mirror | undefined): Promise<Finding[]> {
  if (mirror) return await checkKeysHere(app, mirror);
  return ["setup", "keys"].map((check) => skipped(check, ["cannot be looked at now"]));
}

/** What names the account, besides what findings say. */
const idsOf = ({ email, uid, deviceId, syncKey }: Secrets): string[] =>
  [email, uid, deviceId ?? "", syncKey.kid].filter(({ length }) => length >= 4);
