/** A line of text that is being typed: the keys of readline, as pure functions. */
import type { InputEvent } from "./input/events.ts";

export interface TextField {
  readonly text: string;
  /** Where the next character goes, in code units; never inside of a grapheme. */
  readonly at: number;
}

export const EMPTY_FIELD: TextField = { text: "", at: 0 };

/** A field that holds a text, to be gone on with at its end. */
export const fieldOf = (text: string): TextField => ({ text, at: text.length });

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What an event does to a field; undefined for one that is none of its keys. */
export function editField(field: TextField, event: InputEvent): TextField | undefined {
  if (event.type === "paste") return insert(field, oneLine(event.text));
  if (event.type !== "key") return undefined;
  const edit = EDITS[event.key];
  if (edit) return edit(field);
  if (event.key === "space") return insert(field, " ");
  return isPrintable(event.key) ? insert(field, event.key) : undefined;
}

/** Whether a key is a character to be typed. */
const isPrintable = (key: string): boolean => [...key].length === 1 && !/\p{Cc}/u.test(key);

const oneLine = (text: string): string => text.replace(/[\r\n\t]+/g, " ").replace(/\p{Cc}/gu, "");

const insert = ({ text, at }: TextField, more: string): TextField => (
  { text: text.slice(0, at) + more + text.slice(at), at: at + more.length }
);

const EDITS: Readonly<Record<string, (field: TextField) => TextField>> = {
  "left": (field) => ({ ...field, at: before(field) }),
  "ctrl-b": (field) => ({ ...field, at: before(field) }),
  "right": (field) => ({ ...field, at: after(field) }),
  "ctrl-f": (field) => ({ ...field, at: after(field) }),
  "home": (field) => ({ ...field, at: 0 }),
  "ctrl-a": (field) => ({ ...field, at: 0 }),
  "end": (field) => ({ ...field, at: field.text.length }),
  "ctrl-e": (field) => ({ ...field, at: field.text.length }),
  "ctrl-left": (field) => ({ ...field, at: wordBefore(field) }),
  "alt-b": (field) => ({ ...field, at: wordBefore(field) }),
  "ctrl-right": (field) => ({ ...field, at: wordAfter(field) }),
  "alt-f": (field) => ({ ...field, at: wordAfter(field) }),
  "backspace": (field) => remove(field, before(field), field.at),
  "ctrl-h": (field) => remove(field, before(field), field.at),
  "delete": (field) => remove(field, field.at, after(field)),
  "ctrl-d": (field) => remove(field, field.at, after(field)),
  "ctrl-w": (field) => remove(field, wordBefore(field), field.at),
  "alt-backspace": (field) => remove(field, wordBefore(field), field.at),
  "ctrl-u": (field) => remove(field, 0, field.at),
  "ctrl-k": (field) => remove(field, field.at, field.text.length),
};

const remove = ({ text }: TextField, from: number, to: number): TextField => (
  { text: text.slice(0, from) + text.slice(to), at: from }
);

function before({ text, at }: TextField): number {
  const last = [...graphemes.segment(text.slice(0, at))].at(-1);
  return last?.index ?? 0;
}

function after({ text, at }: TextField): number {
  const [next] = graphemes.segment(text.slice(at));
  return at + (next?.segment.length ?? 0);
}

const wordBefore = ({ text, at }: TextField): number => text.slice(0, at).replace(/\S+\s*$/, "").length;

const wordAfter = ({ text, at }: TextField): number => at + (/^\s*\S+/.exec(text.slice(at))?.[0].length ?? 0);
