/** What the tests of the doctor share: an examination of a profile, and its findings by name. */
import { type Examination, examine } from "../../../app/doctor/doctor.ts";
import { type FindingRow, plainly, rowOf } from "../../../app/doctor/finding.ts";
import { ReportSpeaker } from "../../../app/doctor/report.ts";
import { type App, type AppOptions } from "../../../app/open.ts";
import type { TestProfile } from "../app_support.ts";

/** A terminal in which nothing is wrong. */
const TERMINAL = { isInput: true, isOutput: true, columns: 100, hasColor: true };

/** Variables of a shell in which nothing is wrong. */
const SHELL: Readonly<Record<string, string>> = {
  TERM: "xterm-256color",
  LANG: "C.UTF-8",
  EDITOR: "sh",
  PAGER: "sh",
  BROWSER: "sh",
};

export interface Looked {
  readonly rows: readonly FindingRow[];
  /** The finding of a check. */
  readonly of: (check: string) => FindingRow;
  /** Checks that ended so. */
  readonly in: (state: FindingRow["state"]) => string[];
}

export interface LookOptions extends Partial<Omit<Examination, "app" | "env">> {
  readonly env?: Readonly<Record<string, string>>;
  readonly app?: Partial<AppOptions> | App | Error;
  readonly report?: boolean;
}

/** Examines a profile as a fresh run of the program does. */
export async function look(place: TestProfile, options: LookOptions = {}): Promise<Looked> {
  const { env: more = {}, app: over = {}, report = false, ...rest } = options;
  const vars: Readonly<Record<string, string>> = {
    ...SHELL,
    PATH: Deno.env.get("PATH") ?? "",
    HOME: `${place.home}/home`,
    FOXDEN_DATA_DIR: place.home,
    ...more,
  };
  const env = (name: string) => vars[name] || undefined;
  const isApp = over instanceof Error || "config" in over;
  using app = isApp ? undefined : place.open({ env, timeoutMs: 3000, ...over });
  const { findings, whose } = await examine({
    app: app ?? over as App | Error,
    env,
    terminal: TERMINAL,
    build: "source",
    root: new URL("http://127.0.0.1:9"),
    deep: false,
    fix: false,
    ...rest,
  });
  const speaker = new ReportSpeaker(whose);
  const rows = findings.map((each) => report ? speaker.rowOf(each) : rowOf(each, plainly));
  return {
    rows,
    of(check) {
      const found = rows.filter((row) => row.check === check);
      if (found.length !== 1 || !found[0]) throw new Error(`${found.length} findings of ${check}`);
      return found[0];
    },
    in: (state) => rows.filter((row) => row.state === state).map(({ check }) => check),
  };
}
