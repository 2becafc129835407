/** A secret on the screen: twelve stars, or for a few seconds its value. */
import { cellWidth } from "../../app/display/text.ts";
import { type Piece, shown } from "../lines/text.ts";
import type { Role, Signs } from "../look/look.ts";
import type { Revealed } from "../state.ts";
import { secondsTo } from "./footer.ts";

/** The same for every secret, so that its length does not show. */
const MASK = "*".repeat(12);
/** Signs of a secret that belong together when it is read aloud or typed off. */
const GROUP = 4;
/** Of a longer one nobody reads more. */
const MOST_SIGNS = 1000;

/** What a secret is drawn with. */
export interface SecretView {
  readonly nowMs: number;
  /** The key that reveals it, where there is one. */
  readonly key: string | null;
  readonly signs: Signs;
}

/**
 * What stands at the right of the secret's name, in lines of at most `cells` cells.
 *
 * @param revealed the value, while it is to be seen
 */
export function secretLines(
  revealed: Pick<Revealed, "value" | "untilMs"> | null,
  { nowMs, key, signs }: SecretView,
  cells: number,
): readonly (readonly Piece[])[] {
  if (!revealed) return [maskedLine(key, cells)];
  return revealedLines(revealed.value, `visible ${secondsTo(revealed.untilMs, nowMs)} s`, cells, signs);
}

function maskedLine(key: string | null, cells: number): readonly Piece[] {
  const hint = key === null ? "  (hidden)" : `  (hidden, ${key} to reveal)`;
  const fitting = cellWidth(MASK + hint) <= cells ? hint : "  (hidden)";
  return [{ text: MASK, role: "secret" }, { text: fitting, role: "muted" }];
}

/** A sign of the secret as it is shown. */
interface Sign {
  readonly text: string;
  readonly cells: number;
  readonly role: Role;
  readonly group: number;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Digits are underlined and symbols bold; groups of four have a bracket below, so that the value stays as it is. */
function revealedLines(
  value: string,
  countdown: string,
  cells: number,
  { bottomLeft, horizontal, bottomRight }: Signs,
): readonly (readonly Piece[])[] {
  const bracket = (width: number) =>
    width < 2 ? bottomLeft.repeat(width) : bottomLeft + horizontal.repeat(width - 2) + bottomRight;
  const letters = Array.from(graphemes.segment(value), ({ segment }) => segment).slice(0, MOST_SIGNS)
    .map((segment, at): Sign => {
      const text = shown(segment);
      return { text, cells: cellWidth(text), role: roleOf(segment), group: Math.floor(at / GROUP) };
    });
  const rows = rowsOf(letters, cells);
  const last = rows.at(-1) ?? [];
  const isBeside = widthOf(last) + 2 + countdown.length <= cells;
  const lines = rows.flatMap((row): readonly (readonly Piece[])[] => [
    [...joined(row), ...row === last && isBeside ? [{ text: `  ${countdown}`, role: "warn" as const }] : []],
    [{ text: bracketsBelow(row, bracket), role: "muted" }],
  ]);
  return isBeside ? lines : [...lines, [{ text: countdown, role: "warn" }]];
}

const widthOf = (signs: readonly Sign[]): number => signs.reduce((sum, { cells }) => sum + cells, 0);

function roleOf(sign: string): Role {
  if (/^\p{N}/u.test(sign)) return "match";
  return /^\p{L}/u.test(sign) ? "secret" : "title";
}

/** Neighbours of one role are one piece: nothing comes between letters that are joined. */
function joined(row: readonly Sign[]): readonly Piece[] {
  const pieces: { text: string; role: Role }[] = [];
  for (const { text, role } of row) {
    const last = pieces.at(-1);
    if (last?.role === role) last.text += text;
    else pieces.push({ text, role });
  }
  return pieces;
}

/** A group is not broken where it fits on a line of its own. */
function rowsOf(signs: readonly Sign[], cells: number): readonly (readonly Sign[])[] {
  const rows: Sign[][] = [[]];
  let used = 0;
  for (const [at, sign] of signs.entries()) {
    const isFirst = sign.group !== signs[at - 1]?.group;
    const whole = isFirst ? widthOf(signs.slice(at, at + GROUP)) : sign.cells;
    const wanted = whole <= cells ? whole : sign.cells;
    if (used > 0 && used + wanted > cells) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(sign);
    used += sign.cells;
  }
  return rows;
}

const bracketsBelow = (row: readonly Sign[], bracket: (cells: number) => string): string =>
  [...Map.groupBy(row, ({ group }) => group).values()].map((group) => bracket(widthOf(group))).join("");
