/** Which profiles there are: folders that hold a sign-in. */
import { basename, dirname, join } from "node:path";
import { FoxdenError } from "../../core/errors.ts";
import { type Config, isEndedDemo, isProfileName } from "./places.ts";

/** The profiles below a folder on which somebody is signed in, in the order of their names. */
export async function profileNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (isProfileName(name) && await holdsVault(folder, name)) names.push(name);
    }
  } catch (error) {
    // Nobody has ever signed in.
    if (error instanceof Deno.errors.NotFound) return [];
    const message = `Cannot read the folder ${folder}`;
    const fault = error instanceof Deno.errors.NotADirectory ? { fault: "below-a-file" } as const : {};
    throw new FoxdenError("failed.file", message, { path: folder, ...fault }, { cause: error });
  }
  return names.sort();
}

const holdsVault = (folder: string, name: string): Promise<boolean> =>
  Deno.stat(join(folder, name, "vault")).then(({ isFile }) => isFile, () => false);

/** The failure to find a sign-in on a profile. */
export async function signedOut({ profile, folder }: Config): Promise<FoxdenError> {
  if (await isEndedDemo(folder)) {
    return new FoxdenError("auth.demo-ended", "This shell points at a demo that has ended", {});
  }
  const others = await profileNames(dirname(folder)).catch(() => []);
  const message = `Nobody is signed in on profile "${profile}"`;
  return new FoxdenError("auth.signed-out", message, { profile, others });
}

/** @throws {FoxdenError} `not-found.profile` where nobody is signed in on that profile */
export async function requireProfile({ profile, folder }: Config): Promise<void> {
  const others = await profileNames(dirname(folder));
  if (others.includes(basename(folder))) return;
  const message = `There is no profile "${profile}"`;
  throw new FoxdenError("not-found.profile", message, { profile, others });
}
