/** Refusing a query that cannot be used. */
import { FoxdenError } from "../../core/errors.ts";
import type { FieldSet } from "./fields.ts";

/** @throws {FoxdenError} `usage.value` always; the message names the fields that can be used */
export function refuseQuery(problem: string, { fields }: FieldSet): never {
  const names = fields.map((field) => `${field}:`).join(" ");
  throw new FoxdenError("usage.value", `${problem}; fields: ${names || "none"}`, { name: "Q" });
}

/** How much of a word is repeated in a message, in letters. */
const SHOWN = 60;

/** A word for a message, cut where it is long. */
export function shown(text: string): string {
  if (text.length <= SHOWN) return text;
  return `${[...text.slice(0, 2 * SHOWN)].slice(0, SHOWN).join("")}…`;
}
