/** The lines of a tab of a record: names at the left, what they hold at the right. */
import type { ShownLine, ShownTab } from "../../app/browse/record.ts";
import { cellWidth, clip, cutEnd } from "../../app/display/text.ts";
import { blank, type Piece, shown } from "../lines/text.ts";
import type { Signs } from "../look/look.ts";
import type { Revealed } from "../state.ts";
import { secretLines } from "./detail_secret.ts";
import { plainLines, valueLines } from "./detail_text.ts";

/** What the lines of a tab are made with. */
export interface BodyView {
  readonly columns: number;
  readonly nowMs: number;
  /** The key that reveals a secret, where there is one. */
  readonly key: string | null;
  readonly signs: Signs;
  /** The value of a secret field, while it is to be seen. */
  readonly secretOf: (field: string) => Pick<Revealed, "value" | "untilMs"> | null;
}

type Line = readonly Piece[];

/** A line of the record, wrapped. A secret is named here and made when it is drawn: it is never kept. */
type Block = { readonly lines: readonly Line[] } | {
  readonly secret: ShownLine & { readonly kind: "secret" };
};

interface Kept {
  readonly columns: number;
  readonly minute: number;
  readonly labels: number;
  readonly blocks: readonly Block[];
}

const MARGIN = 1;
const GAP = 2;
const MOST_LABEL_CELLS = 16;

/** Wrapping a long record is too much work for each key: a tab is wrapped once for a width and a minute. */
const kept = new WeakMap<ShownTab, Kept>();

/** How many lines a tab takes in all. */
export function bodyCount(tab: ShownTab, view: BodyView): number {
  const { blocks, labels } = wrappedTab(tab, view);
  return blocks.reduce((sum, block) => sum + linesOf(block, labels, view).length, 0);
}

/** Some of the lines of a tab, as pieces of lines of `columns` cells. */
export function bodyLines(tab: ShownTab, view: BodyView, top: number, rows: number): readonly Line[] {
  const { blocks, labels } = wrappedTab(tab, view);
  const lines: Line[] = [];
  let at = 0;
  for (const block of blocks) {
    if (at >= top + rows) break;
    const own = linesOf(block, labels, view);
    lines.push(...own.slice(Math.max(0, top - at), Math.max(0, top + rows - at)));
    at += own.length;
  }
  return lines;
}

function wrappedTab(tab: ShownTab, { columns, nowMs }: BodyView): Kept {
  const minute = Math.floor(nowMs / 60_000);
  const known = kept.get(tab);
  if (known?.columns === columns && known.minute === minute) return known;
  const labels = labelCells(tab, columns);
  const blocks = tab.lines.map((line): Block =>
    line.kind === "secret" ? { secret: line } : { lines: shownLines(line, labels, columns, nowMs) }
  );
  const made = { columns, minute, labels, blocks };
  kept.set(tab, made);
  return made;
}

function linesOf(block: Block, labels: number, view: BodyView): readonly Line[] {
  if ("lines" in block) return block.lines;
  const { label, field, isEmpty } = block.secret;
  const values = isEmpty
    ? [["(empty)"]]
    : secretLines(view.secretOf(field), view, roomBeside(labels, view.columns));
  return labelled(label, labels, values);
}

const roomBeside = (labels: number, columns: number): number =>
  Math.max(1, columns - MARGIN - labels - GAP - MARGIN);

function labelCells(tab: ShownTab, columns: number): number {
  const most = Math.min(MOST_LABEL_CELLS, Math.floor(columns / 3));
  let cells = 0;
  for (const line of tab.lines) {
    if ("label" in line && cells < most) cells = Math.max(cells, cellWidth(labelText(line.label, most)));
  }
  return cells;
}

const labelText = (label: string, cells: number): string => cutEnd(shown(clip(label, cells)), cells);

function shownLines(
  line: Exclude<ShownLine, { kind: "secret" }>,
  labels: number,
  columns: number,
  nowMs: number,
): readonly Line[] {
  if (line.kind === "field") {
    const values = valueLines(line, roomBeside(labels, columns), nowMs);
    return labelled(line.label, labels, values.map((text) => [text]));
  }
  const texts = plainLines(line.kind, line.text, Math.max(1, columns - 2 * MARGIN));
  return texts.map((text) => [blank(MARGIN), line.kind === "heading" ? { text, role: "heading" } : text]);
}

/** The name beside the first line of the value, and blanks beside the others. */
function labelled(label: string, labels: number, values: readonly Line[]): readonly Line[] {
  const name = labelText(label, labels);
  const gap = blank(labels - cellWidth(name) + GAP);
  return values.map((value, at): Line =>
    at === 0
      ? [blank(MARGIN), { text: name, role: "label" }, gap, ...value]
      : [blank(MARGIN + labels + GAP), ...value]
  );
}
