/** The dialogue of a sign-in: which questions are asked, in which order, and how often. */
import {
  beginBrowserSignIn,
  finishBrowserAnswer,
  finishPasswordSignIn,
  type SignedIn,
  type SignInAttempt,
  type SignInStep,
  signInWithPassword,
  submitSignInCode,
} from "../app/account.ts";
import type { App } from "../app/open.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { browserCommands, startBrowser } from "./browser.ts";
import { type PasswordWish, readPassword } from "./password_source.ts";
import { askText, readSecretLine } from "./prompt.ts";
import type { Call } from "./spec.ts";

type Dialogue = Pick<Call, "globals" | "io" | "say" | "signal">;

export interface PasswordAnswers extends PasswordWish {
  /** Offered when the address is asked for. */
  readonly knownEmail: string | undefined;
  readonly email: string | undefined;
  readonly otpStdin: boolean;
}

/** A person may mistype a code this often. */
const MAX_TRIES = 3;

/** Signs in with e-mail and password, and with whatever codes the server wants. */
export async function passwordDialogue(
  call: Dialogue,
  app: App,
  attempt: SignInAttempt,
  answers: PasswordAnswers,
): Promise<SignedIn> {
  const email = answers.email ?? await askEmail(call, answers.knownEmail);
  const password = await readPassword(call, answers);
  let step = await signInWithPassword(attempt, { email, password });
  while (step.step !== "signed-in") {
    step = await nextStep(call, attempt, answers, step, { email, password });
  }
  return await finishPasswordSignIn(app, attempt, step.session);
}

function askEmail(call: Dialogue, known: string | undefined): Promise<string> {
  const offered = known === undefined ? {} : { default: known };
  return askText(call, { message: "E-mail", flag: "--email", ...offered });
}

const WANTED = {
  "needs-code": "The code from the mail the server has just sent",
  "needs-totp": "The code your authenticator shows",
  "blocked": "The server blocks this sign-in until you give the code it has just mailed",
} as const;

type OpenStep = Exclude<SignInStep, { step: "signed-in" }>;

async function nextStep(
  call: Dialogue,
  attempt: SignInAttempt,
  answers: PasswordAnswers,
  step: OpenStep,
  input: { readonly email: string; readonly password: string },
): Promise<SignInStep> {
  for (let attemptNumber = 1;; attemptNumber++) {
    const code = await readCode(call, answers, step);
    try {
      return step.step === "blocked"
        ? await signInWithPassword(attempt, { ...input, email: step.email, unblockCode: code })
        : await submitSignInCode(attempt, step, code);
    } catch (error) {
      const again = isFoxdenError(error) && error.code === "auth.wrong-code" && !answers.otpStdin;
      if (!again || attemptNumber === MAX_TRIES) throw error;
      await call.say("That code was not accepted.");
    }
  }
}

/** @throws {FoxdenError} `auth.unverified` when nobody can give the code: the sign-in itself is what failed then */
async function readCode(call: Dialogue, answers: PasswordAnswers, step: OpenStep): Promise<string> {
  if (answers.otpStdin) return await readSecretLine(call.io, "--otp-stdin");
  try {
    return await askText(call, { message: WANTED[step.step], flag: "--otp-stdin" });
  } catch (error) {
    if (!isFoxdenError(error) || error.kind !== "not-confirmed") throw error;
    const message = `This sign-in must be confirmed. Wanted: ${WANTED[step.step].toLowerCase()}`;
    throw new FoxdenError("auth.unverified", message, {});
  }
}

export interface BrowserAnswers {
  readonly email: string | undefined;
  /** Whether to start a browser here. */
  readonly open: boolean;
}

/** Signs in on the accounts page; the person brings the final address back. */
export async function browserDialogue(
  call: Dialogue,
  app: App,
  attempt: SignInAttempt,
  answers: BrowserAnswers,
): Promise<SignedIn> {
  const pending = await beginBrowserSignIn(app, attempt, answers.email);
  await call.io.stderr.write(`Sign in on this page:\n\n  ${pending.url.href}\n\n`);
  if (answers.open) await openInBrowser(pending.url, call.io.env("BROWSER"));
  await call.io.stderr.write("When it says that you are signed in, copy the address of that last page.\n");
  for (let attemptNumber = 1;; attemptNumber++) {
    try {
      return await finishBrowserAnswer(app, attempt, pending, await readAnswer(call));
    } catch (error) {
      const again = isFoxdenError(error) && error.code === "auth.wrong-answer" && call.io.stdin.isTerminal;
      if (!again || attemptNumber === MAX_TRIES) throw error;
      await call.say(`${error.message}.`);
    }
  }
}

/** From the keyboard, or from a pipe: over ssh a script may carry the address from elsewhere. */
async function readAnswer(call: Dialogue): Promise<string> {
  const question = { message: "Address or code", flag: "a line on stdin" };
  if (call.io.stdin.isTerminal) return await askText(call, question);
  const line = await call.io.stdin.readLine();
  if (line !== null && line.trim() !== "") return line;
  throw new FoxdenError("not-confirmed.no-terminal", "Nobody gave the address of the last page", {
    need: question.flag,
  });
}

/** Best effort: the address is on the screen for whoever has no browser here. */
async function openInBrowser(url: URL, browser: string | undefined): Promise<void> {
  try {
    await startBrowser(browserCommands(browser), [url]);
  } catch {
    // There is none.
  }
}
