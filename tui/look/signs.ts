/** The signs that the browser draws with. */
import type { Signs } from "./look.ts";

const EVERYWHERE = { cursor: ">", mark: "x", focus: "*", caret: "_" } as const;

/** For terminals of plain ASCII. */
export const ASCII_SIGNS: Signs = {
  ...EVERYWHERE,
  topLeft: "+",
  topRight: "+",
  bottomLeft: "+",
  bottomRight: "+",
  horizontal: "-",
  vertical: "|",
  open: "-",
  closed: "+",
  ellipsis: "~",
  lineBreak: "|",
  barFull: "#",
  barEmpty: ".",
  up: "^",
  down: "v",
};

/** For all others. None of the triangles is one that some terminals draw two cells wide. */
export const LINE_SIGNS: Signs = {
  ...EVERYWHERE,
  topLeft: "┌",
  topRight: "┐",
  bottomLeft: "└",
  bottomRight: "┘",
  horizontal: "─",
  vertical: "│",
  open: "▾",
  closed: "▸",
  ellipsis: "…",
  lineBreak: "⏎",
  barFull: "█",
  barEmpty: "░",
  up: "▴",
  down: "▾",
};
