/** What to do about the config file, about profiles, and where nothing may be changed. */
import type { ConfigFaultKind } from "../core/errors.ts";
import { type Advisers, type Asked, signIn, type Try } from "./advice.ts";
import { suggest } from "./suggest.ts";

/** Codes that settings and profiles bring with them. */
type ConfigCode = "usage.config" | "not-found.profile" | "auth.signed-out" | "read-only.refused";

/** Advice on each of them. */
export const CONFIG_ADVICE: Advisers<ConfigCode> = {
  "usage.config": ({ fault }) => ({
    why: CONFIG_WHY[fault],
    tries: [
      { line: "foxden config edit", note: "to mend it" },
      ...(fault === "syntax" ? [] : [{ line: "foxden help config", note: "to see what can be in it" }]),
    ],
  }),
  "not-found.profile": ({ profile, others }, asked) => ({
    why: "nobody is signed in on a profile of that name",
    tries: [...otherProfiles(profile, others), signIn({ ...asked, profile }, "to make it")],
  }),
  "auth.signed-out": ({ profile, others }, asked) => ({
    why: `no sign-in was made here, or it was ended${namedBy(asked)}`,
    tries: [...otherProfiles(profile, others), ...namedNoMore(asked), signIn(asked)],
  }),
  "read-only.refused": (_, asked) => ({
    why: `${sourceOf(asked)} says that nothing is to be changed`,
    tries: [
      ...(asked.options.dryRun ? [{ line: "--dry-run", note: "to see what would be done" }] : []),
      waysOut(asked),
    ],
  }),
};

/** By what is wrong with it. */
const CONFIG_WHY: Readonly<Record<ConfigFaultKind, string>> = {
  syntax: "the config file is written in TOML, and that is none",
  unknown: "the config file names what foxden does not know, and would otherwise pass over in silence",
  value: "the config file gives a setting what it cannot be",
  "by-hand":
    "foxden changes single lines of the config file, and leaves what is written in other ways to you",
};

/** The profile that was probably meant, and the way to see all of them. */
function otherProfiles(profile: string, others: readonly string[]): Try[] {
  const guess = suggest(profile, others);
  return [
    ...(guess === undefined ? [] : [{ line: `-p ${guess}`, note: "if that profile was meant" }]),
    ...(others.length === 0 ? [] : [{ line: "foxden auth list", note: "to see the profiles there are" }]),
  ];
}

/** Who says that this profile is the one, where nobody would guess it. */
function namedBy({ settings }: Asked): string {
  const settled = settings?.get("profile");
  return !settled || settled.origin === "default" ? "" : `; ${settled.source} names that profile`;
}

/** How to go back to the profile where everybody begins. */
function namedNoMore({ settings }: Asked): Try[] {
  const origin = settings?.get("profile")?.origin;
  if (origin === "config") {
    return [{ line: "foxden auth use default", note: "to use that one where none is named" }];
  }
  return origin === "env" ? [{ line: "unset FOXDEN_PROFILE", note: "to use another in this shell" }] : [];
}

function sourceOf({ settings }: Asked): string {
  const settled = settings?.get("read_only");
  return settled?.origin === "default" || !settled ? "whoever runs foxden" : settled.source;
}

function waysOut({ settings }: Asked): Try {
  return settings?.get("read_only")?.origin === "config"
    ? { line: "FOXDEN_READ_ONLY=0", note: "before the command, to let this one run all the same" }
    : { note: "or run it without that" };
}
