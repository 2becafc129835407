/** What is seen until the profile is open, or while it stays closed. */
import type { ActName } from "../keys/acts.ts";
import type { Hint } from "../keys/hints.ts";
import type { Keymap } from "../keys/keymap.ts";
import { blank, filled, lineOf } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Size, State } from "../state.ts";
import { keyFor } from "./key_words.ts";
import { type Notice, noticeLines } from "./states.ts";

/** What is known before anything is. */
interface StartingProps extends Pick<State, "screen" | "keymap"> {
  readonly size: Size;
  readonly look: Look;
}

/** The body of the window, while the profile is being opened or stays closed. */
export function startingLines(props: StartingProps): readonly string[] {
  const { screen, size: { columns, rows }, look } = props;
  const lines = screen === "locked"
    ? lockedLines(props)
    : [lineOf(["  Opening the profile..."], columns, look)];
  return filled([blank(columns), ...lines], rows, columns);
}

const LOCKED: Notice = {
  heading: "This profile is sealed.",
  role: "title",
  lines: ["It stays closed until its passphrase is given."],
  acts: [
    { act: "record.open", label: "asks for the passphrase" },
    { act: "program.back-or-quit", label: "quits", or: "program.quit" },
  ],
};

const lockedLines = ({ size: { columns, rows }, keymap, look }: StartingProps): readonly string[] =>
  noticeLines(LOCKED, {
    width: columns,
    rows: rows - 1,
    look,
    keyOf: (act) => keyFor(keymap, "welcome", act) ?? "",
  });

/** The keys that do something there. */
export function startingHints({ screen, keymap }: Pick<State, "screen" | "keymap">): readonly Hint[] {
  const unlock = hintOf(keymap, ["record.open"], "passphrase");
  const quit = hintOf(keymap, ["program.back-or-quit", "program.quit"], "quit");
  return screen === "locked" ? [...unlock, ...quit] : quit;
}

/** One hint at most, of the first of these acts that has a key. */
function hintOf(keymap: Keymap, acts: readonly ActName[], label: string): readonly Hint[] {
  const hints = acts.flatMap((act): readonly Hint[] => {
    const key = keyFor(keymap, "welcome", act);
    return key === null ? [] : [{ act, key, label }];
  });
  return hints.slice(0, 1);
}
