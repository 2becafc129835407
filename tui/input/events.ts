/** What a person does at a terminal, once its bytes have been understood. */

/** A key by its name: `j`, `é`, `space`, `enter`, `shift-tab`, `ctrl-d`, `alt-x`, `ctrl-left`, `f1`. */
export interface KeyEvent {
  readonly type: "key";
  /**
   * A key that types something is named by its one code point, so a character of several arrives as several keys.
   * Modifiers come in the order `ctrl-alt-shift-`; shift is only told of keys that type nothing.
   */
  readonly key: string;
}

/** Text that was pasted, as one event. Its lines end in `\n`; any other control character is left in it. */
export interface PasteEvent {
  readonly type: "paste";
  readonly text: string;
  /** Set when there was more of it than is taken. */
  readonly isCut?: true;
}

/** The mouse, in cells from the window's top left corner, counted from 0. */
export interface MouseEvent {
  readonly type: "mouse";
  readonly act: "press" | "release" | "wheel-up" | "wheel-down";
  /** 0 left, 1 middle, 2 right; 0 for the wheel and where a terminal does not say which one was released. */
  readonly button: number;
  readonly column: number;
  readonly row: number;
}

/** The terminal's window got or lost the keyboard. */
export interface FocusEvent {
  readonly type: "focus";
  readonly has: boolean;
}

/** Anything that comes from the terminal. */
export type InputEvent = KeyEvent | PasteEvent | MouseEvent | FocusEvent;
