/** What lies over the main screen. */
import { type Finding, host, path } from "../../../app/doctor/finding.ts";
import { doctorLines } from "../../../tui/overlays/doctor.ts";
import { runWithin } from "../../../cli/full_screen/commands.ts";
import type { Accounts } from "./demo.ts";
import { NOW_MS } from "./demo.ts";
import type { Screen } from "./screens.ts";
import { find } from "./screens_lists.ts";
import type { Tour } from "./tour.ts";

const over = (name: string, go: (tour: Tour, accounts: Accounts) => Promise<unknown>): Screen => ({
  name,
  go: async (tour, accounts) => {
    await tour.open();
    await go(tour, accounts);
  },
});

/** Runs a command as the palette does, and shows what it prints. */
async function show(tour: Tour, home: string, title: string, words: readonly string[]): Promise<void> {
  const io = {
    argv: [],
    env: (name: string) => name === "FOXDEN_DATA_DIR" ? home : undefined,
    stdin: { isTerminal: false, readLine: () => Promise.resolve(null), readAll: () => Promise.resolve("") },
    stdout: { isTerminal: false, columns: 0, write: () => {} },
    stderr: { isTerminal: false, columns: 0, write: () => {} },
    signal: new AbortController().signal,
    now: () => NOW_MS,
  };
  const runner = { io, signal: io.signal, profile: undefined, flags: { offline: true, readOnly: false } };
  const { exit, out, err } = await runWithin(runner, words, { columns: tour.state.size.columns - 8 });
  const lines = [...out.trimEnd().split("\n"), ...err.trimEnd().split("\n")].filter((text) => text !== "");
  if (exit !== 0) throw new Error(err);
  await tour.act({ type: "page-opened", title, lines: lines.map((text) => ({ text })) });
}

/** Some of what is found on a machine, which is another one on each. */
const FINDINGS: readonly Finding[] = [
  { check: "foxden", state: "ok", detail: ["0.0.0, bundle, linux x86_64"] },
  {
    check: "terminal",
    state: "warning",
    detail: ["no TERM, 100 columns"],
    advice: ["set TERM to what your terminal is, such as xterm-256color"],
  },
  {
    check: "folders",
    state: "ok",
    detail: [path("/home/ann/.local/share/foxden/default"), " can be read and written"],
  },
  {
    check: "mirror",
    state: "ok",
    detail: ["sound, 3.8 MB, 1,195 records in 11 collections, brought up to date less than a minute ago"],
  },
  {
    check: "accounts",
    state: "problem",
    detail: [host("accounts.example.org"), ": cannot be reached; its name is not found"],
    advice: ["check the connection of this machine"],
  },
  { check: "storage", state: "skipped", detail: ["cannot be looked at now"] },
];

export const OVERLAY_SCREENS: readonly Screen[] = [
  over("sort-menu", (tour) => tour.press("3", "s")),
  over("sort-menu-now", (tour) => tour.press("3", "s", "v", "s")),
  over("facets-menu", (tour) => tour.press("3", "f")),
  over("facets-values", (tour) => tour.press("3", "f", "h")),
  over("facets-values-typed", async (tour) => {
    await tour.press("3", "f", "h");
    await tour.type("deno");
  }),
  over("copy-menu", (tour) => tour.press("2", "y")),
  over("copy-menu-bookmark", async (tour) => {
    await find(tour, "runbook");
    await tour.press("y");
  }),
  over("export-form", (tour) => tour.press("3", "X")),
  over("export-form-passwords", (tour) => tour.press("2", "X", "tab", "tab", "right")),
  over("unlock-form", async (tour) => {
    await tour.act({ type: "sealed", isWrong: false });
    await tour.type("correct horse");
  }),
  over("unlock-form-wrong", (tour) => tour.act({ type: "sealed", isWrong: true })),
  over("question", async (tour) => {
    await tour.press("3", "v", ...Array.from({ length: 11 }, () => "j"), "o");
  }),
  over("question-backup", async (tour) => {
    await tour.press(":");
    await tour.type("backup create");
    await tour.press("enter");
  }),
  over("help", (tour) => tour.press("?")),
  over("help-scrolled", (tour) => tour.press("?", "pagedown")),
  over("help-searched", async (tour) => {
    await tour.press("?");
    await tour.type("copy");
  }),
  over("help-nothing-found", async (tour) => {
    await tour.press("?");
    await tour.type("zqxj");
  }),
  over("help-sidebar", (tour) => tour.press("tab", "tab", "?")),
  over("palette", (tour) => tour.press(":")),
  over("palette-searched", async (tour) => {
    await tour.press(":");
    await tour.type("exp hist");
  }),
  over("palette-nothing-found", async (tour) => {
    await tour.press(":");
    await tour.type("zqxj");
  }),
  over("doctor-looking", (tour) => tour.press("D")),
  over("doctor", async (tour) => {
    await tour.press("D");
    const page = { lines: doctorLines(FINDINGS), isLoading: false };
    await tour.act({ type: "page-filled", title: "Doctor", page });
  }),
  over("command-output", (tour, { home }) => show(tour, home, "Bookmarks: tags", ["bookmarks", "tags"])),
];
