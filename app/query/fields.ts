/** The fields of the query language: what they are called, what they hold, and which of them a list has. */

/**
 * What a field holds, which says what may follow its colon:
 *
 * - `text`: any text; part of it is looked for
 * - `choice`: one of some words, compared as a whole; `choices` names them where there are no others
 * - `host`: a host, which with a dot in it stands for itself and its subdomains; else looked for from the start of a label on
 * - `id`: the id of a record, looked for from its start
 * - `number`: a whole number, compared
 * - `time`: an instant in ms, compared
 * - `flag`: yes or no
 */
export type FieldKind = "text" | "choice" | "host" | "id" | "number" | "time" | "flag";

const LANGUAGE = {
  host: "host",
  url: "text",
  title: "text",
  tag: "choice",
  folder: "text",
  type: "choice",
  device: "text",
  user: "text",
  id: "id",
  before: "time",
  after: "time",
  on: "time",
  visits: "number",
  deleted: "flag",
  is: "choice",
} as const satisfies Readonly<Record<string, FieldKind>>;

/** Every field of the language. A list declares those its rows have, and may have others. */
export const QUERY_FIELDS = Object.keys(LANGUAGE) as readonly (keyof typeof LANGUAGE)[];

/** Fields of single lists whose names say what they hold. */
const USUAL_KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ...Object.entries(LANGUAGE),
  ["used", "number"],
  ["size", "number"],
]);

/** The fields that a list has. */
export interface FieldSet {
  /** Their names. Those that `kinds`, `choices` and the language say nothing about hold text. */
  readonly fields: readonly string[];
  /** What fields hold that are no fields of the language. */
  readonly kinds?: Readonly<Record<string, FieldKind>>;
  /** The words that some fields can hold, such as those of `is:`. Any other word there is an error. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** What a field of a list holds. */
export function kindOf(field: string, { kinds, choices }: FieldSet): FieldKind {
  return kinds?.[field] ?? USUAL_KINDS.get(field) ?? (choices?.[field] ? "choice" : "text");
}

/** The fields that speak of the time of a row, whatever list it is in. */
export const isRowTime = (field: string): boolean =>
  field === "before" || field === "after" || field === "on";

/** The field that a name before a colon means; its case does not count. */
export function fieldNamed(name: string, { fields }: FieldSet): string | undefined {
  const sought = name.toLowerCase();
  return fields.find((field) => field.toLowerCase() === sought);
}

/** An id as it is compared: some clients write braces around them, and nobody types those. */
export const withoutBrace = (id: string): string => id.startsWith("{") ? id.slice(1) : id;
