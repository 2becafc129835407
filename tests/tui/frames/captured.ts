/** A frame as a file that people can read: its text, and below it which cells of each line have a style. */
import { cellWidth } from "../../../app/display/text.ts";

/** Cells of a line from one to another, with the words of their style. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly style: string;
}

const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const ON: Readonly<Record<number, string>> = { 1: "bold", 2: "dim", 4: "underline", 7: "reverse" };
const OFF: Readonly<Record<number, readonly string[]>> = {
  22: ["bold", "dim"],
  24: ["underline"],
  27: ["reverse"],
  39: COLORS,
};

// deno-lint-ignore no-control-regex
const PIECES = /\x1b\[([\d;]*)m|[^\x1b]+/g;

/** The styled cells of a line, in order. @throws {Error} on any sequence but those of the 16 colours */
export function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  const style = new Set<string>();
  let column = 0;
  for (const [piece, codes] of line.matchAll(PIECES)) {
    if (codes !== undefined) {
      for (const code of codes.split(";")) restyle(style, Number(code));
      continue;
    }
    const run = { from: column, to: column += cellWidth(piece), style: [...style].sort().join(" ") };
    const last = runs.at(-1);
    if (run.style === "") continue;
    if (last?.to === run.from && last.style === run.style) runs[runs.length - 1] = { ...last, to: run.to };
    else runs.push(run);
  }
  return runs;
}

function restyle(style: Set<string>, code: number): void {
  const color = code >= 30 && code < 38 ? COLORS[code - 30] : undefined;
  const begun = color ?? ON[code];
  // A colour takes the place of the one before it.
  const ended = color === undefined ? OFF[code] : COLORS;
  for (const each of ended ?? []) style.delete(each);
  if (begun !== undefined) style.add(begun);
  else if (!ended) throw new Error(`a style that nobody knows: ${code}`);
}

/** The same runs on a terminal without colours. */
export function withoutColors(runs: readonly Run[]): readonly Run[] {
  const kept: Run[] = [];
  for (const run of runs) {
    const style = run.style.split(" ").filter((word) => !COLORS.includes(word)).join(" ");
    const last = kept.at(-1);
    if (style === "") continue;
    if (last?.to === run.from && last.style === style) kept[kept.length - 1] = { ...last, to: run.to };
    else kept.push({ ...run, style });
  }
  return kept;
}

/** The frame as text. Blanks at the ends of lines are left out; that they are there is tested by itself. */
export function captured(frame: readonly string[]): string {
  const styled = frame.map((line, row) => ({ row, runs: runsOf(line) })).filter(({ runs }) =>
    runs.length > 0
  );
  // Lines of the same styles are told once.
  const rows = new Map<string, number[]>();
  for (const { row, runs } of styled) {
    const text = runs.map(({ from, to, style }) => `${from}-${to} ${style}`).join(", ");
    rows.set(text, [...rows.get(text) ?? [], row]);
  }
  const styles = [...rows].map(([text, numbers]) => `${spans(numbers)}: ${text}`);
  // deno-lint-ignore no-control-regex
  const text = frame.map((line) => line.replace(/\x1b\[[\d;]*m/g, "").trimEnd());
  return [...text, "=".repeat(20), ...styles, ""].join("\n");
}

/** Numbers such as `3-5 7`. */
function spans(numbers: readonly number[]): string {
  const spans: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => from === to ? String(from) : `${from}-${to}`).join(" ");
}
