/** What the doctor has found, as a page to read. */
import { type Finding, type FindingState, plainly, rowOf } from "../../app/doctor/finding.ts";
import type { PageLine } from "./overlay.ts";

const SIGNS: Readonly<Record<FindingState, NonNullable<PageLine["sign"]>>> = {
  ok: "ok",
  warning: "warn",
  problem: "error",
  skipped: "skipped",
};

/** Cells between a check and what was found. */
const GAP = 2;
const TRY = "try: ";

/** What needs somebody comes first. */
const ORDER: readonly FindingState[] = ["problem", "warning", "ok", "skipped"];

/** The sum, and a line for each check with what to do about it below; for the person whose machine this is. */
export function doctorLines(findings: readonly Finding[]): readonly PageLine[] {
  const rows = findings.map((finding) => rowOf(finding, plainly));
  const longest = Math.max(0, ...rows.map(({ check }) => check.length));
  const sorted = ORDER.flatMap((state) => rows.filter((row) => row.state === state));
  const lines = sorted.flatMap(({ check, state, detail, advice }): readonly PageLine[] => [
    { sign: SIGNS[state], text: `${check.padEnd(longest)}  ${detail}`, hang: longest + GAP },
    ...advice === null ? [] : [{ text: `${" ".repeat(longest + GAP)}${TRY}${advice}`, hang: TRY.length }],
  ]);
  return [{ text: sumOf(findings), isHeading: true }, { text: "" }, ...lines];
}

/** Such as `1 problem, 2 warnings, 20 ok, 3 skipped`. */
function sumOf(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter((each) => each.state === state).length;
  const several = (number: number, word: string) => `${number || "no"} ${word}${number === 1 ? "" : "s"}`;
  return [
    several(count("problem"), "problem"),
    several(count("warning"), "warning"),
    `${count("ok")} ok`,
    `${count("skipped")} skipped`,
  ].join(", ");
}
