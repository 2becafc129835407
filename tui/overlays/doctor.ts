/** The findings of the doctor as lines of a page. */
import { type Finding, plainly, rowOf } from "../../app/doctor/finding.ts";
import type { PageLine } from "./overlay.ts";

/** @param findings as an examination gives them */
export const findingLines = (findings: readonly Finding[]): readonly PageLine[] =>
  findings.map((finding): PageLine => ({ text: `${rowOf(finding, plainly).check}  ${rowOf(finding, plainly).detail}` }));
