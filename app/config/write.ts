/** Use-cases that change the config file. */
import { dirname, resolve } from "node:path";
import { utf8 } from "../../core/bytes.ts";
import { webContext } from "../../core/context.ts";
import { FoxdenError, type StoreFault } from "../../core/errors.ts";
import { makePrivateFolder, writePrivateFile } from "../files.ts";
import { withLock } from "../sqlite/lock.ts";
import type { Change } from "./edit.ts";
import { type ConfigFile, pathOf, readConfig, unreadable } from "./file.ts";
import type { Environment } from "./places.ts";
import { type SettingName, settingOf } from "./settings.ts";

/** A setting that is to be made, or unmade. */
export interface SettingChange {
  readonly name: SettingName;
  /** In whose section; undefined for all profiles. */
  readonly profile: string | undefined;
  /** As it is typed, and found to be right; undefined to unmake it. */
  readonly text: string | undefined;
}

/**
 * Makes or unmakes a setting. Whatever else is in the file stays as it is.
 *
 * @returns whether anything had to be written
 * @throws {FoxdenError} `usage.config` for a file that only a person can change; `failed.file`, also where another
 *   foxden does not come to an end with it
 */
export async function changeSetting(env: Environment, change: SettingChange): Promise<boolean> {
  const { name, text } = change;
  const value = text !== undefined && settingOf(name).type === "flag" ? text === "true" : text;
  return await changeFile(env, pathOf(change), value);
}

/** Takes a key out of the file, whether or not there is such a setting. @returns whether it was there */
export function removeKey(env: Environment, path: readonly string[]): Promise<boolean> {
  return changeFile(env, path, undefined);
}

async function changeFile(
  env: Environment,
  path: readonly string[],
  value: string | boolean | undefined,
): Promise<boolean> {
  const change = { path, value };
  // What there is nothing to do about makes no folder and waits for nobody.
  const file = await readConfig(env);
  if (await newText(file, change) === file.text) return false;
  return await alone(placeFor(file), async () => {
    const now = await readConfig(env);
    const after = await newText(now, change);
    if (after === undefined || after === now.text) return false;
    await replaceConfig(placeFor(now), after);
    return true;
  });
}

/** What a file says once a change is made in it; undefined where there is none, and nothing to be in it. */
async function newText(file: ConfigFile, change: Change): Promise<string | undefined> {
  if (file.isUnreadable) throw unreadable(file);
  const { changed } = await import("./edit.ts");
  const after = changed(file.text ?? "", change);
  if (after === undefined) throw await byHand(file, change.path);
  return after === (file.text ?? "") ? file.text : after;
}

/** How long another foxden is waited for, which takes a moment for it. */
const LONGEST_WAIT_MS = 20_000;

/** Reads, changes and replaces the file while no other foxden does: what one of them writes, none of them loses. */
async function alone<T>(path: string, work: () => Promise<T>): Promise<T> {
  const target = await linkedFile(path);
  const lock = `${target}.lock`;
  await makePrivateFolder(dirname(target));
  const fault = (_: string, which: StoreFault, cause?: unknown) => {
    const message = which === "busy" ? `Another foxden is changing ${path}` : `Cannot write ${path}`;
    return new FoxdenError("failed.file", message, { path }, { cause });
  };
  const { now, sleep } = webContext();
  const waiting = { now, sleep, timeoutMs: LONGEST_WAIT_MS };
  return await withLock(lock, waiting, fault, async () => {
    try {
      return await work();
    } finally {
      // Whoever waits for it sees that it is gone, and makes another one.
      await Deno.remove(lock).catch(() => {});
    }
  });
}

/** Where the file is, or is to be. @throws {FoxdenError} `failed.file` where there is no home */
export function placeFor({ path }: Pick<ConfigFile, "path">): string {
  if (path !== undefined) return path;
  throw new FoxdenError("failed.file", "There is no place for a config file: HOME is not set", {
    path: "$HOME",
  });
}

async function byHand({ path = "", text = "" }: ConfigFile, key: readonly string[]): Promise<FoxdenError> {
  const { parseToml, placeOf } = await import("./toml.ts");
  const read = parseToml(text);
  const broken = "fault" in read ? read.fault : undefined;
  const { line, column } = broken ?? placeOf(text, key);
  const why = broken?.message ?? `${key.join(".")} is written there in a way that only you can change`;
  const message = `${path}:${line}:${column}: ${why}; nothing was changed`;
  const fault = broken ? "syntax" : "by-hand";
  return new FoxdenError("usage.config", message, { path, line, column, fault });
}

/**
 * Puts a whole new text, which has been looked through, in the file's place.
 *
 * @param before what the file held when the new text was begun
 * @throws {FoxdenError} `failed.file`, also where somebody else has changed it meanwhile
 */
export async function rewriteConfig(
  env: Environment,
  before: string | undefined,
  text: string,
): Promise<void> {
  const path = placeFor(await readConfig(env));
  await alone(path, async () => {
    const file = await readConfig(env);
    if (file.text !== before || file.isUnreadable) {
      const message = `${path} was changed meanwhile; it was left as it is`;
      throw new FoxdenError("failed.file", message, { path, fault: "changed" });
    }
    await replaceConfig(path, text);
  });
}

/** The file that links lead to is written anew, so that the links stay, and the modes of a file that is elsewhere. */
async function replaceConfig(path: string, text: string): Promise<void> {
  const target = await linkedFile(path);
  const mode = target === path ? null : await Deno.stat(target).then((found) => found.mode, () => null);
  await writePrivateFile(target, utf8(text));
  if (mode === null || Deno.build.os === "windows") return;
  // Who keeps it there, perhaps to share it, has chosen who may read it.
  await Deno.chmod(target, mode & 0o777).catch(() => {});
}

const MOST_LINKS = 40;

async function linkedFile(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const next = await Deno.readLink(at).catch(() => undefined);
    if (next === undefined) return at;
    at = resolve(dirname(at), next);
  }
  throw new FoxdenError("failed.file", `Too many links lead on from ${path}`, { path });
}
