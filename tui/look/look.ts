/** How text is painted: what roles look like on this terminal, and which signs it can draw. */

/** What a piece of text is, whatever that looks like. */
export type Role =
  | "title"
  | "muted"
  | "accent"
  | "ok"
  | "warn"
  | "error"
  | "match"
  | "cursor"
  | "cursor-away"
  | "marked"
  | "heading"
  | "key"
  | "label"
  | "secret"
  | "border"
  | "border-focus"
  | "mode"
  | "demo";

/** Signs that boxes and lists are drawn with, each one cell: line drawing, or plain ASCII. */
export interface Signs {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly open: string;
  readonly closed: string;
  readonly ellipsis: string;
  /** Stands for the end of a line in a text of several that has one line here. */
  readonly lineBreak: string;
  readonly barFull: string;
  readonly barEmpty: string;
  /** More rows above and below; an order from the lowest up and from the highest down. */
  readonly up: string;
  readonly down: string;
  /** Signs of the selected row, a marked one, and of the pane with the focus: the same everywhere. */
  readonly cursor: string;
  readonly mark: string;
  readonly focus: string;
  /** Where the next letter goes, at the end of a text that is being typed. */
  readonly caret: string;
}

export interface Look {
  readonly isAscii: boolean;
  readonly signs: Signs;
  /** The text in the role's style; as it is where the role has none here. What is painted already keeps its style. */
  readonly paint: (role: Role, text: string) => string;
}
