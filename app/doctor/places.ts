/**
 * Checks on foxden itself and its config file, and on the folders it keeps its files in: whether they are there, for
 * whom, and how much room is left.
 */
import { access, constants, statfs } from "node:fs/promises";
import { join } from "node:path";
import { isFoxdenError } from "../../core/errors.ts";
import { readConfig } from "../config/file.ts";
import { type Environment, isEndedDemo } from "../config/places.ts";
import { variableFaults } from "../config/settings.ts";
import { makeOwnerOnly } from "../files.ts";
import { VERSION } from "../version.ts";
import {
  commandOn,
  type Finding,
  joined,
  ok,
  path,
  problem,
  quote,
  skipped,
  warning,
  words,
} from "./finding.ts";

/** Where to look. */
export interface Places {
  readonly profile: string;
  /** The profile's own folder. */
  readonly folder: string;
  /** Further files and folders of foxden's that nobody else should read; not what is in them. */
  readonly others: readonly string[];
}

/** Whether the profile's folder is there and can be written to. */
export async function checkFolder({ folder }: Places): Promise<Finding> {
  if (await isEndedDemo(folder)) {
    return problem("folders", ["this shell points at a demo that has ended"], [
      "unset FOXDEN_CONFIG_DIR FOXDEN_DATA_DIR FOXDEN_STATE_DIR FOXDEN_CACHE_DIR FOXDEN_PROFILE",
    ]);
  }
  const present = await Deno.stat(folder).catch(() => undefined);
  if (!present) return ok("folders", words`${path(folder)} is not there yet; signing in makes it`);
  if (!present.isDirectory) {
    return problem("folders", words`${path(folder)} is no folder`, [
      "move that file away, or name another profile",
    ]);
  }
  const isWritable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isWritable) return ok("folders", words`${path(folder)} can be read and written`);
  return problem("folders", words`${path(folder)} cannot be read and written by this user`, [
    "look at its owner and mode",
  ]);
}

/** Whether a disk is nearly full: local copies and journals need some room to be written. */
const LITTLE_BYTES = 100_000_000;

/** How much room there is where the profile's files are. */
export async function checkRoom({ folder }: Places): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const detail = `${(bavail * bsize / 1e9).toFixed(1)} GB are free where the local copy is`;
    if (bavail * bsize >= LITTLE_BYTES) return ok("disk", [detail]);
    return warning("disk", [detail], ["make room: without it nothing can be kept or written"]);
  } catch {
    return skipped("disk", ["there is no folder to look at yet"]);
  }
}

/**
 * Whether others on this machine can read what is foxden's alone.
 *
 * @param fix whether such files are closed to them
 */
export async function checkModes(places: Places, fix: boolean): Promise<Finding> {
  if (Deno.build.os === "windows") return skipped("modes", ["this system has no such modes"]);
  const open = await openToOthers(places.folder, "and below");
  for (const each of places.others) open.push(...await openToOthers(each, "alone"));
  if (open.length === 0) return ok("modes", ["nobody else can read foxden's files"]);
  const named = joined(open.slice(0, NAMED).map((each) => [path(each)]), ", ");
  const list = open.length > NAMED ? words`${named} and ${open.length - NAMED} more` : named;
  if (!fix) {
    return warning("modes", words`others can get at ${list}`, [
      ...commandOn(places.profile, "foxden doctor --fix"),
      " closes them",
    ]);
  }
  const left = await closeAll(open);
  if (left === 0) return ok("modes", words`others could get at ${list}; closed to them now`);
  return problem("modes", words`others can get at ${list}, and ${left} of them cannot be changed`, [
    "look at their owner",
  ]);
}

const NAMED = 3;

/** What is not its owner's alone: `root`, and perhaps what is below it. Links are not followed. */
async function openToOthers(root: string, extent: "alone" | "and below"): Promise<string[]> {
  const entry = await Deno.lstat(root).catch(() => undefined);
  if (!entry || entry.isSymlink) return [];
  const isOpen = entry.mode !== null && (entry.mode & 0o077) !== 0;
  const own = isOpen ? [root] : [];
  if (!entry.isDirectory || extent === "alone") return own;
  const names = await Array.fromAsync(Deno.readDir(root), ({ name }) => name).catch(() => []);
  const below = await Promise.all(names.sort().map((name) => openToOthers(join(root, name), extent)));
  return [...own, ...below.flat()];
}

/** @returns how many could not be closed */
async function closeAll(paths: readonly string[]): Promise<number> {
  let left = 0;
  for (const each of paths) {
    try {
      const { isDirectory } = await Deno.lstat(each);
      await makeOwnerOnly(each, isDirectory ? 0o700 : 0o600);
    } catch (error) {
      if (!isFoxdenError(error) && !(error instanceof Deno.errors.NotFound)) throw error;
      left++;
    }
  }
  return left;
}

/** The runtime that foxden is tested with; an older one may lack what is needed. */
const OLDEST_DENO = [2, 9] as const;

/** Which program this is. @param build how it came to run: from its sources, as a bundle, or compiled */
export function checkProgramItself(build: string): Finding {
  return ok("foxden", [`${VERSION}, ${build}, ${Deno.build.os} ${Deno.build.arch}`]);
}

export function checkRuntime(version: string = Deno.version.deno): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_DENO;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  if (!isOld) return ok("runtime", [`Deno ${version}`]);
  return warning("runtime", [`Deno ${version} is older than what foxden is tested with`], [
    `use Deno ${OLDEST_DENO.join(".")} or newer`,
  ]);
}

/** Whether the variables that make settings hold what those can be. */
export function checkEnvironment(env: Environment): Finding {
  const [first, ...more] = variableFaults(env);
  if (!first) return ok("environment", ["variables hold what their settings can be"]);
  const { variable, text, expected } = first;
  const others = more.length === 0 ? "" : `, and ${more.length} more`;
  return problem("environment", words`${variable} holds ${quote(text)}; expected ${expected}${others}`, [
    `unset ${variable}`,
  ]);
}

/** Whether the config file can be used as it is. */
export async function checkConfig(env: Environment): Promise<Finding> {
  const file = await readConfig(env).catch(() => undefined);
  if (!file) return problem("config", ["the config file cannot be read"], ["look at its owner and mode"]);
  if (file.path === undefined) {
    return problem("config", ["there is no place for a config file: HOME is not set"], ["set HOME"]);
  }
  const [first, ...more] = file.faults;
  if (first) {
    const others = more.length === 0 ? "" : `, and ${more.length} more`;
    const where = words`${path(file.path)}, line ${first.line}, column ${first.column}`;
    return problem("config", words`${where}: ${quote(first.message)}${others}`, [
      "foxden config edit, to mend it",
    ]);
  }
  if (file.text === undefined) return skipped("config", words`there is no ${path(file.path)}`);
  const { length } = file.settings;
  return ok("config", words`${path(file.path)} makes ${length === 1 ? "1 setting" : `${length} settings`}`);
}
