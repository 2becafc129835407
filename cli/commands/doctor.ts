/** `foxden doctor`: what foxden rests on, looked at piece by piece. */
import { examine } from "../../app/doctor/doctor.ts";
import { environmentOf } from "../../app/config/places.ts";
import { findingColumns, type FindingRow, plainly, rowOf } from "../../app/doctor/finding.ts";
import { ReportSpeaker } from "../../app/doctor/report.ts";
import { NONE_MALFORMED } from "../../app/columns.ts";
import type { App } from "../../app/open.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { doctorPage, doctorSum } from "../doctor_page.ts";
import { openApp } from "../open.ts";
import { done, failing, type Outcome, rows, text } from "../outcome.ts";
import { windowCells } from "../render.ts";
import { type Call, command } from "../spec.ts";
import { hasColor } from "../style.ts";
import { resetTerminal } from "../terminal_reset.ts";
import { parseAddress } from "../values.ts";
import { buildForm } from "../version.ts";

export const doctor = command({
  path: ["doctor"],
  summary: "Find out what is wrong",
  about:
    "Looks at everything foxden rests on: its config file, folders and their modes, the sign-in, the local copy, the " +
    "journal, the network, the servers and their certificates, the clock, the account's keys, and the terminal. Each " +
    "check is ok, a warning, a problem or skipped. Exit 10 when there is a problem.\n" +
    "It works signed out, offline and whatever is damaged, and changes nothing: a damaged local copy stays as it is. " +
    "Only --fix closes files to others that are foxden's alone.\n" +
    "With --report nothing in it says who you are: no address, no ids, no server of your own, and of folders only what " +
    "is below your home. Paste that where you ask for help.",
  output: "list",
  source: "server",
  // What is wrong with it is one of its findings.
  endures: "silently",
  columns: findingColumns,
  options: {
    deep: { type: "flag", help: "Also read every record of the local copy" },
    fix: { type: "flag", help: "Close files to others that can read them" },
    report: { type: "flag", help: "Print it so that it can be shown around" },
    fixTerminal: {
      type: "flag",
      help: "Only put a terminal right that a killed program has left in disorder",
    },
    server: {
      type: "string",
      label: "URL",
      env: "FOXDEN_SERVER",
      help: "Servers to look at where nobody is signed in; Mozilla's when left out",
    },
  },
  examples: [
    { line: "doctor" },
    { line: "doctor --report", note: "to paste where you ask for help" },
    { line: "doctor --offline --deep", note: "only what is on this machine, to the last record" },
    { line: "doctor --json | jq '.items[] | select(.state == \"problem\")'", note: "for a monitor" },
    { line: "doctor --fix-terminal", note: "after a program was killed" },
  ],
  run: async (call) => call.options.fixTerminal ? await terminalFixed(call) : await examined(call),
});

type DoctorCall = Call & {
  readonly options: {
    readonly deep: boolean;
    readonly fix: boolean;
    readonly report: boolean;
    readonly server: string | undefined;
  };
};

async function terminalFixed({ io }: Pick<Call, "io">): Promise<Outcome> {
  const isSane = await resetTerminal(io);
  return done(
    isSane ? "The terminal is reset." : "The terminal is reset; its line settings could not be: stty sane",
  );
}

async function examined(call: DoctorCall): Promise<Outcome> {
  const { options, io, globals, meter } = call;
  const { findings, whose } = await examine({
    app: appOf(call),
    env: environmentOf(io.env),
    terminal: {
      isInput: io.stdin.isTerminal,
      isOutput: io.stdout.isTerminal,
      columns: io.stdout.columns,
      hasColor: hasColor(globals.color, io, io.stdout),
    },
    build: buildForm(),
    root: options.server === undefined ? undefined : parseAddress("--server", options.server),
    deep: options.deep,
    fix: options.fix,
    onProgress: (progress) => meter.show(progress),
  });
  const speaker = new ReportSpeaker(whose);
  const all = findings.map((each) => options.report ? speaker.rowOf(each) : rowOf(each, plainly));
  const outcome = drawn(call, all);
  return all.some(({ state }) => state === "problem") ? failing(outcome, "findings") : outcome;
}

function drawn(call: DoctorCall, all: readonly FindingRow[]): Outcome {
  const { globals, options: { report }, io } = call;
  const isPage = globals.format === "table" || (report && globals.format === "plain");
  if (isPage && !globals.fields) {
    return text(summed(call, all, doctorPage(all, report ? Infinity : windowCells(io))));
  }
  const pages = summed(call, all, all);
  return rows({ kind: "checks", columns: findingColumns, pages, malformed: () => NONE_MALFORMED });
}

/** What is printed, and then a sum of it for people. */
async function* summed<T>(
  { globals, say }: DoctorCall,
  all: readonly FindingRow[],
  printed: T,
): AsyncGenerator<T> {
  yield printed;
  if (globals.format === "table" || globals.format === "plain") await say(doctorSum(all));
}

/** What other commands warn of is a finding here, and said once. */
function appOf(call: DoctorCall): App | Error {
  try {
    return openApp({ ...call, say: () => Promise.resolve() });
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return error;
  }
}
