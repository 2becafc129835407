/** A form: some fields to be typed or chosen. */
import type { InputEvent, MouseEvent } from "../input/events.ts";
import { exportFault, exportWords, FORMAT, withEnding } from "../palette/exports.ts";
import { commandLine } from "../palette/shell.ts";
import type { Size, State } from "../state.ts";
import { editField, fieldOf } from "../text_field.ts";
import type { Choice, FormField, FormOverlay, OverlayStep } from "./overlay.ts";
import { moved, overlayRoom } from "./room.ts";
import { FRAME_ROWS, innerCells, wrapped } from "./views/lines.ts";

/** The form as it stands in its room: texts, each no wider than what is in the box. */
export interface FormLayout {
  readonly width: number;
  readonly above: readonly string[];
  readonly fault: readonly string[];
  /** What will run: whoever sees it can do it again in a shell. */
  readonly below: readonly string[];
}

const MOST_CELLS = 84;

export function formLayout(overlay: FormOverlay, room: Size, view: State): FormLayout {
  const { about, fault, fields, then } = overlay;
  const width = Math.min(room.columns, MOST_CELLS);
  const lines = (text: string | undefined) => text === undefined ? [] : wrapped(text, innerCells(width));
  const said = about === undefined ? [] : [...lines(about), ""];
  const wrong = lines(fault === undefined ? fault : `! ${fault}`);
  const command = then.type === "export"
    ? lines(commandLine(exportWords(then.words, fields), view.account?.profile))
    : [];
  const runs = command.length === 0 ? [] : ["", RUNS, ...command];
  // The fields and what is wrong with them come first where there is room for little.
  const spare = Math.max(0, room.rows - FRAME_ROWS - fields.length - wrong.length);
  const above = said.length + runs.length <= spare ? said : [];
  return { width, above, fault: wrong, below: runs.slice(0, spare - above.length) };
}

/** The heading of the command. */
export const RUNS = "This runs:";

export function reduceForm(overlay: FormOverlay, event: InputEvent, view: State): OverlayStep {
  if (event.type === "mouse") return { overlay: clicked(overlay, event, view) };
  const current = overlay.fields[overlay.cursor];
  if (event.type === "key") {
    const to = nextField(overlay, event.key);
    if (to !== undefined) return { overlay: { ...overlay, cursor: to } };
    if (event.key === "esc") return { overlay: null };
    if (event.key === "enter") return entered(overlay);
  }
  if (!current) return { overlay };
  if (current.choices) {
    return { overlay: event.type === "key" ? turned(overlay, current, event.key) : overlay };
  }
  const field = editField(current.field, event);
  return { overlay: field ? without(withField(overlay, { ...current, field })) : overlay };
}

/** A click takes the keys to a field. */
function clicked(overlay: FormOverlay, { act, button, row }: MouseEvent, view: State): FormOverlay {
  const { above } = formLayout(overlay, overlayRoom(view.size), view);
  const at = row - 1 - above.length;
  return act === "press" && button === 0 && overlay.fields[at] ? { ...overlay, cursor: at } : overlay;
}

/** The field a key goes to; undefined for a key that goes to none. */
function nextField({ cursor, fields: { length } }: FormOverlay, key: string): number | undefined {
  switch (key) {
    case "tab":
      return (cursor + 1) % length;
    case "shift-tab":
      return (cursor + length - 1) % length;
    case "down":
    case "ctrl-n":
      return moved(cursor, 1, length);
    case "up":
    case "ctrl-p":
      return moved(cursor, -1, length);
    default:
      return undefined;
  }
}

const withField = (overlay: FormOverlay, field: FormField): FormOverlay => (
  { ...overlay, fields: overlay.fields.map((each) => each.name === field.name ? field : each) }
);

function without({ fault: _, ...overlay }: FormOverlay): FormOverlay {
  return overlay;
}

/** Another one of the choices of a field. */
function turned(overlay: FormOverlay, current: FormField, key: string): FormOverlay {
  const { choices = [], field: { text } } = current;
  const by = key === "right" || key === "space" || key === "l" ? 1 : key === "left" || key === "h" ? -1 : 0;
  const at = choices.indexOf(text);
  const next = choices[(at + by + choices.length) % choices.length];
  if (by === 0 || next === undefined) return overlay;
  const changed = withField(overlay, { ...current, field: fieldOf(next) });
  if (overlay.then.type !== "export" || current.name !== FORMAT) return changed;
  return { ...changed, fields: withEnding(changed.fields, text, next) };
}

/** Enter goes on to what is still empty behind the cursor, and otherwise does what the form is for. */
function entered(overlay: FormOverlay): OverlayStep {
  const isOpen = ({ choices, field }: FormField) => !choices && field.text === "";
  const next = overlay.fields.findIndex((field, i) => i > overlay.cursor && isOpen(field));
  if (next > 0) return { overlay: { ...overlay, cursor: next } };
  const fault = faultOf(overlay);
  return fault === null ? { overlay: null, choice: choiceOf(overlay) } : { overlay: { ...overlay, fault } };
}

function faultOf({ then, fields }: FormOverlay): string | null {
  if (then.type === "export") return exportFault(fields);
  return fields[0]?.field.text ? null : "Type the passphrase, or leave with esc.";
}

function choiceOf(overlay: FormOverlay): Choice {
  const { then, fields, title } = overlay;
  if (then.type === "export") {
    return { type: "run", title, words: exportWords(then.words, fields), form: overlay };
  }
  return { type: "unlock", passphrase: fields[0]?.field.text ?? "" };
}
