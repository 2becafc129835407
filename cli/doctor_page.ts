/** An examination on a page for people: a line for each check, and below it what to do. */
import type { FindingRow, FindingState } from "../app/doctor/finding.ts";
import { cellWidth, pad, wrap } from "../app/display/text.ts";

const GAP = "  ";

/** @param width cells of the window; without end for a text that is to be pasted */
export function doctorPage(rows: readonly FindingRow[], width: number): string {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(cellWidth));
  const [states, checks] = [longest(rows.map(({ state }) => state)), longest(rows.map(({ check }) => check))];
  const indent = " ".repeat(states + checks + 2 * GAP.length);
  const room = Math.max(20, width - indent.length);
  const lines = rows.flatMap(({ state, check, detail, advice }) => {
    const [first = "", ...more] = wrap(detail, room);
    const head = `${pad(state, states)}${GAP}${pad(check, checks)}${GAP}${first}`;
    const [way = "", ...further] = advice === null ? [] : wrap(advice, room - TRY.length);
    const tries = advice === null ? [] : [TRY + way, ...further.map((line) => " ".repeat(TRY.length) + line)];
    return [head, ...[...more, ...tries].map((line) => indent + line)];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

const TRY = "try  ";

/** Such as `1 problem, 2 warnings, 20 ok, 3 skipped`. */
export function doctorSum(rows: readonly FindingRow[]): string {
  const count = (state: FindingState) => rows.filter((row) => row.state === state).length;
  const [problems, warnings, good, skipped] = [
    count("problem"),
    count("warning"),
    count("ok"),
    count("skipped"),
  ];
  const several = (number: number, word: string) => `${number || "no"} ${word}${number === 1 ? "" : "s"}`;
  return `${several(problems, "problem")}, ${several(warnings, "warning")}, ${good} ok, ${skipped} skipped`;
}
