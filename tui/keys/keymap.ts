/** Which keys do what: the table, and what a config file makes of it. */
import type { ActName, Where } from "./acts.ts";

/** An act with its keys. A sequence is written with spaces: `g g`. */
export interface Binding {
  readonly act: ActName;
  readonly where: readonly Where[];
  /** With `any` in `where`: places to which it does not extend. */
  readonly except?: readonly Where[];
  readonly keys: readonly string[];
  /** A few words for the line of hints; none where it is not worth a place there. */
  readonly hint?: string;
  /** A line for the help. */
  readonly help: string;
  readonly group: "move" | "find" | "act" | "view" | "program";
}

export interface Keymap {
  readonly bindings: readonly Binding[];
  /** What the config file changed, in words for the help: `ctrl-x record.browse`. */
  readonly changed: readonly string[];
}

/** What a key comes to, after those of a sequence that has begun. */
export type Resolved =
  | { readonly type: "act"; readonly act: ActName }
  | { readonly type: "pending"; readonly keys: string }
  | { readonly type: "none" };

/** Whether a binding has a say in a place. */
export const holdsIn = ({ where, except }: Pick<Binding, "where" | "except">, place: Where): boolean =>
  where.includes(place) || (where.includes("any") && !(except ?? []).includes(place));

/** The bindings that have a say in a place; those of that place alone come first. */
export function bindingsIn(keymap: Keymap, place: Where): readonly Binding[] {
  const held = keymap.bindings.filter((binding) => holdsIn(binding, place));
  return [
    ...held.filter(({ where }) => where.includes(place)),
    ...held.filter(({ where }) => !where.includes(place)),
  ];
}

/** Whether one sequence is the other one, or begins it. */
export const begins = (start: string, sequence: string): boolean =>
  sequence === start || sequence.startsWith(`${start} `);
