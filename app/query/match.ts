/** Finding out whether a query holds for a row. */
import { rawTest } from "./raw_text.ts";
import { type Condition, isBlank, type Query, type Term } from "./terms.ts";
import { boundsTest, fieldOf, numberIn, type Searchable, textsIn, textsTest, timeOf } from "./values.ts";

/** A test on a row. */
export type RowTest = (row: Searchable) => boolean;

/** Compiles a query into a test that says whether every term holds for a row. What costs least is looked at first. */
export function compileQuery(query: Query): RowTest {
  const tests = cheapestFirst(query).map(({ word: { negated }, condition }): RowTest => {
    const test = compileCondition(condition);
    return negated ? (row) => !test(row) : test;
  });
  return (row) => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
}

/** Says whether every term of the query holds for a row. Of many rows ask what {@link compileQuery} gives. */
export const matchesQuery = (query: Query, row: Searchable): boolean => compileQuery(query)(row);

/** The terms in the order of what they cost, without those that always hold. */
export function cheapestFirst({ terms }: Query): readonly Term[] {
  const telling = terms.filter((term) => !isBlank(term) || term.word.negated);
  return telling.toSorted((a, b) => COSTS[a.condition.kind] - COSTS[b.condition.kind]);
}

/** In no unit: only their order counts. */
const COSTS: Readonly<Record<Condition["kind"], number>> = {
  flag: 0,
  number: 1,
  time: 1,
  id: 2,
  host: 3,
  field: 4,
  text: 5,
};

function compileCondition(condition: Condition): RowTest {
  switch (condition.kind) {
    case "text": {
      const test = rawTest(condition.pattern);
      return ({ text }) => condition.pattern.text === "" || text.some(test);
    }
    case "number": {
      const test = boundsTest(condition.bounds);
      return (row) => test(numberIn(fieldOf(row, condition.field)));
    }
    case "time": {
      const { field, fromMs, toMs } = condition;
      return (row) => {
        const atMs = field === undefined ? timeOf(row) ?? NaN : numberIn(fieldOf(row, field));
        return atMs >= fromMs && atMs < toMs;
      };
    }
    default: {
      const test = textsTest(condition);
      return (row) => test(textsIn(fieldOf(row, condition.field)));
    }
  }
}
