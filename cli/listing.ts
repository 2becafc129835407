/** A listing as it was asked for: which columns, in which order, and which of its rows. */
import type { Cell, Column, ColumnHead, Listing } from "../app/columns.ts";
import { FoxdenError } from "../core/errors.ts";
import type { Globals } from "./globals.ts";
import { checkFilters } from "./output/template.ts";
import { didYouMean } from "./suggest.ts";

type Selection = Pick<Globals, "fields" | "format" | "template">;

/** Formats in which every column is given unless some are named. */
const isMachine = (format: Globals["format"]): boolean => format !== "table" && format !== "plain";

/**
 * The columns to print, without secrets.
 *
 * @param allDetails whether details are shown to people too, as for a single record
 * @throws {FoxdenError} `usage.value` for a name that is no column or is a secret one, and for a filter that does not fit
 */
export function selectColumns<C extends ColumnHead>(
  columns: readonly C[],
  { fields, format, template }: Selection,
  allDetails = false,
): readonly C[] {
  if (template) {
    const chosen = template.fields.map((name) => namedColumn(columns, name, "--template"));
    checkFilters(template, columns);
    return chosen;
  }
  if (format === "ids") return [namedColumn(columns, "id", "-f ids")];
  if (fields?.length === 0) {
    throw new FoxdenError("usage.value", "--fields: expected names with commas between", {
      name: "--fields",
    });
  }
  if (fields) return [...new Set(fields)].map((name) => namedColumn(columns, name, "--fields"));
  const withDetails = allDetails || isMachine(format);
  return columns.filter((column) => !column.secret && (withDetails || !column.detail));
}

/** Names of the secrets held back where nobody picked columns. */
export function maskedNames(columns: readonly ColumnHead[], { fields }: Selection): readonly string[] {
  return fields ? [] : columns.filter((column) => column.secret).map((column) => column.name);
}

/** @throws {FoxdenError} `usage.value` when no column that may be shown has this name */
export function namedColumn<C extends ColumnHead>(columns: readonly C[], name: string, flag: string): C {
  const column = columns.find((each) => each.name === name);
  if (column?.secret) {
    throw new FoxdenError("usage.value", `the field "${name}" is secret and stays hidden here`, {
      name: flag,
    });
  }
  if (column) return column;
  const names = columns.filter((each) => !each.secret).map((each) => each.name);
  const guess = didYouMean(name, names).replace(/^$/, ".");
  throw new FoxdenError("usage.value", `${flag}: no field "${name}"${guess} Fields: ${names.join(", ")}`, {
    name: flag,
  });
}

/** Lines of `--fields help`: each name, with what is special about it. */
export function describeColumns(columns: readonly ColumnHead[]): string[] {
  const note = ({ secret, detail }: ColumnHead) =>
    secret ? "secret, hidden unless revealed" : detail ? "not in tables unless named" : "";
  const longest = Math.max(...columns.map(({ name }) => name.length));
  return columns.map((column) => `${column.name.padEnd(longest)}  ${note(column)}`.trimEnd());
}

/** Whether every row is wanted, with all of its columns, in the order in which they come. */
export const isAsItComes = (
  { fields, sort, reverse, limit, offset }: Pick<Globals, "fields" | "sort" | "reverse" | "limit" | "offset">,
): boolean => !fields && sort === undefined && !reverse && limit === undefined && offset === 0;

/**
 * The pages with sorting, reversal, offset and limit applied, in this order. Only sorting and reversal need to hold
 * everything; a limit ends the reading early.
 */
export async function* arrange<Row>(
  { columns, pages }: Pick<Listing<Row>, "columns" | "pages">,
  globals: Pick<Globals, "sort" | "reverse" | "limit" | "offset">,
): AsyncGenerator<readonly Row[]> {
  const column = globals.sort === undefined ? undefined : namedColumn(columns, globals.sort, "--sort");
  const source = column || globals.reverse ? arranged(pages, column, globals.reverse) : pages;
  let toSkip = globals.offset;
  let left = globals.limit ?? Infinity;
  if (left === 0) return;
  for await (const page of source) {
    const kept = page.slice(toSkip, toSkip + left);
    toSkip = Math.max(0, toSkip - page.length);
    left -= kept.length;
    yield kept;
    if (left === 0) return;
  }
}

async function* arranged<Row>(
  pages: AsyncIterable<readonly Row[]>,
  column: Column<Row> | undefined,
  reverse: boolean,
): AsyncGenerator<readonly Row[]> {
  const keyed: { readonly row: Row; readonly key: Cell }[] = [];
  for await (const page of pages) {
    for (const row of page) keyed.push({ row, key: column?.value(row) ?? null });
  }
  const direction = reverse ? -1 : 1;
  if (column) keyed.sort((a, b) => compareKeys(a.key, b.key, direction));
  else keyed.reverse();
  yield keyed.map(({ row }) => row);
}

const collator = new Intl.Collator("en");

/** Numbers and instants by size, everything else as words; what is empty comes last either way. */
function compareKeys(a: Cell, b: Cell, direction: number): number {
  if (isEmpty(a) || isEmpty(b)) return Number(isEmpty(a)) - Number(isEmpty(b));
  const [x, y] = [sortKey(a), sortKey(b)];
  const order = typeof x === "number" && typeof y === "number"
    ? x - y
    : collator.compare(String(x), String(y));
  return order * direction;
}

const isEmpty = (cell: Cell): boolean =>
  cell === null || cell === "" || (cell instanceof Date && Number.isNaN(cell.getTime()));

function sortKey(cell: Cell): number | string {
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell === "number") return cell;
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
