/** What Ink writes → what the terminal gets: the scrollback is left alone, and no character moves what follows it. */
import { isSuspect, pieces, placed } from "./uncertain.ts";

/** A whole escape sequence, a control character, or a run of text. */
const TOKENS = new RegExp(
  [
    String.raw`\x1b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)`,
    // Broken off by the next ESC: terminals forget it, and so must whatever stands between two of them.
    String.raw`\x1b(?:\[[0-?]*[ -/]*)?(?=\x1b)`,
    String.raw`\x1b[ -/]*[0-~]`,
    String.raw`[\x00-\x1f\x7f]`,
    String.raw`[^\x00-\x1f\x7f]+`,
  ].join("|"),
  "g",
);

/** A sequence or a character whose rest may be in the next write. */
const UNFINISHED = new RegExp(
  String
    .raw`(?:\x1b(?:\[[0-?]{0,64}[ -/]{0,8}|[\]P_^X][^\x07\x1b]{0,4096}\x1b?|[ -/]{0,8})?|[\ud800-\udbff])$`,
);
const BROKEN_OFF = new RegExp(String.raw`^\x1b(?:\[[0-?]*[ -/]*)?$`);
const ERASES_SCROLLBACK = new RegExp(String.raw`^\x1b\[0*3J$`);
const MOVES = new RegExp(String.raw`^\x1b\[(\d*)(?:;(\d*))?([CDEFGHfad${"`"}])$`);
/** Puts the cursor back where it was saved. */
const RETURNS = new RegExp(String.raw`^\x1b(?:[8c]|\[u)$`);
const TAB_CELLS = 8;

/** The transformer of one terminal. It writes nothing itself. */
export class FrameFilter {
  #held = "";
  /** Cells before the cursor; undefined where nothing told. */
  #column: number | undefined = 0;

  /** @returns what to send now; the start of a sequence waits for its rest */
  feed(text: string): string {
    const whole = this.#held + text;
    this.#held = UNFINISHED.exec(whole)?.[0] ?? "";
    const ready = this.#held === "" ? whole : whole.slice(0, -this.#held.length);
    let sent = "";
    // Only what follows the last line break says where the cursor ends up.
    const looked = isSuspect(ready) ? 0 : ready.lastIndexOf("\n") + 1;
    if (looked > 0) {
      sent = withoutErasing(ready.slice(0, looked));
      this.#column = 0;
    }
    for (const [token] of ready.slice(looked).matchAll(TOKENS)) sent += this.#send(token);
    return sent;
  }

  /** @returns what still waited for its rest */
  end(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  /** The cursor was moved by somebody else, to the start of a row. */
  reset(): void {
    this.#held = "";
    this.#column = 0;
  }

  #send(token: string): string {
    const first = token.charCodeAt(0);
    if (first >= 0x20 && first !== 0x7f) return this.#sendText(token);
    if (ERASES_SCROLLBACK.test(token) || BROKEN_OFF.test(token)) return "";
    this.#column = first === 0x1b ? afterSequence(this.#column, token) : afterControl(this.#column, first);
    return token;
  }

  #sendText(text: string): string {
    if (this.#column === undefined) return text;
    let sent = "";
    for (const piece of pieces(text)) {
      sent += piece.isCertain ? piece.text : placed(piece, this.#column);
      this.#column += piece.cells;
    }
    return sent;
  }
}

function withoutErasing(text: string): string {
  if (!text.includes("3J")) return text;
  const kept = (token: string) => !ERASES_SCROLLBACK.test(token) && !BROKEN_OFF.test(token);
  return [...text.matchAll(TOKENS)].map(([token]) => token).filter(kept).join("");
}

function afterControl(column: number | undefined, code: number): number | undefined {
  if (code === 0x0a || code === 0x0d) return 0;
  if (column === undefined) return undefined;
  if (code === 0x08) return Math.max(0, column - 1);
  return code === 0x09 ? (Math.floor(column / TAB_CELLS) + 1) * TAB_CELLS : column;
}

function afterSequence(column: number | undefined, sequence: string): number | undefined {
  const move = MOVES.exec(sequence);
  if (move === null) return RETURNS.test(sequence) ? undefined : column;
  const [, first = "", second = "", end = ""] = move;
  const count = Math.max(1, Number(first || 1));
  if (end === "E" || end === "F") return 0;
  if (end === "G" || end === "`") return count - 1;
  if (end === "H" || end === "f") return Math.max(1, Number(second || 1)) - 1;
  if (column === undefined || end === "d") return column;
  return end === "D" ? Math.max(0, column - count) : column + count;
}
