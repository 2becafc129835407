/** What is asked of a terminal before the first frame, and how it is undone. */

export interface ModeOptions {
  /** The name of the terminal's kind, from `TERM`. */
  readonly term?: string | undefined;
}

/** Terminals that know no titles, and would show one as text. */
const WITHOUT_TITLE = /^(?:linux|vt\d|dumb|ansi|cons|sun)/;

/** The screen of its own, emptied, without a cursor, and where a line too long ends at the window's edge. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[m\x1b[H\x1b[J";
/** Emptied first, for terminals that have only one screen. The first sequence ends an update that was never finished. */
const LEAVE = "\x1b[?2026l\x1b[m\x1b[H\x1b[J\x1b[?7h\x1b[?1049l\x1b[?25h";

/** Pasted text is marked as such, and the window tells when it gets and loses the keyboard. */
const TELL = "\x1b[?2004h\x1b[?1004h";
const TELL_NO_MORE = "\x1b[?1004l\x1b[?2004l";

const KEEP_TITLE = "\x1b[22;0t";
const TITLE = "\x1b]2;foxden\x07";
const OLD_TITLE = "\x1b[23;0t";

const MOUSE = "\x1b[?1000h\x1b[?1006h";
const NO_MOUSE = "\x1b[?1006l\x1b[?1000l";

/** The sequences that make the terminal ours. @param isKept whether its own title is kept already, to be given back once */
export function enterText(hasMouse: boolean, options: ModeOptions, isKept = false): string {
  const title = hasTitle(options) ? `${isKept ? "" : KEEP_TITLE}${TITLE}` : "";
  return `${title}${ENTER}${TELL}${hasMouse ? MOUSE : ""}`;
}

/** The sequences that give it back as it was. */
export const leaveText = (hasMouse: boolean, options: ModeOptions): string =>
  `${hasMouse ? NO_MOUSE : ""}${TELL_NO_MORE}${LEAVE}${hasTitle(options) ? OLD_TITLE : ""}`;

/** Has the terminal send nothing more that was not typed. */
export const quietText = (hasMouse: boolean): string => `${hasMouse ? NO_MOUSE : ""}${TELL_NO_MORE}`;

/** The sequence that switches the mouse: presses and the wheel only, in their newer form. */
export const mouseText = (isOn: boolean): string => isOn ? MOUSE : NO_MOUSE;

const hasTitle = ({ term }: ModeOptions): boolean => term !== undefined && !WITHOUT_TITLE.test(term);
