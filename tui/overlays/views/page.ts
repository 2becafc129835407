/** A page of text as lines. */
import { pad } from "../../../app/display/text.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look, Role } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import type { PageOverlay } from "../overlay.ts";
import { pageLayout, type PageRow, SIGN_CELLS } from "../page.ts";
import { boxed, innerCells } from "./lines.ts";

/** Signs as words: a colour alone tells nobody who does not see it. */
const SIGNS: Readonly<Record<NonNullable<PageRow["sign"]>, readonly [word: string, role: Role]>> = {
  ok: ["ok", "ok"],
  warn: ["warning", "warn"],
  error: ["problem", "error"],
  skipped: ["skipped", "muted"],
};

const LEAST_ROWS = 3;

export function pageLines(overlay: PageOverlay, room: Size, look: Look, _view: State): readonly string[] {
  const { width, all, top, rows, hasSigns } = pageLayout(overlay, room);
  const cells = innerCells(width);
  const seen = all.slice(top, top + rows).map((row) => rowLine(row, hasSigns, cells, look));
  const none = all.length > 0 || overlay.isLoading ? [] : [note("There is nothing to show.", cells, look)];
  const wait = overlay.isLoading ? [note("At work...", cells, look)] : [];
  const body = [...wait, ...none, ...seen].slice(0, Math.max(rows, wait.length + none.length));
  while (body.length < LEAST_ROWS) body.push(blank(cells));
  return boxed({ title: overlay.title, body, foot: footOf(overlay, all.length > rows) }, width, room, look);
}

const note = (text: string, cells: number, look: Look): string =>
  lineOf([{ text, role: "muted" }], cells, look);

function rowLine(
  { sign, text, isHeading, isRest }: PageRow,
  hasSigns: boolean,
  cells: number,
  look: Look,
): string {
  if (isHeading) return lineOf([{ text, role: "heading" }], cells, look);
  if (!hasSigns) return lineOf([text], cells, look);
  const [word, role] = sign === undefined || isRest ? ["", "muted" as const] : SIGNS[sign];
  return lineOf([{ text: pad(word, SIGN_CELLS), role }, text], cells, look);
}

function footOf({ again }: PageOverlay, isLong: boolean): string {
  const keys = [...isLong ? ["j k scroll"] : [], "y copy", ...again ? ["R again"] : [], "esc close"];
  return keys.join("  ");
}
