/** Visits as text: as JSON, which is most of what a long history comes to, and as people read them. */
import { transitionName, type Visit } from "../../core/records/history.ts";
import { type Cell, instant } from "../columns.ts";
import { isoText } from "../iso_time.ts";

/** So many numbers of kinds have a name, from 0 on. */
export const KNOWN_KINDS = 10;

const KINDS = Array.from({ length: KNOWN_KINDS }, (_, transition) => madeKindJson(transition));

/** A list of visits, as the column `visitList` has it. */
export function visitsJson(visits: readonly Visit[]): string {
  let text = "[";
  for (let i = 0; i < visits.length; i++) {
    const { dateUs = 0, transition = 0 } = visits[i] ?? {};
    text += (i === 0 ? '{"at":"' : ',{"at":"') + isoText(Math.trunc(dateUs / 1000)) + kindJson(transition);
  }
  return `${text}]`;
}

/** When, to the second, and of what kind each visit was. */
export const visitEntries = (visits: readonly Visit[]): readonly Cell[] =>
  visits.map(({ dateUs, transition }) => [
    instant(1000 * Math.trunc(dateUs / 1_000_000)),
    transitionName(transition),
  ]);

/** What follows the instant of a visit. */
export const kindJson = (transition: number): string => KINDS[transition] ?? madeKindJson(transition);

function madeKindJson(transition: number): string {
  return `","transition":${transition},"type":"${transitionName(transition)}"}`;
}
