/**
 * A Firefox of its own: a new profile, no window, no network but this machine, and an end when the test has one.
 *
 * `await using firefox = await Firefox.start({ baseUrl })` ends that browser with all its processes, and
 * nothing else.
 */
import { join } from "node:path";
import { object, parseJson, string, unknownValue } from "../../core/json.ts";
import { Marionette } from "./marionette.ts";
import { preferenceFile } from "./preferences.ts";
import { until, within } from "./wait.ts";

/** The program, as Debian names it. */
export const FIREFOX = "firefox-esr";

const CHROME = new URL("chrome/", import.meta.url);
const START_LIMIT_MS = 60_000;
const CALL_LIMIT_MS = 60_000;

export interface FirefoxOptions {
  /** Root of the Sync server, without a trailing slash. */
  readonly baseUrl: string;
  /** How the device shows in the account. */
  readonly deviceName: string;
}

/** One running browser. */
export class Firefox implements AsyncDisposable {
  /** All it keeps: home, runtime folder, profile. */
  readonly folder: string;
  readonly #child: Deno.ChildProcess;
  #session: Marionette | undefined;
  #end: Promise<void> | undefined;

  private constructor(folder: string, child: Deno.ChildProcess) {
    this.folder = folder;
    this.#child = child;
  }

  /** Starts a browser and waits until it can be driven. @throws {Error} when it does not start */
  static async start(options: FirefoxOptions): Promise<Firefox> {
    const folder = await Deno.makeTempDir({ prefix: "foxden-firefox-" });
    await fillFolder(folder, options);
    const firefox = new Firefox(folder, launch(folder));
    try {
      await firefox.#connect();
      return firefox;
    } catch (error) {
      await firefox[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Calls an exported function of a module in `chrome/`, which runs in the browser itself; `args` and the result
   * travel as JSON.
   *
   * @throws {Error} with what the function threw
   */
  async call(module: string, name: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#session === undefined) throw new Error("the browser has no session");
    const answer = string(await this.#session.run(CALL, [module, name, args], CALL_LIMIT_MS), "answer");
    const { value, error } = OUTCOME(parseJson(answer, "answer"), "answer");
    if (error !== undefined) throw new Error(`${module} ${name}: ${String(error)}`);
    return value;
  }

  async #connect(): Promise<void> {
    const ended = this.#child.status.then(({ code }) => {
      throw new Error(`Firefox ended with ${code} before it could be driven`);
    });
    const port = await Promise.race([until(START_LIMIT_MS, "Marionette's port", () => this.#port()), ended]);
    this.#session = await Marionette.connect(port, START_LIMIT_MS);
    await this.#session.run(REGISTER, [CHROME.href], CALL_LIMIT_MS);
  }

  async #port(): Promise<number | undefined> {
    const text = await Deno.readTextFile(join(this.folder, "profile/MarionetteActivePort")).catch(() => "");
    return /^\d+$/.test(text) ? Number(text) : undefined;
  }

  /** Ends the browser with all its processes, and removes the folder; once, however often it is called. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#end ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#session?.[Symbol.dispose]();
    endGroup(this.#child.pid);
    await within(START_LIMIT_MS, "Firefox to end", this.#child.status);
    await removeFolder(this.folder);
  }
}

const OUTCOME = object({ value: unknownValue, error: unknownValue });

/** Makes `chrome/` importable for the browser's own code. */
const REGISTER = `
  const [folder, done] = arguments;
  Services.io.getProtocolHandler("resource").QueryInterface(Ci.nsIResProtocolHandler)
    .setSubstitution("foxden-interop", Services.io.newURI(folder));
  done(null);
`;

const CALL = `
  const [module, name, args, done] = arguments;
  const say = (outcome) => done(JSON.stringify(outcome));
  const failed = (error) => say({ error: String(error?.message ?? error) + "\\n" + String(error?.stack ?? "") });
  (async () => ChromeUtils.importESModule("resource://foxden-interop/" + module)[name](...args))()
    .then((value) => say({ value }), failed);
`;

/** Home, runtime folder and profile of a browser, all in one folder. */
async function fillFolder(folder: string, options: FirefoxOptions): Promise<void> {
  for (const name of ["home", "runtime", "lib", "profile"]) {
    await Deno.mkdir(join(folder, name), { mode: 0o700 });
  }
  await Deno.writeTextFile(join(folder, "profile/user.js"), preferenceFile(options));
  // Not to be loaded: with libsecret and no secret service, Firefox cannot keep a card number.
  await Deno.writeTextFile(join(folder, "lib/libsecret-1.so.0"), "no library\n");
}

function launch(folder: string): Deno.ChildProcess {
  const browser = [FIREFOX, "-headless", "-no-remote", "-marionette", "-remote-allow-system-access"];
  // The kernel ends the browser when this process dies without having ended it.
  return new Deno.Command("setpriv", {
    args: ["--pdeathsig", "KILL", ...browser, "-profile", join(folder, "profile")],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      LANG: "C.UTF-8",
      TZ: "UTC",
      HOME: join(folder, "home"),
      XDG_RUNTIME_DIR: join(folder, "runtime"),
      LD_LIBRARY_PATH: join(folder, "lib"),
      DBUS_SESSION_BUS_ADDRESS: "disabled:",
      MOZ_CRASHREPORTER_DISABLE: "1",
      MOZ_REMOTE_SETTINGS_DEVTOOLS: "1",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
}

/** Ends a process that leads a group of its own, and the group. */
function endGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Processes of a browser may still write for a moment after it has ended. */
async function removeFolder(folder: string): Promise<void> {
  await until(10_000, `${folder} to go`, async () => {
    return await Deno.remove(folder, { recursive: true }).then(() => true, () => undefined);
  });
}
