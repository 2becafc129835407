/** `foxden demo`: a whole account with sample data on a server in memory, for trying things out. */
import { DEMO_EMAIL, DEMO_PASSWORD, DEMO_ROWS } from "../../app/demo/records.ts";
import { type DemoAccount, exportedNames, exportLines, openDemo } from "../demo_account.ts";
import { isForBrowser, openBrowser } from "../full_screen/door.ts";
import { worldOf, worldWithin } from "../full_screen/world.ts";
import { type Outcome, text } from "../outcome.ts";
import { type Call, command } from "../spec.ts";
import { tour } from "../tour.ts";
import { untilEnded } from "./serve.ts";

export const demo = command({
  path: ["demo"],
  summary: "Try foxden on sample data, without an account",
  about:
    "Starts a Sync server in memory, fills an account with sample data, signs in to it, and opens the full-screen " +
    "browser there. Where there is no terminal, or with --tour, it prints what some commands say of the account " +
    "instead. Nothing of yours is touched, and nothing is left behind. With --cli the server goes on until ctrl-c, and " +
    "the printed lines put another shell on the same account.",
  output: "text",
  source: "here",
  fullScreen: true,
  options: {
    tour: { type: "flag", help: "Print what some commands show of it" },
    cli: { type: "flag", help: "Print lines for a shell and serve until ctrl-c" },
    rows: { type: "integer", min: 0, max: 5_000_000, default: DEMO_ROWS, help: "Pages of history" },
    seed: { type: "integer", min: 0, default: 1, help: "Another number makes another account" },
  },
  examples: [
    { line: "demo" },
    { line: "demo --tour", note: "a page of commands with what they print" },
    { line: "demo --cli", note: "then paste its lines into another shell" },
    { line: "demo --cli --rows 100000" },
  ],
  async run(call) {
    if (call.options.cli) return text(served(call));
    return call.options.tour || !isForBrowser(call) ? text(shown(call)) : await browsed(call);
  },
});

type DemoCall = Call & { readonly options: { readonly rows: number; readonly seed: number } };

/** The browser on the account, which is ready when it opens. */
async function browsed(call: DemoCall): Promise<Outcome> {
  const outside = await worldOf(call);
  await using account = await opened(call);
  return await openBrowser(call, worldWithin(call, outside, account.inside));
}

/** The tour, one stop after the other as it happens. */
async function* shown(call: DemoCall): AsyncGenerator<string> {
  await using account = await opened(call);
  yield* tour(account.inside);
}

/** The lines that put a shell into the demo; the demo lasts until the run is ended. */
async function* served(call: DemoCall): AsyncGenerator<string> {
  await using account = await opened(call);
  yield exportLines(account.folder) + accountLine(account.url);
  await call.say("Paste these lines into another shell. Ctrl-c ends the demo.");
  await untilEnded(call.signal);
  await call.say(
    `The demo has ended. In the other shell:\n  unset ${exportedNames(account.folder).join(" ")}`,
  );
}

const opened = ({ io, globals, signal, say, options }: DemoCall): Promise<DemoAccount> =>
  openDemo({ io, timeoutMs: globals.timeoutMs, signal, tell: say }, options);

/** A comment for whoever wants to sign in to the sample account on another profile. */
const accountLine = (url: string): string =>
  `# the account: ${DEMO_EMAIL}, its password: ${DEMO_PASSWORD}, its server: ${url}\n`;
