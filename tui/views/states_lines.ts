/** Notices as lines. */
import { cellWidth, wrap } from "../../app/display/text.ts";
import type { ActName } from "../keys/acts.ts";
import { progressText } from "../lines/bar.ts";
import { lineOf, type Piece, shown } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Notice } from "./states.ts";

export interface NoticeProps {
  readonly width: number;
  /** Where there are fewer than it takes, blank ones go first, then what is said at length. */
  readonly rows: number;
  readonly look: Look;
  /** How the key of an act is called; empty where it has none. */
  readonly keyOf: (act: ActName) => string;
}

/** A notice: what there is, why, and the keys, with a blank line between where there is room. */
export function noticeLines(notice: Notice, { width, rows, look, keyOf }: NoticeProps): string[] {
  const inside = Math.max(1, width - 2);
  const heading = wrapped(notice.heading, inside).map((text): Piece[] => [" ", { role: notice.role, text }]);
  const about = [
    ...progressLines(notice, inside, look),
    ...notice.lines.flatMap((line) => wrapped(line, inside)),
  ].map((text): Piece[] => [` ${text}`]);
  const keys = keyLines(notice, inside, keyOf);
  const lineOfPieces = (pieces: readonly Piece[]) => lineOf(pieces, width, look);
  const roomy = [...heading, ...about, [""], ...keys];
  if (roomy.length <= rows) return roomy.map(lineOfPieces);
  const told = [...heading, ...about].slice(0, Math.max(1, rows - keys.length));
  return [...told, ...keys].slice(0, Math.max(0, rows)).map(lineOfPieces);
}

const progressLines = ({ progress }: Notice, inside: number, look: Look): readonly string[] =>
  progress ? [progressText(progress.done, progress.total, inside, look)] : [];

/** Words longer than a line are broken, so that nothing of a message is lost. */
function wrapped(text: string, cells: number): string[] {
  return wrap(shown(text.replace(/\s+/g, " ")), cells);
}

/** Keys beside each other as far as they fit. */
function keyLines(notice: Notice, inside: number, keyOf: NoticeProps["keyOf"]): Piece[][] {
  const lines: Piece[][] = [];
  let used = Infinity;
  for (const { act, label, or } of notice.acts) {
    const key = keyOf(act) || (or ? keyOf(or) : "");
    if (key === "") continue;
    const cells = cellWidth(key) + 1 + cellWidth(label);
    if (used + 3 + cells > inside) {
      lines.push([" "]);
      used = 0;
    } else used += 3;
    lines.at(-1)?.push(...(used > 0 ? ["   "] : []), { role: "key", text: key }, ` ${label}`);
    used += cells;
  }
  return lines;
}
