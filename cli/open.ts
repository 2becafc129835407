/** From a call to the application it works on: flags and environment in, one profile out. */
import type { Freshness, Stale } from "../app/freshness.ts";
import { App } from "../app/open.ts";
import { FoxdenError } from "../core/errors.ts";
import { onProfile } from "./advice.ts";
import { staleNote } from "./freshness.ts";
import { askSecret } from "./prompt.ts";
import type { Call } from "./spec.ts";
import { visible } from "./text.ts";
import { parseDuration } from "./values.ts";

type Opener = Pick<Call, "globals" | "io" | "signal" | "say" | "meter" | "defer">;

/** The profile a call is about, until the run is over. Nothing is read and nobody is asked before something needs it. */
export function openApp(call: Opener): App {
  const { globals, io, signal, say, meter, defer } = call;
  const fresh = globals.fresh ?? freshnessOfLists(call);
  let passphrase: Promise<string> | undefined;
  const app = new App({
    profile: globals.profile,
    env: (name) => io.env(name) || undefined,
    timeoutMs: globals.timeoutMs,
    signal,
    passphrase: () => passphrase ??= readPassphrase(call),
    warn: say,
    offline: globals.offline,
    ...(fresh === undefined ? {} : { fresh }),
    onStale: staleTeller(call),
    onProgress: (progress) => meter.show(progress),
    ...(globals.verbose ? { trace: (line) => void io.stderr.write(`${visible(line)}\n`) } : {}),
  });
  defer(() => app[Symbol.dispose]());
  return app;
}

/**
 * A command that writes has no flags about freshness. What a list would have shown just before is what it must not take
 * back, and that is as fresh as the environment says.
 */
function freshnessOfLists({ globals, io }: Opener): Freshness | undefined {
  const age = io.env("FOXDEN_MAX_AGE");
  if (!age || globals.offline) return undefined;
  return { mode: "max-age", maxAgeMs: parseDuration("FOXDEN_MAX_AGE", age), lenient: false };
}

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

/** From the file that `FOXDEN_PASSPHRASE_FILE` names, else from the keyboard. */
async function readPassphrase(call: Opener): Promise<string> {
  const path = call.io.env("FOXDEN_PASSPHRASE_FILE");
  if (path) return await readSecretFile(path);
  const message = `Passphrase of profile "${call.globals.profile}"`;
  return await askSecret(call, { message, flag: "FOXDEN_PASSPHRASE_FILE=FILE" });
}

/** The first line of a file that holds a secret. @throws {FoxdenError} `failed.file` */
export async function readSecretFile(path: string): Promise<string> {
  let content: string;
  try {
    content = await Deno.readTextFile(path);
  } catch (cause) {
    throw new FoxdenError("failed.file", `Cannot read ${path}`, { path }, { cause });
  }
  const [line = ""] = content.split(/\r?\n/);
  if (line !== "") return line;
  throw new FoxdenError("usage.value", `The first line of ${path} is empty`, { name: path });
}
