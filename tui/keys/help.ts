/** The help about keys: all of the keymap in use that applies to a place, searchable. */
import type { ActName, Where } from "./acts.ts";
import { type Binding, holdsIn, type Keymap } from "./keymap.ts";
import { actsIn } from "./resolve.ts";
import { PLACE_ACTS } from "./acts.ts";

export interface HelpLine {
  /** The keys as they are shown, two spaces between them. */
  readonly shown: string;
  readonly help: string;
  /** Every key of the line with what it does. */
  readonly keys: readonly { readonly act: ActName; readonly key: string }[];
}

export interface HelpGroup {
  /** In capitals. */
  readonly title: string;
  readonly lines: readonly HelpLine[];
}

const GROUPS: readonly Binding["group"][] = ["move", "find", "view", "act", "program"];

/**
 * The lines of the help by their groups; groups without a line are left out.
 *
 * @param search words that a line has to hold, each in its keys, the names of its acts or its text; one letter that is
 *   a key leaves the lines of that key
 */
export function helpLines(keymap: Keymap, where: Where, search: string): readonly HelpGroup[] {
  const held = keymap.bindings.filter((binding) => holdsIn(binding, where));
  const acts = actsIn(keymap, where);
  const groups = GROUPS.map((group) => ({
    title: group.toUpperCase(),
    lines: [
      ...linesOf(held.filter((binding) => binding.group === group), acts),
      ...where === "welcome" && group === "move" ? [PICKING] : [],
    ],
  }));
  const isKept = filterOf(search.trim(), groups.flatMap(({ lines }) => lines));
  return groups.map(({ title, lines }) => ({ title, lines: lines.filter(isKept) }))
    .filter(({ lines }) => lines.length > 0);
}

/** What digits do in the lists of the first screen, where they are no acts of the table. */
const PICKING: HelpLine = { shown: "1..5", help: "choose that line", keys: [] };

function linesOf(
  bindings: readonly Binding[],
  acts: ReadonlyMap<string, ActName>,
): readonly HelpLine[] {
  const lines = bindings.map(({ act, keys, help }): HelpLine => {
    const own = keys.filter((key) => acts.get(key) === act);
    return { shown: own.join("  "), help, keys: own.map((key) => ({ act, key })) };
  });
  return together(lines.filter(({ keys }) => keys.length > 0));
}

/** The digits of the places as one line, where none of them was given to something else. */
function together(lines: readonly HelpLine[]): readonly HelpLine[] {
  const isDigit = ({ keys: [first, ...more] }: HelpLine) =>
    first !== undefined && more.length === 0 && first.act === `place.${first.key}`;
  const digits = lines.filter(isDigit);
  const [first, last] = [digits[0]?.shown, digits.at(-1)?.shown];
  if (digits.length < PLACE_ACTS.length) return lines;
  const all = {
    shown: `${first}..${last}`,
    help: "go to that place",
    keys: digits.flatMap(({ keys }) => keys),
  };
  return lines.flatMap((line) => line === digits[0] ? [all] : digits.includes(line) ? [] : [line]);
}

function filterOf(search: string, lines: readonly HelpLine[]): (line: HelpLine) => boolean {
  const hasKey = (line: HelpLine) => line.keys.some(({ key }) => key.split(" ").includes(search));
  if ([...search].length === 1 && lines.some(hasKey)) return hasKey;
  const words = search.toLowerCase().split(/\s+/);
  return ({ shown, help, keys }) => {
    const text = [shown, help, ...keys.map(({ act }) => act)].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
