/** Boxes around panes and overlays. */
import { cellWidth } from "../../app/display/text.ts";
import type { Look } from "../look/look.ts";
import type { Size } from "../state.ts";
import { filled, fit } from "./text.ts";

/** Cells that the border takes, both sides together. */
export const BORDER = 2;

export interface BoxProps {
  readonly title: string;
  /** Each as wide as the inside; those that are missing are blank, those too many go. */
  readonly lines: readonly string[];
  /** With the border; at least 2 by 2. */
  readonly size: Size;
  readonly isFocused: boolean;
  /** It takes all keys for as long as it is there, so that no sign has to say that it does. */
  readonly isDialog?: boolean;
  /** Near the right end of the bottom border, such as `5/412`. */
  readonly footer?: string;
  readonly look: Look;
}

/** Lines in a border with a title in it, and the sign of the focus after that. */
export function box(props: BoxProps): readonly string[] {
  const { title, lines, size, isFocused, isDialog = false, footer = "", look } = props;
  const { signs } = look;
  const role = isFocused ? "border-focus" : "border";
  const inside = Math.max(0, size.columns - BORDER);
  const side = look.paint(role, signs.vertical);
  const rows = filled(lines, size.rows - BORDER, inside);
  return [
    topLine(title, inside, { isFocused, isDialog }, look),
    ...rows.map((line) => side + line + side),
    bottomLine(footer, inside, isFocused, look),
  ];
}

/** `+- Title * ------+`; the title gives way, the sign of the focus stays. */
function topLine(
  title: string,
  inside: number,
  { isFocused, isDialog }: Required<Pick<BoxProps, "isFocused" | "isDialog">>,
  look: Look,
): string {
  const { signs } = look;
  const role = isFocused ? "border-focus" : "border";
  const focus = isFocused && !isDialog ? ` ${signs.focus}` : "";
  const text = fit(title, inside - 4 - focus.length, look);
  const named = text + (text === "" ? focus.slice(1) : focus);
  if (named === "" || inside < cellWidth(named) + 4) {
    return plainEdge(signs.topLeft, signs.topRight, inside, role, look);
  }
  const rest = inside - cellWidth(named) - 3;
  return look.paint(role, `${signs.topLeft}${signs.horizontal} `) + look.paint("title", named) +
    look.paint(role, ` ${signs.horizontal.repeat(rest)}${signs.topRight}`);
}

/** `+------ 5/412 -+` */
function bottomLine(footer: string, inside: number, isFocused: boolean, look: Look): string {
  const { signs } = look;
  const role = isFocused ? "border-focus" : "border";
  const text = fit(footer, inside - 4, look);
  if (text === "") return plainEdge(signs.bottomLeft, signs.bottomRight, inside, role, look);
  const rest = inside - cellWidth(text) - 3;
  return look.paint(role, `${signs.bottomLeft}${signs.horizontal.repeat(rest)} `) + text +
    look.paint(role, ` ${signs.horizontal}${signs.bottomRight}`);
}

const plainEdge = (
  left: string,
  right: string,
  inside: number,
  role: "border" | "border-focus",
  look: Look,
): string => look.paint(role, left + look.signs.horizontal.repeat(inside) + right);
