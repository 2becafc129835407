/** A form as lines. */
import { cellWidth } from "../../../app/display/text.ts";
import type { Look } from "../../look/look.ts";
import { exportWords } from "../../palette/exports.ts";
import { commandLine } from "../../palette/shell.ts";
import type { Size, State } from "../../state.ts";
import type { FormField, FormOverlay } from "../overlay.ts";
import { fieldPieces } from "./field.ts";
import { BLANK, boxLines, innerCells, type Line, line, type Piece, plain, wrapped } from "./lines.ts";

const MOST_CELLS = 84;
const FRAME_ROWS = 2;

export function formLines(overlay: FormOverlay, room: Size, look: Look, view: State): readonly string[] {
  const width = Math.min(room.columns, MOST_CELLS);
  const cells = innerCells(width);
  const labels = Math.min(
    Math.floor(cells / 3),
    Math.max(...overlay.fields.map(({ label }) => cellWidth(label)), 0),
  );
  const fields = overlay.fields.map((field, i) =>
    fieldLine(field, i === overlay.cursor, labels, cells, look)
  );
  const fault = overlay.fault === undefined
    ? []
    : wrapped(`! ${overlay.fault}`, cells).map((text) => line(plain(text, "error")));
  const about = overlay.about === undefined
    ? []
    : [...wrapped(overlay.about, cells).map((text) => line(plain(text, "muted"))), BLANK];
  const runs = commandLines(overlay, cells, view);
  // The fields and what is wrong with them come first where there is room for little.
  const spare = room.rows - FRAME_ROWS - fields.length - fault.length;
  const above = about.length <= spare - runs.length ? about : [];
  const below = runs.slice(0, Math.max(0, spare - above.length));
  const body = [...above, ...fields, ...fault, ...below];
  return boxLines({ title: overlay.title, body, foot: footOf(overlay, cells) }, width, room, look);
}

/** What will run: whoever sees it can do it again in a shell. */
function commandLines({ then, fields }: FormOverlay, cells: number, view: State): readonly Line[] {
  if (then.type !== "export") return [];
  const command = commandLine(exportWords(then.words, fields), view.account?.profile);
  return [
    BLANK,
    line(plain("This runs:", "muted")),
    ...wrapped(command, cells).map((text) => line(plain(text))),
  ];
}

function footOf({ fields, then }: FormOverlay, cells: number): string {
  const parts = [
    then.type === "export" ? "enter export" : "enter unlock",
    ...fields.length > 1 ? ["tab next"] : [],
  ];
  const turn = fields.some(({ choices }) => choices) && cells >= 50 ? ["left/right change"] : [];
  return [...parts, ...turn, "esc close"].join("  ");
}

function fieldLine(field: FormField, isCurrent: boolean, labels: number, cells: number, look: Look): Line {
  const mark = isCurrent ? `${look.signs.cursor} ` : "  ";
  const room = Math.max(1, cells - labels - 2 - mark.length - 1);
  const label = plain(`${field.label.padEnd(labels)}  `, "label");
  return { left: [plain(mark), label, ...valuePieces(field, isCurrent, room)] };
}

function valuePieces(field: FormField, isCurrent: boolean, cells: number): readonly Piece[] {
  if (field.choices) {
    const others = isCurrent && field.choices.length > 1 ? `   (${field.choices.join(", ")})` : "";
    return [plain(field.field.text, isCurrent ? "cursor" : undefined), plain(others, "muted")];
  }
  if (isCurrent) return fieldPieces(field.field, cells, field.isSecret);
  return [plain(field.isSecret ? "*".repeat([...field.field.text].length) : field.field.text)];
}
