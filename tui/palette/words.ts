/** What columns and fields are called: by their headings on the screen, wherever they are spoken of. */
import { type Place, placeOf } from "../places.ts";
import type { State } from "../state.ts";

/** Words for what has no heading of its own and a name that says little. */
const WORDS: Readonly<Record<string, string>> = {
  url: "URL",
  reused: "other sites with the same password",
};

/** What people call a column: as its heading does, or in full where the heading is the end of its name. */
export function columnWords({ columns }: Pick<Place, "columns">, name: string): string {
  const spaced = WORDS[name] ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const label = columns.find((column) => column.name === name)?.label.toLowerCase();
  return label === undefined || spaced.toLowerCase().endsWith(label) ? spaced : label;
}

/** The column that a field of the query language is about, where its name is another one. */
const COLUMNS_OF_FIELDS: Readonly<Record<string, string>> = { user: "username", host: "origin", tag: "tags" };

/** What people call a field of the query language at a place: as the heading of its column does. */
export function fieldWords(place: Pick<Place, "columns">, field: string): string {
  const column = COLUMNS_OF_FIELDS[field] ?? field;
  return place.columns.some(({ name }) => name === column) ? columnWords(place, column) : field;
}

const counts = new Intl.NumberFormat("en-US");

/** So many records of the place at hand in words: `1 login`, `3 logins`. */
export function countWords(view: Pick<State, "place">, count: number): string {
  const [one, many] = placeOf(view.place).noun;
  return `${counts.format(count)} ${count === 1 ? one : many}`;
}
