/** A question as lines. */
import { cellWidth, visible } from "../../../app/display/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import type { QuestionOverlay } from "../overlay.ts";
import { BLANK, boxLines, innerCells, type Line, line, plain, wrapped } from "./lines.ts";

const MOST_CELLS = 76;
const LEAST_CELLS = 36;
const FRAME_CELLS = 4;

export function questionLines(
  overlay: QuestionOverlay,
  room: Size,
  look: Look,
  _view: State,
): readonly string[] {
  const { title, lines, answers } = overlay;
  const longest = Math.max(
    0,
    ...[title, ...lines].map((text) => cellWidth(visible(text.slice(0, 4 * MOST_CELLS)))),
  );
  const width = Math.min(room.columns, MOST_CELLS, Math.max(LEAST_CELLS, longest + FRAME_CELLS));
  const cells = innerCells(width);
  const said = lines.flatMap((text) => wrapped(text, cells)).map((text) => line(plain(text)));
  const asked = answers.map(({ key, label }): Line => line(plain(key.padEnd(4), "key"), plain(label)));
  // The answers stay to be seen whatever there is to say.
  const most = Math.max(0, room.rows - FRAME_ROWS - asked.length - 1);
  const body = [...said.slice(0, most), ...most > 0 ? [BLANK] : [], ...asked];
  return boxLines({ title, body, foot: "esc keeps everything as it is" }, width, room, look);
}

const FRAME_ROWS = 2;
