/** The table for a terminal: columns cut to the window, widths settled by the first page. */
import type { Cell, ColumnHead } from "../app/columns.ts";
import { tableText } from "../app/display/cells.ts";
import type { RowWriter, View } from "./output/writer.ts";
import { cellWidth, cutEnd, cutUrl, pad } from "../app/display/text.ts";
import { fitColumns, GAP, isNumber, type Placed } from "../app/display/widths.ts";

type Texts = readonly string[];

/** Draws rows as a table; later rows are cut to the widths of the first page and never move a column. */
export function tableWriter(columns: readonly ColumnHead[], view: View): RowWriter {
  let placed: readonly Placed[] = [];
  let bare: ReadonlySet<number> = new Set();
  const texts = (cells: readonly Cell[]): Texts =>
    columns.map(({ kind }, i) => {
      const text = tableText(cells[i] ?? null, kind, view.time, view.width);
      return bare.has(i) ? text.replace(HTTPS, "") : text;
    });
  const line = (row: Texts) => drawLine(columns, placed, row, view.width);
  return {
    begin(firstPage) {
      if (firstPage.length === 0) return "";
      const titles = columns.map(({ name }) => view.header ? titleOf(name).toUpperCase() : "");
      const fit = () => {
        const rows = firstPage.map(texts);
        placed = fitColumns(columns, naturalWidths(titles, rows), view.width, view.isNamed);
        return rows;
      };
      const whole = fit();
      bare = new Set(placed.filter(isCutUrl(columns, whole)).map(({ at }) => at));
      if (bare.size > 0) fit();
      return view.header ? `${view.paint("bold", line(titles))}\n` : "";
    },
    row: (cells) => `${line(texts(cells))}\n`,
    end: () => "",
    leftOut: () => columns.filter((_, i) => !placed.some(({ at }) => at === i)).map(({ name }) => name),
  };
}

const HTTPS = /^https:\/\//i;

/** What goes before any part of an address is cut; from the whole column, or a row would look like one of `http://`. */
const isCutUrl =
  (columns: readonly ColumnHead[], rows: readonly Texts[]) => ({ at, cells }: Placed): boolean =>
    columns[at]?.kind === "url" && rows.some((row) => cellWidth(row[at] ?? "") > cells);

/** A column's name as people read it: `lastVisit` → `last visit`. */
export function titleOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function naturalWidths(titles: Texts, rows: readonly Texts[]): number[] {
  return titles.map((title, i) =>
    rows.reduce((most, row) => Math.max(most, cellWidth(row[i] ?? "")), title.length)
  );
}

function drawLine(
  columns: readonly ColumnHead[],
  placed: readonly Placed[],
  row: Texts,
  window: number,
): string {
  let used = 0;
  const parts = placed.map(({ at, cells }, i) => {
    const column = columns[at];
    const isRight = column !== undefined && isNumber(column);
    const isLast = i === placed.length - 1;
    const width = isLast && !isRight ? Math.max(cells, window - used) : cells;
    used += width + GAP.length;
    const cut = (column?.kind === "url" ? cutUrl : cutEnd)(row[at] ?? "", width);
    return pad(cut, width, isRight ? "start" : "end");
  });
  return parts.join(GAP).trimEnd();
}
