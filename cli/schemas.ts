/**
 * The kinds of records that commands print as JSON, and a JSON Schema (draft 2020-12) of each, made from the columns
 * that the commands themselves print.
 */
import type { Column, ColumnHead, Shape } from "../app/columns.ts";
import { recordColumns } from "../app/records.ts";
import { undoColumns } from "../app/undo/undo.ts";
import { changeColumns } from "../app/write/plan.ts";
import { KINDS, type PublishedKind } from "./kinds.ts";
import { SCHEMA_VERSION } from "./output/writer.ts";
import { TREE } from "./tree.ts";

/** A JSON Schema. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** Columns of kinds whose commands cannot name them beforehand, or print other kinds too. */
const OTHER_COLUMNS: Readonly<Record<string, readonly ColumnHead[]>> = {
  changes: changeColumns,
  "changes-made": undoColumns,
  records: recordColumns("", {}),
};

/** The columns of a kind, as each of its commands that names them beforehand prints them. */
export async function columnsOf({ kind, commands }: PublishedKind): Promise<(readonly ColumnHead[])[]> {
  const other = OTHER_COLUMNS[kind];
  if (other) return [other];
  const leaves = TREE.leaves.filter(({ path }) => commands.includes(path.join(" ")));
  const specs = await Promise.all(leaves.map((leaf) => leaf.load()));
  return specs.flatMap(({ columns }) => columns ? [columns] : []);
}

/** Every published schema by its name: one of each kind, and of what is around them. */
export async function schemas(): Promise<Map<string, Schema>> {
  const kinds = await Promise.all(
    KINDS.map(async (each) => [each.kind, schemaOfKind(each, await columnsOf(each))] as const),
  );
  return new Map<string, Schema>([...kinds, ...Object.entries(AROUND)]);
}

/** What one object of a kind is: an item of a list, a line of NDJSON, or what a command about one record prints. */
function schemaOfKind({ kind, what }: PublishedKind, printed: readonly (readonly ColumnHead[])[]): Schema {
  const head = headOf(kind, what);
  const columns = joined(printed);
  if ([...columns.values()].some(({ whole }) => whole)) return { ...head, ...ANY_RECORD };
  const isAlways = ({ name, secret }: ColumnHead) =>
    !secret && printed.every((each) => each.some((column) => column.name === name));
  const secrets = [...columns.values()].filter(({ secret }) => secret).map(({ name }) => name);
  const properties = Object.fromEntries([...columns].map(([name, column]) => [name, schemaOfColumn(column)]));
  const masked = { type: "array", items: oneOf(secrets) };
  return {
    ...head,
    type: "object",
    properties: secrets.length === 0 ? properties : { ...properties, masked },
    required: [...columns.values()].filter(isAlways).map(({ name }) => name),
  };
}

/** All columns by name; one that is secret for any command may be missing. */
function joined(printed: readonly (readonly ColumnHead[])[]): ReadonlyMap<string, ColumnHead> {
  const all = new Map<string, ColumnHead>();
  for (const column of printed.flat()) if (!all.get(column.name)?.secret) all.set(column.name, column);
  return all;
}

/** A record as it is in the account: whatever its collection holds. */
const ANY_RECORD: Schema = {
  type: "object",
  properties: { id: { type: "string" }, masked: { type: "array", items: { type: "string" } } },
  required: ["id"],
};

const headOf = (name: string, title: string): Schema => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: `urn:foxden:schema:v${SCHEMA_VERSION}:${name}`,
  title,
});

const TIME: Schema = { type: "string", format: "date-time" };

function schemaOfColumn({ kind, shape }: Pick<Column<never>, "kind" | "shape">): Schema {
  if (shape !== undefined) return orNull(schemaOfShape(shape));
  if (kind === "time") return orNull(TIME);
  if (kind === "percent") return orNull({ type: "number" });
  return orNull({ type: kind === "count" || kind === "bytes" ? "integer" : "string" });
}

function schemaOfShape(shape: Shape): Schema {
  if (typeof shape === "object") return Array.isArray(shape["enum"]) ? oneOf(shape["enum"]) : shape;
  if (shape === "texts") return { type: "array", items: { type: "string" } };
  if (shape === "any") return {};
  return { type: shape === "text" ? "string" : shape };
}

/** One of these words. Others may be added inside a version, so that they are no more than examples. */
const oneOf = (words: readonly unknown[]): Schema => ({ type: "string", examples: words });

/** A value that is not there is null in every column. */
function orNull(schema: Schema): Schema {
  const { type } = schema;
  if (typeof type === "string") return { ...schema, type: [type, "null"] };
  return schema;
}

const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };

/** What is around the items of a list, what a failure says, and what `--version --json` does. */
const AROUND: Readonly<Record<string, Schema>> = {
  envelope: {
    ...headOf("envelope", "A list with -f json"),
    type: "object",
    properties: {
      schemaVersion: { const: SCHEMA_VERSION },
      kind: oneOf(KINDS.map(({ kind }) => kind).sort()),
      syncedAt: { ...TIME, type: ["string", "null"] },
      dryRun: { type: "boolean" },
      items: { type: "array", items: { type: "object" } },
    },
    required: ["schemaVersion", "kind", "items"],
  },
  error: {
    ...headOf("error", "A failure on stderr, where JSON was asked for"),
    type: "object",
    properties: {
      error: {
        type: "object",
        properties: {
          code: text,
          reason: text,
          exit: { type: "integer" },
          message: text,
          why: { type: ["string", "null"] },
          try: texts,
          retryAfter: { type: ["integer", "null"] },
          requestId: { type: ["string", "null"] },
          log: text,
          candidates: texts,
          ids: texts,
          conflicts: {
            type: "array",
            items: {
              type: "object",
              properties: {
                id: text,
                field: { type: ["string", "null"] },
                record: oneOf(["deleted", "changed"]),
                before: {},
                mine: {},
                theirs: {},
              },
              required: ["id", "field"],
            },
          },
        },
        required: ["code", "reason", "exit", "message", "why", "try", "ids", "retryAfter", "requestId"],
      },
    },
    required: ["error"],
  },
  version: {
    ...headOf("version", "foxden --version --json"),
    type: "object",
    properties: { version: text, build: oneOf(["source", "bundle", "compile"]), deno: text },
    required: ["version", "build", "deno"],
  },
};
