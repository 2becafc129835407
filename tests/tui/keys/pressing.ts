/** Keys pressed one after the other, and random config files about them. */
import fc from "fast-check";
import { ACT_NAMES, type ActName, type Where } from "../../../tui/keys/acts.ts";
import type { Keymap } from "../../../tui/keys/keymap.ts";
import type { KeyTables } from "../../../tui/keys/lines.ts";
import { resolve } from "../../../tui/keys/resolve.ts";

export const WHERES: readonly Where[] = ["any", "list", "sidebar", "detail", "page", "welcome"];

/** What the keys of a sequence come to; `null` where they come to nothing, or to something before the last one. */
export function pressed(keymap: Keymap, where: Where, keys: string): ActName | null {
  let pending = "";
  const all = keys.split(" ");
  for (const [at, key] of all.entries()) {
    const resolved = resolve(keymap, where, pending, key);
    if (resolved.type === "act") return at === all.length - 1 ? resolved.act : null;
    pending = resolved.type === "pending" ? resolved.keys : "";
  }
  return null;
}

/** Sections of a config file, each a list of lines: `[keys, act]`. */
export const tablesOf = (
  sections: Readonly<Record<string, readonly (readonly [string, string])[]>>,
): KeyTables => {
  let line = 0;
  return new Map(
    Object.entries(sections).map(([name, lines]) => [
      name,
      new Map(lines.map(([keys, text]) => [keys, { text, line: ++line }])),
    ]),
  );
};

const anyKeys = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "g",
      "g g",
      "y",
      "y p",
      "y p q",
      "j",
      "q",
      "esc",
      "?",
      "x",
      "g t",
      "ctrl-x",
      "1",
      ":",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("ctrl-c", "ctrl-i", "gg", "g  t", "", "J", "space x") },
);
const anyAct = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<string>(...ACT_NAMES) },
  { weight: 2, arbitrary: fc.constantFrom("", "record.brows", "record.browse", "help.open") },
);

/** What people may write, right and wrong. */
export const anyTables: fc.Arbitrary<KeyTables> = fc
  .dictionary(
    fc.constantFrom("", "list", "sidebar", "detail", "page", "lists"),
    fc.array(fc.tuple(anyKeys, anyAct), { maxLength: 6 }),
  )
  .map(tablesOf);
