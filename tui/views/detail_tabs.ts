/** The title of the details, with the tabs of the record in it: `github.com / annl   [Details] Raw  Visits`. */
import { cellWidth, clip, cutEnd } from "../../app/display/text.ts";
import { shown } from "../lines/text.ts";
import type { Detail, Size } from "../state.ts";

/** A tab's name on the first line of the pane, from a cell on up to another one that is its no more. */
export interface PlacedTab {
  readonly tab: number;
  readonly from: number;
  readonly to: number;
}

/** The title and the tabs, and where those stand. */
export interface TabLine {
  readonly title: string;
  /** What stands after the title; the chosen tab in brackets. */
  readonly names: string;
  readonly tabs: readonly PlacedTab[];
}

/** Cells of the border that a title has no part in: two corners with their lines and blanks, and the sign of the focus. */
const BESIDE_TITLE = 8;
/** Cells of the border before a title. */
const BEFORE_TITLE = 3;
const GAP = "   ";
/** A shorter part of a title says too little: without it there is more room for the tabs. */
const LEAST_TITLE_CELLS = 8;

/**
 * Title and tabs as they stand in the border; without one the title is in the header, and the tabs have a line.
 *
 * @param size of the pane, its border included
 */
export function tabLine(detail: Detail, { columns }: Size, isBoxed: boolean): TabLine {
  const { record } = detail;
  if (!record) return { title: isBoxed ? "Details" : "", names: "", tabs: [] };
  const all = record.tabs.map(({ name }) => shown(clip(name, columns)));
  const chosen = Math.min(detail.tab, all.length - 1);
  const room = Math.max(0, isBoxed ? columns - BESIDE_TITLE : columns - 2);
  const labels = all.length < 2 ? [] : fittingLabels(all, chosen, room);
  const names = labels.map(({ text }) => text).join("").trimEnd();
  const left = names === "" ? room : room - cellWidth(names) - GAP.length;
  const whole = isBoxed && (left >= LEAST_TITLE_CELLS || names === "") ? shown(clip(record.title, left)) : "";
  const title = cutEnd(whole, left);
  const gap = title === "" || names === "" ? "" : GAP;
  let from = (isBoxed ? BEFORE_TITLE : 1) + cellWidth(title + gap);
  const tabs = labels.map(({ tab, text }): PlacedTab => {
    const placed = { tab, from, to: from + cellWidth(text) };
    from = placed.to;
    return placed;
  });
  return { title, names: gap + names, tabs };
}

interface Label {
  readonly tab: number;
  readonly text: string;
}

/** All names with room around them, so that nothing moves when another one is chosen; else the chosen one alone. */
function fittingLabels(all: readonly string[], chosen: number, room: number): readonly Label[] {
  const labels = all.map((name, tab) => ({ tab, text: tab === chosen ? `[${name}]` : ` ${name} ` }));
  if (cellWidth(labels.map(({ text }) => text).join("")) <= room) return labels;
  const count = ` ${chosen + 1}/${all.length}`;
  const alone = `[${cutEnd(all[chosen] ?? "", Math.max(0, room - count.length - 2))}]${count}`;
  return cellWidth(alone) > room ? [] : [{ tab: chosen, text: alone }];
}
