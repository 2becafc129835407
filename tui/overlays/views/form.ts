/** A form as lines. */
import { cellWidth, pad } from "../../../app/display/text.ts";
import { fieldText } from "../../lines/field.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look, Role } from "../../look/look.ts";
import { exportWords } from "../../palette/exports.ts";
import { commandLine } from "../../palette/shell.ts";
import type { Size, State } from "../../state.ts";
import type { FormField, FormOverlay } from "../overlay.ts";
import { boxed, FRAME_ROWS, innerCells, wrapped } from "./lines.ts";

const MOST_CELLS = 84;
const SIGN_CELLS = 2;
/** From this width on the foot has room for all keys. */
const ALL_KEYS = 56;

export function formLines(overlay: FormOverlay, room: Size, look: Look, view: State): readonly string[] {
  const { title, about = "", fault = "", fields } = overlay;
  const width = Math.min(room.columns, MOST_CELLS);
  const cells = innerCells(width);
  const text = (words: string, role?: Role) =>
    words === ""
      ? []
      : wrapped(words, cells).map((line) => lineOf([role ? { text: line, role } : line], cells, look));
  const labels = Math.min(Math.floor(cells / 3), Math.max(...fields.map(({ label }) => cellWidth(label))));
  const asked = fields.map((field, i) => fieldLine(field, i === overlay.cursor, labels, cells, look));
  const wrong = text(fault === "" ? "" : `! ${fault}`, "error");
  const command = commandOf(overlay, view);
  const runs = command === "" ? [] : [blank(cells), ...text("This runs:", "muted"), ...text(command)];
  const said = about === "" ? [] : [...text(about, "muted"), blank(cells)];
  // The fields and what is wrong with them come first where there is room for little.
  const spare = Math.max(0, room.rows - FRAME_ROWS - asked.length - wrong.length);
  const above = said.length + runs.length <= spare ? said : [];
  const body = [...above, ...asked, ...wrong, ...runs.slice(0, spare - above.length)];
  return boxed({ title, body, foot: footOf(overlay, cells) }, width, room, look);
}

/** What will run: whoever sees it can do it again in a shell. */
const commandOf = ({ then, fields }: FormOverlay, view: State): string =>
  then.type === "export" ? commandLine(exportWords(then.words, fields), view.account?.profile) : "";

function footOf({ fields, then }: FormOverlay, cells: number): string {
  const isWide = cells >= ALL_KEYS;
  const parts = [
    then.type === "export" ? "enter export" : "enter unlock",
    ...fields.length > 1 && isWide ? ["tab next"] : [],
    ...fields.some(({ choices }) => choices) && isWide ? ["left right change"] : [],
    "esc close",
  ];
  return parts.join("  ");
}

function fieldLine(
  field: FormField,
  isCurrent: boolean,
  labels: number,
  cells: number,
  look: Look,
): string {
  const sign = isCurrent ? `${look.signs.cursor} ` : blank(SIGN_CELLS);
  const label = lineOf([{ text: field.label, role: "label" }], labels, look);
  const room = Math.max(0, cells - SIGN_CELLS - labels - 2);
  return sign + label + blank(2) + valueText(field, isCurrent, room, look);
}

function valueText(
  { field, choices, isSecret = false }: FormField,
  isCurrent: boolean,
  cells: number,
  look: Look,
): string {
  if (!choices) return fieldText({ field, cells, isTyping: isCurrent, isSecret, look });
  const all = choices.map((choice) => choice === field.text ? `[${choice}]` : pad(choice, cellWidth(choice)));
  const shown = isCurrent ? all.join("  ") : field.text;
  return lineOf([shown], cells, look);
}
