/** Columns of rows that hold other rows. */
import type { Cell, Column, ColumnHead } from "../columns.ts";

/** A column like another one, with a value of its own. */
export function columnLike<Row>(like: Column<never> | ColumnHead, value: (row: Row) => Cell): Column<Row> {
  const { name, kind, shape, detail, narrow } = like;
  return {
    name,
    value,
    ...(kind === undefined ? {} : { kind }),
    ...(shape === undefined ? {} : { shape }),
    ...(detail === undefined ? {} : { detail }),
    ...(narrow === undefined ? {} : { narrow }),
  };
}
