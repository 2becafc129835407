/** What a row holds, and the tests of single conditions on it. */
import { withoutBrace } from "./fields.ts";
import { hostNames } from "./host.ts";
import { rawTest } from "./raw_text.ts";
import type { Bound, Condition } from "./terms.ts";

/** What a row holds in one field; several texts each count. */
export type FieldValue = string | readonly string[] | number | boolean | undefined;

/** A row as the query sees it. What takes work may be a function, which is called when a query asks for it. */
export interface Searchable {
  /** What free words are looked for in, the title or name first. Each word must lie within one of these texts. */
  readonly text: readonly string[];
  readonly fields: Readonly<Record<string, FieldValue | (() => FieldValue)>>;
  /** The instant that `before:`, `after:` and `on:` speak of. */
  readonly atMs?: number | undefined | (() => number | undefined);
}

/** What a row holds in a field. */
export function fieldOf({ fields }: Searchable, field: string): FieldValue {
  const value = fields[field];
  return typeof value === "function" ? value() : value;
}

/** The time of a row. */
export const timeOf = ({ atMs }: Searchable): number | undefined =>
  typeof atMs === "function" ? atMs() : atMs;

/** Conditions on what a field holds as text. */
export type TextCondition = Extract<Condition, { readonly kind: "field" | "host" | "id" | "flag" }>;

/** Compiles a condition into a test on the texts of a field. */
export function textsTest(condition: TextCondition): (texts: readonly string[]) => boolean {
  switch (condition.kind) {
    case "field": {
      const test = rawTest(condition.pattern);
      return (texts) => texts.some(test);
    }
    case "host": {
      const test = rawTest(condition.pattern);
      return (hosts) => hosts.some((host) => hostNames(host).some(test));
    }
    case "id":
      return (ids) => ids.some((id) => withoutBrace(id).startsWith(condition.start));
    case "flag":
      return (words) => words.includes("yes") === condition.wanted;
  }
}

/** What a field holds as texts; a flag is `yes` or `no`. */
export function textsIn(value: FieldValue): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === undefined) return NONE;
  if (typeof value === "boolean") return value ? YES : NO;
  return typeof value === "number" ? [String(value)] : value;
}

const NONE: readonly string[] = [];
const YES = ["yes"];
const NO = ["no"];

/** What a field holds as a number; NaN, which no comparison holds for, where it holds none. */
export function numberIn(value: FieldValue): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}

/** Compiles what a number must be. */
export function boundsTest(bounds: readonly Bound[]): (value: number) => boolean {
  const tests = bounds.map(boundTest);
  const [only] = tests;
  return tests.length === 1 && only ? only : (value) => tests.every((test) => test(value));
}

function boundTest({ compare, value: bound }: Bound): (value: number) => boolean {
  switch (compare) {
    case "<":
      return (value) => value < bound;
    case "<=":
      return (value) => value <= bound;
    case "=":
      return (value) => value === bound;
    case ">=":
      return (value) => value >= bound;
    case ">":
      return (value) => value > bound;
  }
}
