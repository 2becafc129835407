/** What of the record under the cursor can be copied, or of all that are marked. */
import {
  cellText,
  markedRows,
  recordWords,
  type RowAt,
  rowUnder,
  wordsOfSeveral,
} from "../palette/record.ts";
import { commandLine } from "../palette/shell.ts";
import { countWords } from "../palette/words.ts";
import { placeOf } from "../places.ts";
import type { State } from "../state.ts";
import type { CopyWhat, MenuItem, MenuOverlay } from "./overlay.ts";

/** The most cells of a text beside its name. */
const ASIDE_CELLS = 40;
/** Shown in the place of what is secret: the same for all, so that its length does not show. */
const STARS = "*".repeat(12);
/** Of more records nobody wants to paste a text. */
const MOST_MARKED = 10_000;

/** Null where no record is under the cursor, and none is marked. */
export function copyMenu(view: State): MenuOverlay | null {
  const marked = markedRows(view);
  const isMany = marked.length > MOST_MARKED;
  const at = rowUnder(view);
  const items = marked.length > 0 && !isMany ? itemsOfMarked(view, marked) : at ? itemsOf(view, at) : [];
  const title = marked.length === 0
    ? "Copy"
    : isMany
    ? "Copy this row (too many are marked)"
    : `Copy ${countWords(view, marked.length)}`;
  return items.length === 0 ? null : { kind: "menu", title, items, cursor: 0, top: 0 };
}

/** Of several records texts are copied a line each; what is secret is copied one by one. */
function itemsOfMarked(view: State, rows: readonly RowAt[]): readonly MenuItem[] {
  const place = placeOf(view.place);
  const titleOf = (at: RowAt) => cellText(at, "title") || cellText(at, "name");
  const words = wordsOfSeveral(rows);
  const lines = (key: string, label: string, textOf: (at: RowAt) => string): readonly MenuItem[] => {
    const texts = rows.map(textOf).filter((text) => text !== "");
    if (texts.length === 0) return [];
    const what = `${label} of ${countWords(view, texts.length)}`;
    const [first = ""] = texts;
    const aside = texts.length === 1 ? first : `${texts.length} lines`;
    return [{ key, label, aside, choice: { type: "copy-text", what, text: texts.join("\n") } }];
  };
  const { link } = place;
  const main = MAIN.get(view.place);
  const command = words ? commandLine(words, view.account?.profile) : "";
  return [
    ...lines("u", "Username", (at) => cellText(at, "username")),
    ...link === undefined ? [] : lines("l", "Link", (at) => cellText(at, link)),
    ...lines("t", "Title", titleOf),
    ...main === undefined ? [] : lines("v", main, (at) => cellText(at, place.copied)),
    ...lines(JSON_KEY, "JSON", jsonLine),
    ...words
      ? [{
        key: "c",
        label: "Shell command",
        aside: command.slice(0, ASIDE_CELLS * 4),
        choice: { type: "copy-text", what: "Command", text: command } as const,
      }]
      : [],
  ];
}

/** A row as its list command prints it, one object in one line; it holds nothing secret. */
const jsonLine = ({ table, row }: RowAt): string =>
  JSON.stringify(Object.fromEntries(table.columns.map(({ name }, at) => [name, table.cell(row, at)])));

/** The letter that people would look for moves the cursor in every menu. */
const JSON_KEY = "r";
/** Collections whose records hold something that is masked. */
const SECRET_COLLECTIONS: ReadonlySet<string> = new Set(["passwords", "creditcards"]);

function itemsOf(view: State, at: RowAt): readonly MenuItem[] {
  const { link } = placeOf(view.place);
  const isBranch = at.table.isBranch(at.row);
  const text = (column: string | undefined) => column === undefined ? "" : cellText(at, column);
  const title = text("title") || text("name");
  const words = recordWords(at);
  const source = at.table.source(at.row);
  const isMasked = source !== null && SECRET_COLLECTIONS.has(source.collection);
  return [
    ...ofText("u", "Username", "user", text("username")),
    ...view.place === "passwords" && !isBranch ? [item("p", "Password", "password", STARS)] : [],
    ...view.place === "cards" && !isBranch ? [item("n", "Card number", "number", STARS)] : [],
    ...ofText("l", "Link", "link", text(link)),
    ...ofText("t", "Title", "title", title),
    ...MAIN.has(view.place)
      ? ofText("v", MAIN.get(view.place) ?? "", "main", text(placeOf(view.place).copied))
      : [],
    ...source ? [item(JSON_KEY, "Record as JSON", "json", isMasked ? "secrets left out" : "")] : [],
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
  {
    key,
    label,
    ...aside === "" ? {} : { aside: aside.slice(0, ASIDE_CELLS * 4) },
    choice: { type: "copy", what },
  }
);

const ofText = (key: string, label: string, what: CopyWhat, text: string): readonly MenuItem[] =>
  text === "" ? [] : [item(key, label, what, text)];
