/** A page of text as lines. */
import type { Look, Role } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import type { PageOverlay } from "../overlay.ts";
import { pageLayout, type PageRow, SIGN_CELLS } from "../page.ts";
import { BLANK, boxLines, type Line, line, plain } from "./lines.ts";

/** Signs as words: a colour alone tells nobody who does not see it. */
const SIGNS: Readonly<Record<NonNullable<PageRow["sign"]>, readonly [word: string, role: Role]>> = {
  ok: ["ok", "ok"],
  warn: ["warning", "warn"],
  error: ["problem", "error"],
  skipped: ["skipped", "muted"],
};

export function pageLines(overlay: PageOverlay, room: Size, look: Look, _view: State): readonly string[] {
  const { width, all, top, rows } = pageLayout(overlay, room);
  const hasSigns = overlay.lines.some(({ sign }) => sign);
  const seen = all.slice(top, top + rows).map((row) => rowLine(row, hasSigns));
  const wait = overlay.isLoading ? [line(plain("At work...", "muted"))] : [];
  const none = all.length === 0 && !overlay.isLoading
    ? [line(plain("There is nothing to show.", "muted"))]
    : [];
  const body = [...wait, ...none, ...seen].slice(0, rows);
  const filled = [...body, ...Array.from({ length: Math.max(0, LEAST_ROWS - body.length) }, () => BLANK)];
  return boxLines(
    { title: overlay.title, body: filled, foot: footOf(overlay, all.length > rows) },
    width,
    room,
    look,
  );
}

const LEAST_ROWS = 3;

function rowLine({ sign, text, isHeading, isRest }: PageRow, hasSigns: boolean): Line {
  if (isHeading) return line(plain(text, "heading"));
  if (!hasSigns) return line(plain(text));
  const [word, role] = sign === undefined || isRest ? ["", "muted" as const] : SIGNS[sign];
  return line(plain(word.padEnd(SIGN_CELLS), role), plain(text));
}

function footOf({ again }: PageOverlay, isLong: boolean): string {
  const keys = [...isLong ? ["j k scroll"] : [], "y copy", ...again ? ["R again"] : [], "esc close"];
  return keys.join("  ");
}
