/** What to do where no server may be asked, and where the local copy of the account cannot be used. */
import type { StoreFault } from "../core/errors.ts";
import { type Advice, type Advisers, type Asked, onProfile, type Try } from "./advice.ts";

/** Codes that the mirror brings with it. */
type MirrorCode = "network.offline" | "failed.mirror";

/** Advice on each of them. */
export const MIRROR_ADVICE: Advisers<MirrorCode> = {
  "network.offline": ({ what }, asked) => ({
    why: whyNothingAnswers(what, asked),
    tries: [
      askingServers(asked),
      ...(what !== THE_SERVER ? [keeping(what, asked)] : isReading(what, asked) ? [AS_IT_IS] : []),
    ],
  }),
  "failed.mirror": ({ fault }) => FAULTS[fault],
};

/** What is missing where nothing that is kept here would do. */
const THE_SERVER = "the server";

function askingServers({ settings }: Asked): Try {
  const offline = settings?.get("offline");
  return offline?.origin === "config"
    ? { line: "FOXDEN_OFFLINE=0", note: `before the command: ${offline.source} keeps it from the server` }
    : { note: "run it without --offline, FOXDEN_OFFLINE unset" };
}

/** Reading asks for the server itself only where the copy here is not what was asked for, or not new enough. */
const isReading = (what: string, { command }: Asked): boolean =>
  what === THE_SERVER && /(?:^| )(?:list|get)$/.test(command);

const AS_IT_IS: Try = { note: "or without --raw and --max-age, to take what is here" };

function whyNothingAnswers(what: string, asked: Asked): string {
  // A check writes only what it is told to mend.
  if (asked.options.dryRun && !MAY_ONLY_READ.has(asked.command) && asked.given?.["fix"] !== false) {
    return "what is written goes to the server at once; nothing waits here to be sent";
  }
  return isReading(what, asked)
    ? "nothing here is as new as --max-age asks for, or --raw asks for what only the server has"
    : "--offline, its variable or the config file keeps it from the server, and this machine alone cannot answer";
}

/** Commands with a dry run that also read, or do nothing else on the server. */
const MAY_ONLY_READ: ReadonlySet<string> = new Set(["api", "sync"]);

/** What is kept besides records: the last answers of servers. */
const ANSWERS: readonly string[] = ["collections", "quota", "devices"];

/** How to have it here the next time. */
const keeping = (what: string, asked: Asked): Try =>
  ANSWERS.includes(what)
    ? { note: "or once with a network: its last answer is kept" }
    : { line: onProfile(`foxden sync ${what}`, asked), note: "once there is a network" };

const again: Try = { note: "run it again" };

const FAULTS: Readonly<Record<StoreFault, Advice>> = {
  damaged: {
    why: "something in it is not what foxden wrote there; nothing in the account has changed",
    tries: [{ note: "run it again: it is thrown away then, and read anew" }],
  },
  newer: {
    why: "a newer foxden has written it",
    tries: [{ note: "use that foxden, or another profile with -p NAME" }],
  },
  busy: {
    why: "another foxden is bringing it up to date",
    tries: [again, { line: "--timeout 5m", note: "to wait longer for it" }],
  },
  "read-only": {
    why: "foxden may not write there",
    tries: [{
      note:
        "see whether its folder is still there, who owns both, and whether the disk is mounted to be read only",
    }],
  },
  full: {
    why: "there is no room left for it",
    tries: [{ note: "free some space, and run it again" }],
  },
  other: {
    why: "the system could not read or write the file",
    tries: [again, { note: "or look at the disk that holds it" }],
  },
};
