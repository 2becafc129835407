/** A form as lines. */
import { cellWidth, pad } from "../../../app/display/text.ts";
import { fieldText } from "../../lines/field.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look, Role } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { formLayout, RUNS } from "../form.ts";
import type { FormField, FormOverlay } from "../overlay.ts";
import { boxed, innerCells } from "./lines.ts";

const SIGN_CELLS = 2;
/** From this width on the foot has room for all keys. */
const ALL_KEYS = 56;

export function formLines(overlay: FormOverlay, room: Size, look: Look, view: State): readonly string[] {
  const { title, fields, cursor } = overlay;
  const { width, above, fault, below } = formLayout(overlay, room, view);
  const cells = innerCells(width);
  const drawn = (texts: readonly string[], role: Role) =>
    texts.map((text) => lineOf([{ text, role }], cells, look));
  const labels = Math.min(Math.floor(cells / 3), Math.max(...fields.map(({ label }) => cellWidth(label))));
  const asked = fields.map((field, i) => fieldLine(field, i === cursor, labels, cells, look));
  const runs = below.map((text) => lineOf([text === RUNS ? { text, role: "muted" } : text], cells, look));
  const body = [...drawn(above, "muted"), ...asked, ...drawn(fault, "error"), ...runs];
  return boxed({ title, body, foot: footOf(overlay, cells) }, width, room, look);
}

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
