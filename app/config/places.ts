/** Where this profile's files are and which OAuth client it is, from flags and environment, decided once. */
import { dirname, join } from "node:path";
import { MOZILLA_ROOT } from "../../core/accounts/discovery.ts";
import type { OAuthClient } from "../../core/accounts/oauth.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";

export { MOZILLA_ROOT };

/** Looks up an environment variable; an empty one counts as not set. */
export type Environment = (name: string) => string | undefined;

/** Variables as foxden sees them. @param env those of the process */
export const environmentOf = (env: Environment): Environment => (name) => env(name) || undefined;

export interface Config {
  readonly profile: string;
  /** Holds the profile's files. */
  readonly folder: string;
  readonly vaultPath: string;
  /** The profile's local copy of the account. */
  readonly mirrorPath: string;
  /** What foxden has changed in the account, for taking it back. */
  readonly journalPath: string;
  /** Where backups go that foxden makes by itself. */
  readonly backupFolder: string;
}

/** Whether a folder of a profile's own can have this name. */
export const isProfileName = (text: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/.test(text);

/** @throws {FoxdenError} `usage.value` for a name that could leave its folder, `failed.file` when there is no home */
export function configure(profile: string, env: Environment): Config {
  if (!isProfileName(profile)) {
    throw new FoxdenError("usage.value", `"${profile}" cannot be the name of a profile`, {
      name: "--profile",
    });
  }
  const folder = join(profilesFolder(env), profile);
  return {
    profile,
    folder,
    vaultPath: join(folder, "vault"),
    mirrorPath: join(folder, "mirror.db"),
    journalPath: join(folder, "journal.db"),
    backupFolder: join(folder, "backups"),
  };
}

/** Holds a folder for each profile. @throws {FoxdenError} `failed.file` when there is no home */
export const profilesFolder = (env: Environment): string => userFolder(env, "DATA");

/** The file of settings. @returns undefined where there is no home, and so no place for one */
export function configPath(env: Environment): string | undefined {
  const folder = userFolderIfAny(env, "CONFIG");
  return folder === undefined ? undefined : join(folder, "config.toml");
}

/** The log of requests and defects. @returns undefined where there is no home, and so no place for one */
export function logPath(env: Environment): string | undefined {
  const folder = userFolderIfAny(env, "STATE");
  return folder === undefined ? undefined : join(folder, "foxden.log");
}

/** Where the embedded server keeps its data unless told otherwise. */
export function serverFolder(env: Environment): string {
  return env("FOXDEN_SERVER_DIR") ?? join(baseFolder(env, "DATA"), "foxden-server");
}

/** What the folders of demos begin with. */
export const DEMO_PREFIX = "foxden-demo-";

/** Whether a profile's folder was that of a demo that is over: then all of its folders are gone. */
export async function isEndedDemo(folder: string): Promise<boolean> {
  if (!folder.includes(`/${DEMO_PREFIX}`)) return false;
  return await Deno.stat(dirname(folder)).then(() => false, () => true);
}

type Kind = keyof typeof XDG_DEFAULTS;

/** foxden's own folder of one kind: the variable made for it, else the system's custom. */
function userFolder(env: Environment, kind: Kind): string {
  return env(`FOXDEN_${kind}_DIR`) ?? join(baseFolder(env, kind), "foxden");
}

/** The same for what can be done without. */
function userFolderIfAny(env: Environment, kind: Kind): string | undefined {
  try {
    return userFolder(env, kind);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.file") throw error;
    return undefined;
  }
}

const XDG_DEFAULTS = {
  CONFIG: [".config"],
  DATA: [".local", "share"],
  STATE: [".local", "state"],
} as const;

function baseFolder(env: Environment, kind: Kind): string {
  const xdg = env(`XDG_${kind}_HOME`);
  if (xdg?.startsWith("/")) return xdg;
  const home = env("HOME") ?? env("USERPROFILE");
  if (Deno.build.os === "windows") return env("APPDATA") ?? join(needed(home), "AppData", "Roaming");
  if (Deno.build.os === "darwin") return join(needed(home), "Library", "Application Support");
  return join(needed(home), ...XDG_DEFAULTS[kind]);
}

function needed(home: string | undefined): string {
  if (home !== undefined) return home;
  const message = "Cannot tell where your home folder is: HOME is not set";
  throw new FoxdenError("failed.file", message, { path: "$HOME" });
}

/** Mozilla gives out no client ids for Sync, so there foxden uses one that any browser may end on. */
const MOZILLA_CLIENT_ID = "a2270f727f45f648";
const OWN_CLIENT_ID = "f07d3a0000000001";

/**
 * The OAuth client to be at the deployment whose root is `content`.
 *
 * @throws {FoxdenError} `usage.value` when `FOXDEN_REDIRECT_URI` is no address
 */
export function oauthClient(content: string, env: Environment): OAuthClient {
  const id = env("FOXDEN_CLIENT_ID") ?? (isMozilla(content) ? MOZILLA_CLIENT_ID : OWN_CLIENT_ID);
  const redirectUri = env("FOXDEN_REDIRECT_URI") ?? `${content}/oauth/success/${id}`;
  if (URL.canParse(redirectUri)) return { id, redirectUri };
  throw new FoxdenError("usage.value", "FOXDEN_REDIRECT_URI is not an address", {
    name: "FOXDEN_REDIRECT_URI",
  });
}

export const isMozilla = (content: string): boolean => content === MOZILLA_ROOT;
