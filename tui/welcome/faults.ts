/** What is said of a failure on the way into an account: what, why, and which key helps. */
import type { ErrorCode } from "../../core/errors.ts";
import type { Failure, Fault, WelcomeStep } from "./model.ts";
import { MAX_TRIES } from "./moves.ts";

/** Beyond this codes of authenticators are not accepted any more. */
const MOST_CLOCK_SECONDS = 20;

/** The words for a failure at a step. */
export function faultOf(failure: Failure, step: WelcomeStep): Fault {
  const { code, message } = failure;
  if (code === "auth.wrong-code" && step.name === "code") {
    return wrongCode(failure, step.wrong + 1, step.kind);
  }
  const words = WORDS[code]?.(failure, step) ?? byKind(code);
  return { what: message, ...words };
}

type Words = Omit<Fault, "what">;

const WITH_BROWSER = "Esc, then sign in with a browser.";

const WORDS: { readonly [C in ErrorCode]?: (failure: Failure, step: WelcomeStep) => Words } = {
  "auth.wrong-password": () => ({
    why: "The server knows the address, and the password does not fit it.",
    advice: "Type it again; ctrl-t shows what you type.",
  }),
  "auth.unknown-account": (_, step) => ({
    why: `${"site" in step ? step.site.host : "This server"} has no account of that address.`,
    advice: "Check the address, or esc for another server.",
  }),
  "auth.blocked": ({ isUnblockable }) => ({
    why: isUnblockable
      ? "The code from the mail did not lift it."
      : "The server does not let this sign-in through for now.",
    advice: `${WITH_BROWSER} Or wait a while.`,
  }),
  "auth.unverified": () => ({
    why: "The account itself still has to be confirmed, with the link in the mail it was made with.",
    advice: "Open that link, then try again.",
  }),
  "auth.wrong-answer": () => ({
    advice: "Copy the whole address of the page that says you are signed in. r makes a new page.",
  }),
  "auth.refused": (_, step) => ({
    why: "The server knows who asks, and says no.",
    advice: step.name === "browser" ? "Enter begins anew; esc takes another way." : WITH_BROWSER,
  }),
  "auth.revoked": () => ({ why: "This sign-in took too long, or was ended.", advice: "Begin it anew." }),
  "server.challenge": (_, step) => ({
    why: "A page against robots answered in place of the server; only a browser passes it.",
    advice: step.name === "browser" ? "Try again later, or from another network." : WITH_BROWSER,
  }),
  "server.busy": ({ retryAfterSeconds }) => ({
    why: "It has too much to do, or there were too many tries.",
    advice: retryAfterSeconds === undefined
      ? "Try again in some minutes."
      : `Try again in ${waitText(retryAfterSeconds)}.`,
  }),
  "server.status": ({ status }) =>
    status !== undefined && status < 500
      ? {
        why: "There is nothing of an accounts server at that address.",
        advice: "Check the address, and whether the other field is meant.",
      }
      : { why: "The server failed in a way it should not.", advice: "Try again later." },
  "server.shape": () => ({
    why: "What answers there is not what it should be.",
    advice: "Check that it is the address of an accounts server.",
  }),
  "network.unreachable": ({ host }) => ({
    why: `${host ?? "The server"} does not answer, or this machine is not online.`,
    advice: "Check the address and the network, then try again.",
  }),
  "network.timeout": ({ host }) => ({
    why: `${host ?? "The server"} took too long.`,
    advice: "Try again; --timeout 2m waits longer.",
  }),
  "network.offline": () => ({ advice: "Start foxden without --offline, and sign in then." }),
  "usage.value": ({ isOtherAccount }) =>
    isOtherAccount
      ? { why: "A profile has one account.", advice: "foxden -p NAME signs another one in beside it." }
      : {},
  "usage.account-exists": () => ({
    why: "A server that ran here before has that account already.",
    advice: "Give another address. Or run foxden serve in another terminal, and esc, 4 signs in to it.",
  }),
  "conflict.changed": () => ({
    why: "It was set up from another device a moment ago.",
    advice: "n goes on with what that device has made.",
  }),
  "failed.listen": () => ({
    why: "Another program has that address, perhaps another foxden serve.",
    advice: "End that program; or if it is foxden serve, esc, 4 signs in to it.",
  }),
  "failed.vault": () => ({ advice: "Quit; foxden auth logout removes it." }),
};

function byKind(code: ErrorCode): Words {
  switch (code.split(".")[0]) {
    case "network":
      return { advice: "Check the network, then try again." };
    case "server":
      return { why: "The fault is the server's.", advice: "Try again later." };
    case "crypto":
      return { why: "A key or a passphrase does not fit.", advice: "Begin anew." };
    case "failed":
      return { why: "Something on this machine stands in the way.", advice: "foxden doctor says more." };
    default:
      return {};
  }
}

function wrongCode({ clockAheadSeconds }: Failure, wrong: number, kind: string): Fault {
  const left = MAX_TRIES - wrong;
  const what = left > 0 ? "That code was not accepted" : `${MAX_TRIES} codes were not accepted`;
  const tries = left === 0
    ? "Begin anew with the password."
    : `${left} ${left === 1 ? "try" : "tries"} left, then the password is asked for again.`;
  if (kind !== "authenticator") {
    return { what, why: "Codes hold for a short time only, and each one once.", advice: tries };
  }
  return { what, why: `Codes change every 30 s${clockText(clockAheadSeconds)}.`, advice: tries };
}

/** What is said of a clock that is off by so much that it may be why. */
function clockText(aheadSeconds: number | undefined): string {
  const off = Math.abs(aheadSeconds ?? 0);
  if (aheadSeconds === undefined || off < MOST_CLOCK_SECONDS) return "";
  const side = aheadSeconds > 0 ? "behind" : "ahead of";
  return `; the clock of this computer is ${waitText(off)} ${side} the server's: set it right`;
}

/** A time in words: `40 s`, `5 min`. */
function waitText(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
