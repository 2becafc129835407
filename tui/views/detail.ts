/** One record: its tabs, its fields, its secret while it is to be seen. */
import type { ShownRecord } from "../../app/browse/record.ts";
import type { Keymap } from "../keys/keymap.ts";
import { BORDER, box } from "../lines/box.ts";
import { countText, filled, lineOf, type Piece, shown } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import { ASCII_SIGNS } from "../look/signs.ts";
import { listOf, type Revealed, type Size, type State, type Told } from "../state.ts";
import { bodyCount, bodyLines, type BodyView } from "./detail_body.ts";
import { tabLine } from "./detail_tabs.ts";
import { wrapped } from "./detail_text.ts";
import { adviceText, keyFor } from "./key_words.ts";

/** What the details are made of. */
interface DetailProps extends Pick<State, "detail" | "revealed" | "nowMs" | "keymap" | "lists" | "place"> {
  /** Of the pane, its border included. */
  readonly size: Size;
  readonly isBoxed: boolean;
  readonly isFocused: boolean;
  readonly look: Look;
}

/** The details, with their border where they have one; else with a line for the tabs above. */
export function detailLines(props: DetailProps): readonly string[] {
  const { detail, size, isBoxed, isFocused, look } = props;
  const inside = detailInside(size, isBoxed);
  const { lines, footer } = insideLines(props, inside);
  const painted = filled(
    lines.map((line) => lineOf(line, inside.columns, look)),
    inside.rows,
    inside.columns,
  );
  const { title, names } = tabLine(detail, size, isBoxed);
  const safeTitle = look.isAscii ? title.replaceAll("…", look.signs.ellipsis) : title;
  if (isBoxed) {
    return box({ title: safeTitle + names, lines: painted, size, isFocused, footer, look });
  }
  return [lineOf([" ", { text: names, role: "title" }], size.columns, look), ...painted].slice(0, size.rows);
}

/** The room for the lines of a tab. @param size of the pane, its border included */
export const detailInside = ({ columns, rows }: Size, isBoxed: boolean): Size => (
  isBoxed
    ? { columns: Math.max(0, columns - BORDER), rows: Math.max(0, rows - BORDER) }
    : { columns, rows: Math.max(0, rows - 1) }
);

/**
 * How many lines a tab of a record takes in all; 0 where there is none.
 *
 * @param inside the room for them, as {@link detailInside} has it
 */
export function detailRoom(
  record: ShownRecord | null,
  tab: number,
  inside: Size,
  nowMs: number,
  revealed: Revealed | null = null,
): number {
  const chosen = record?.tabs[Math.min(tab, record.tabs.length - 1)];
  if (!record || !chosen) return 0;
  const signs = ASCII_SIGNS;
  return bodyCount(chosen, bodyView(record, { columns: inside.columns, nowMs, revealed, key: null, signs }));
}

/**
 * The last line that the details may be scrolled to: from there on, the rest of them is seen.
 *
 * @param size of the pane, its border included
 */
export function lastDetailTop(
  { detail, nowMs, revealed }: Pick<State, "detail" | "nowMs" | "revealed">,
  size: Size,
  isBoxed: boolean,
): number {
  const inside = detailInside(size, isBoxed);
  return Math.max(0, detailRoom(detail.record, detail.tab, inside, nowMs, revealed) - inside.rows);
}

function bodyView(
  record: ShownRecord,
  { revealed, nowMs, ...rest }: Omit<BodyView, "secretOf"> & { readonly revealed: Revealed | null },
): BodyView {
  return {
    ...rest,
    nowMs,
    // A value whose time is over is hidden, whether or not anybody has taken it out of the state yet.
    secretOf: (field) =>
      revealed && revealed.key === record.key && revealed.field === field && revealed.untilMs > nowMs
        ? revealed
        : null,
  };
}

interface Inside {
  readonly lines: readonly (readonly Piece[])[];
  readonly footer: string;
}

function insideLines(props: DetailProps, { columns, rows }: Size): Inside {
  const { detail: { record, failed, tab, top }, keymap, look: { signs } } = props;
  if (failed) return { lines: failedLines(failed, columns, keymap), footer: "" };
  const chosen = record?.tabs[Math.min(tab, record.tabs.length - 1)];
  if (!record || !chosen) return { lines: ["", ` ${waitingText(props)}`].map((line) => [line]), footer: "" };
  const key = keyFor(keymap, "detail", "secret.toggle");
  const view = bodyView(record, { ...props, columns, key, signs });
  const count = bodyCount(chosen, view);
  const first = Math.max(0, Math.min(top, count - rows));
  const footer = count <= rows ? "" : `${first + 1}-${Math.min(count, first + rows)}/${countText(count)}`;
  return { lines: bodyLines(chosen, view, first, rows), footer };
}

function failedLines(failed: Told, columns: number, keymap: Keymap): Inside["lines"] {
  const advice = adviceText(failed, keymap, "detail");
  const room = Math.max(1, columns - 2);
  const told = wrapped(shown(`! ${failed.message}`), room).map((
    text,
  ): readonly Piece[] => [" ", { text, role: "error" }]);
  return [...told, ...(advice === "" ? [] : wrapped(shown(advice), room)).map((text) => [` ${text}`])];
}

const waitingText = ({ lists, place }: DetailProps): string =>
  listOf({ lists }, place).shown.count === 0 ? "Nothing is selected." : "Loading...";
