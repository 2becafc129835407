/** From a call to the application it works on: flags and environment in, one profile out. */
import type { Stale } from "../app/freshness.ts";
import { environmentOf } from "../app/config/places.ts";
import { App } from "../app/open.ts";
import { FoxdenError } from "../core/errors.ts";
import { onProfile } from "./advice.ts";
import { staleNote } from "./freshness.ts";
import { askSecret } from "./prompt.ts";
import type { Call } from "./spec.ts";

type Opener = Pick<Call, "globals" | "io" | "signal" | "say" | "meter" | "trace" | "defer"> & {
  readonly options?: object;
};

/** The profile a call is about, until the run is over. Nothing is read and nobody is asked before something needs it. */
export function openApp(call: Opener): App {
  const { globals, io, signal, say, meter, defer } = call;
  const { fresh } = globals;
  let passphrase: Promise<string> | undefined;
  const app = new App({
    profile: globals.profile,
    env: environmentOf(io.env),
    timeoutMs: globals.timeoutMs,
    signal,
    passphrase: () => passphrase ??= readPassphrase(call),
    warn: say,
    offline: globals.offline,
    readOnly: globals.readOnly,
    planOnly: isDryRun(call),
    ...(fresh === undefined ? {} : { fresh }),
    onStale: staleTeller(call),
    onProgress: (progress) => meter.show(progress),
    ...(call.trace ? { trace: call.trace } : {}),
  });
  defer(() => app[Symbol.dispose]());
  return app;
}

/** Whether what is planned will be printed and not done. */
const isDryRun = ({ options = {} }: Opener): boolean => "dryRun" in options && options.dryRun === true;

/** Says of each answer how old it is, and never the same twice. */
function staleTeller({ globals, io, say }: Opener): (stale: Stale) => Promise<void> {
  const told = new Set<string>();
  return async (stale) => {
    const note = staleNote(stale, io.now(), onProfile("foxden sync", globals));
    if (told.has(note)) return;
    told.add(note);
    await say(note);
  };
}

/** From the file that `FOXDEN_PASSPHRASE_FILE` names, else from whoever knows it, else from the keyboard. */
async function readPassphrase(call: Opener): Promise<string> {
  const path = call.io.env("FOXDEN_PASSPHRASE_FILE");
  if (path) return await readSecretFile(path, call.say);
  if (call.io.passphrase) return await call.io.passphrase();
  const message = `Passphrase of profile "${call.globals.profile}"`;
  return await askSecret(call, { message, flag: "FOXDEN_PASSPHRASE_FILE=FILE" });
}

/** The first line of a file that holds a secret. @param say told where others can read it @throws {FoxdenError} `failed.file` */
export async function readSecretFile(path: string, say: Call["say"]): Promise<string> {
  let content: string;
  try {
    const { isFile, mode } = await Deno.stat(path);
    if (isFile && mode !== null && (mode & 0o044) !== 0) {
      await say(`warning: other users can read ${path}; chmod 600 closes it to them`);
    }
    content = await Deno.readTextFile(path);
  } catch (cause) {
    throw new FoxdenError("failed.file", `Cannot read ${path}`, { path }, { cause });
  }
  const [line = ""] = content.split(/\r?\n/);
  if (line !== "") return line;
  throw new FoxdenError("usage.value", `The first line of ${path} is empty`, { name: path });
}
