/** What a page of the first-run screen consists of, before it is known how much room there is. */
import type { Piece } from "../lines/text.ts";
import type { Look, Role } from "../look/look.ts";

/** The order in which things are left out where there is no room: 2 goes first, 0 stays. */
export type Weight = 0 | 1 | 2;

interface Common {
  readonly weight: Weight;
  /** Has to be seen, where not everything can be. */
  readonly isFocus: boolean;
}

export type Block =
  /** One line, drawn for the cells there are. */
  | Common & { readonly kind: "line"; readonly draw: (cells: number, look: Look) => string }
  /** Words in one role, broken at spaces. */
  | Common & { readonly kind: "text"; readonly words: string; readonly role?: Role; readonly indent: number }
  /** An address, whole, and without anything beside it, so that a terminal copies it as it is. */
  | Common & { readonly kind: "address"; readonly url: string }
  | Common & { readonly kind: "blank" };

interface Extra {
  readonly weight?: Weight;
  readonly isFocus?: boolean;
}

const common = ({ weight = 0, isFocus = false }: Extra): Common => ({ weight, isFocus });

/** One line. @param draw makes it, exactly as wide as it is told */
export const line = (draw: (cells: number, look: Look) => string, extra: Extra = {}): Block => (
  { kind: "line", draw, ...common(extra) }
);

/** A text of as many lines as it takes. */
export function text(
  words: string,
  extra: Extra & { readonly role?: Role; readonly indent?: number } = {},
): Block {
  const { role, indent = 0 } = extra;
  return { kind: "text", words, indent, ...(role === undefined ? {} : { role }), ...common(extra) };
}

/** An address, whole. */
export const address = (url: string): Block => ({ kind: "address", url, ...common({}) });

/** An empty line. Before a text is left out for want of room, those of its weight go. */
export const blank = (weight: Weight = 1): Block => ({ kind: "blank", ...common({ weight }) });

/** A page: a box with its words. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Keys, in the lower border. */
  readonly keys: string;
}

/** A label with what belongs to it. */
export const labelled = (label: string, value: Piece, cells: number): readonly Piece[] => [
  { text: label.padEnd(cells), role: "label" },
  value,
];
