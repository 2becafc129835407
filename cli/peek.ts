/** What has to be known of a run before its words are parsed, or where they cannot be. */
import type { ConfigFile } from "../app/config/file.ts";
import { isProfileName } from "../app/config/places.ts";
import type { Globals } from "./globals.ts";
import type { Io } from "./io.ts";
import { type Settings, settle } from "./settings.ts";
import { saysColor } from "./style.ts";
import { beforeDashes } from "./values.ts";

/** Whether errors are to be JSON, read from the words as they are, since a wrong word is an error too. */
export function wantsJsonErrors(argv: readonly string[], env: Io["env"], config?: ConfigFile): boolean {
  const words = beforeDashes(argv);
  if (words.includes("--json") || words.includes("--ndjson")) return true;
  const format = peek(words, "--format", "-f") ??
    (env("FOXDEN_FORMAT") || configuredFormat(argv, env, config));
  return format === "json" || format === "ndjson";
}

/** What `--color` says, and else the config file, for what is printed before the words are parsed. */
export function peekColor(argv: readonly string[], env: Io["env"], config?: ConfigFile): Globals["color"] {
  const said = peek(argv, "--color");
  const typed = said === "always" || said === "never" || said === "auto" ? said : undefined;
  return colorOf(
    settle({ typed: (flag) => flag === "--color" ? typed : undefined, env: () => "", config }),
    env,
  );
}

/** Variables that other programs know, too, stand over the config file, and under what is typed. */
export function colorOf(settings: Settings, env: Io["env"]): Globals["color"] {
  const { value, origin } = settings.get("output.color") ?? {};
  if (origin === "config" && saysColor(env)) return "auto";
  return value === "always" || value === "never" ? value : "auto";
}

/** The profile's own format, where the file has one. */
function configuredFormat(argv: readonly string[], env: Io["env"], config: ConfigFile | undefined) {
  const typed = peek(beforeDashes(argv), "--profile", "-p");
  const settings = settle({
    // A name that is refused says nothing of the form in which that is told.
    typed: (flag) => flag === "--profile" && typed !== undefined && isProfileName(typed) ? typed : undefined,
    env: (name) => name === "FOXDEN_PROFILE" ? env(name) : undefined,
    config,
    onFault: () => {},
  });
  return settings.get("output.format")?.text;
}

function peek(words: readonly string[], long: string, short?: string): string | undefined {
  let value: string | undefined;
  for (const [i, word] of words.entries()) {
    const joined = short === undefined ? undefined : afterShort(word, short);
    if (word === long || joined === "") value = words[i + 1];
    else if (word.startsWith(`${long}=`)) value = word.slice(long.length + 1);
    else if (joined !== undefined) value = joined;
  }
  return value;
}

/** What follows a short flag in its own word, where others that take no value may stand before it, as in `-vfjson`. */
function afterShort(word: string, short: string): string | undefined {
  const [, value] = new RegExp(`^-[${VALUELESS}]*${short.slice(1)}(.*)$`, "s").exec(word) ?? [];
  return value;
}

/** Short flags without a value, whichever command has them. */
const VALUELESS = "qvnyir";
