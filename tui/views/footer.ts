/** The last lines: what is being said, and the keys worth knowing. */
import { cellWidth } from "../../app/display/text.ts";
import { filled, fit, lineOf, type Piece, rule, shown } from "../lines/text.ts";
import type { Look, Role } from "../look/look.ts";
import { type Hint, hintLine } from "../keys/hints.ts";
import type { Size, State } from "../state.ts";
import { clockText } from "./header_link.ts";
import { adviceText, keyFor } from "./key_words.ts";

/** What the message is chosen from. */
interface MessageProps extends Pick<State, "message" | "clipboardUntilMs" | "link" | "nowMs" | "keymap"> {
  /** Of the place of the message: a second line is a rule above it. */
  readonly size: Size;
  readonly look: Look;
}

/** What is being said: a message, else what is in the clipboard, else what stands in the way of syncing. */
export function messageLine(props: MessageProps): readonly string[] {
  const { size: { columns, rows }, look } = props;
  if (rows < 1) return [];
  const { role, text, advice = "" } = saidOf(props);
  const whole = advice === "" ? text : withAdvice(text, advice, columns, look);
  const line = lineOf([role === undefined ? whole : { text: whole, role }], columns, look);
  return rows === 1 ? [line] : [...filled([rule(columns, look)], rows - 1, columns), line];
}

/** What is said in one line. */
interface Said {
  readonly role?: Role;
  readonly text: string;
  readonly advice?: string;
}

/** A shorter part of what happened says too little. */
const LEAST_TOLD_CELLS = 30;

/** What to do stays in view: it is what happened that is cut. */
function withAdvice(text: string, advice: string, columns: number, look: Look): string {
  const room = columns - cellWidth(shown(advice)) - 1;
  const said = /[.!?]$/.test(text) || advice === "" ? text : `${text}.`;
  return `${room < LEAST_TOLD_CELLS ? said : fit(said, room, look)} ${advice}`;
}

function saidOf(props: MessageProps): Said {
  const { message, clipboardUntilMs, nowMs } = props;
  if (message?.kind === "error") return { role: "error", text: `! ${message.text}` };
  if (message) return { text: message.text };
  if (clipboardUntilMs !== null && clipboardUntilMs > nowMs) {
    return { role: "muted", text: `The clipboard is cleared in ${secondsTo(clipboardUntilMs, nowMs)} s.` };
  }
  return bannerOf(props);
}

/** Whole seconds until then, at least 0. */
export const secondsTo = (untilMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((untilMs - nowMs) / 1000));

/** What stands in the way of syncing, and what to do about it. Empty where nothing does. */
function bannerOf({ link, nowMs, keymap }: MessageProps): Said {
  switch (link.state) {
    case "sign-in-needed":
    case "keys-changed":
    case "challenge":
    case "failed":
      return { role: "error", text: `! ${link.told.message}`, advice: adviceText(link.told, keymap, "list") };
    case "offline": {
      const key = keyFor(keymap, "list", "sync.start");
      const again = key === null ? "" : ` [${key}] try again now`;
      const next = `(next try ${clockText(link.nextTryMs, nowMs)})`;
      return { role: "warn", text: `Offline: what was synced before is shown. ${again} ${next}` };
    }
    case "offline-wanted":
      return { role: "muted", text: "Offline, as was asked for: no server is contacted in this run." };
    default:
      return { text: "" };
  }
}

/** What the line of hints is made of. */
interface HintsProps {
  readonly hints: readonly Hint[];
  readonly columns: number;
  /** Letters are text now. */
  readonly isTyping: boolean;
  /** Keys of a sequence that has begun, such as `g`. */
  readonly pendingKeys: string;
  readonly look: Look;
}

/** The line of hints, each key painted as one. */
export function hintsLine(props: HintsProps): readonly string[] {
  const { columns, look } = props;
  const from = hintsFrom(props);
  const { hints } = hintLine(props.hints, Math.max(0, columns - from));
  const pieces = hints.flatMap(({ key, label }, at): readonly Piece[] => [
    ...at === 0 ? [] : ["  "],
    { text: key, role: "key" },
    ` ${label}`,
  ]);
  const mode = modeText(props);
  return [lineOf([{ text: mode, role: "mode" }, mode === "" ? "" : GAP, ...pieces], columns, look)];
}

const GAP = "  ";

/** Cells before the first hint, for whoever wants to know which one the mouse is on. */
export function hintsFrom(props: Pick<HintsProps, "isTyping" | "pendingKeys">): number {
  const mode = modeText(props);
  return mode === "" ? 0 : cellWidth(mode + GAP);
}

function modeText({ isTyping, pendingKeys }: Pick<HintsProps, "isTyping" | "pendingKeys">): string {
  if (isTyping) return "INSERT";
  return pendingKeys === "" ? "" : `${pendingKeys} ...`;
}
