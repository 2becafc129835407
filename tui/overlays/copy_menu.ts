/** What of the record under the cursor can be copied. */
import { cellText, recordWords, type RowAt, rowUnder } from "../palette/record.ts";
import { commandLine } from "../palette/shell.ts";
import { placeOf } from "../places.ts";
import type { State } from "../state.ts";
import type { CopyWhat, MenuItem, MenuOverlay } from "./overlay.ts";

/** The most cells of a text beside its name. */
const ASIDE_CELLS = 40;
/** Shown in the place of what is secret: the same for all, so that its length does not show. */
const STARS = "*".repeat(12);

/** Null where no record is under the cursor. */
export function copyMenu(view: State): MenuOverlay | null {
  const at = rowUnder(view);
  if (!at) return null;
  const items = itemsOf(view, at);
  return items.length === 0 ? null : { kind: "menu", title: "Copy", items, cursor: 0, top: 0 };
}

function itemsOf(view: State, at: RowAt): readonly MenuItem[] {
  const { link } = placeOf(view.place);
  const isBranch = at.table.isBranch(at.row);
  const text = (column: string | undefined) => column === undefined ? "" : cellText(at, column);
  const title = text("title") || text("name");
  const words = recordWords(at);
  return [
    ...ofText("u", "User name", "user", text("username")),
    ...view.place === "passwords" && !isBranch ? [item("p", "Password", "password", STARS)] : [],
    ...view.place === "cards" && !isBranch ? [item("n", "Card number", "number", STARS)] : [],
    ...ofText("l", "Link", "link", text(link)),
    ...ofText("t", "Title", "title", title),
    ...MAIN.has(view.place)
      ? ofText("v", MAIN.get(view.place) ?? "", "main", text(placeOf(view.place).copied))
      : [],
    ...at.table.source(at.row) ? [item("j", "JSON", "json", "secrets left out")] : [],
    ...words ? [item("c", "Shell command", "command", commandLine(words, view.account?.profile))] : [],
  ];
}

/** What people copy first of a place, where it is none of the other things. */
const MAIN: ReadonlyMap<string, string> = new Map([
  ["forms", "Value"],
  ["addons", "Add-on id"],
  ["prefs", "Value"],
  ["extstorage", "Value"],
  ["records", "Id"],
]);

const item = (key: string, label: string, what: CopyWhat, aside: string): MenuItem => (
  { key, label, aside: aside.slice(0, ASIDE_CELLS * 4), choice: { type: "copy", what } }
);

const ofText = (key: string, label: string, what: CopyWhat, text: string): readonly MenuItem[] =>
  text === "" ? [] : [item(key, label, what, text)];
