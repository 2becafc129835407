/** A question as lines. */
import { cellWidth, clip, pad } from "../../../app/display/text.ts";
import { blank, lineOf, shown } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import type { QuestionOverlay } from "../overlay.ts";
import { boxed, FRAME_CELLS, FRAME_ROWS, innerCells, wrapped } from "./lines.ts";

const MOST_CELLS = 76;
const LEAST_CELLS = 40;
const KEY_CELLS = 4;

export function questionLines(
  overlay: QuestionOverlay,
  room: Size,
  look: Look,
  _view: State,
): readonly string[] {
  const { title, lines, answers } = overlay;
  const texts = [title, ...lines, ...answers.map(({ label }) => blank(KEY_CELLS) + label)];
  const longest = Math.max(...texts.map((text) => cellWidth(shown(clip(text, MOST_CELLS)))));
  const width = Math.min(room.columns, MOST_CELLS, Math.max(LEAST_CELLS, longest + FRAME_CELLS));
  const cells = innerCells(width);
  const said = lines.flatMap((text) => wrapped(text, cells)).map((text) => lineOf([text], cells, look));
  const asked = answers.map(({ key, label }) =>
    lineOf([{ text: pad(key, KEY_CELLS), role: "key" }, label], cells, look)
  );
  // The answers stay to be seen, whatever there is to say.
  const most = Math.max(0, room.rows - FRAME_ROWS - asked.length - 1);
  const body = [...said.slice(0, most), ...most > 0 ? [blank(cells)] : [], ...asked];
  return boxed({ title, body, foot: "esc keeps everything as it is" }, width, room, look);
}
