/** The line of hints: what is worth knowing here, with the keys of the keymap in use. */
import { cellWidth } from "../../app/display/text.ts";
import type { ActName, Where } from "./acts.ts";
import { bindingsIn, type Keymap } from "./keymap.ts";
import { actsIn } from "./resolve.ts";

export interface Hint {
  readonly act: ActName;
  /** As it is written in a config file, and as people write it: `ctrl-d`, `g g`. */
  readonly key: string;
  readonly label: string;
}

/** A hint in its line, from a cell on up to another one that is its no more. */
export interface PlacedHint extends Hint {
  readonly from: number;
  readonly to: number;
}

export interface HintLine {
  readonly text: string;
  readonly hints: readonly PlacedHint[];
}

const ON_LIST: readonly ActName[] = [
  "back",
  "filter.clear",
  "sync.stop",
  "record.open",
  "filter.open",
  "copy.open",
  "secret.toggle",
  "record.browse",
  "branch.fold",
  "branch.unfold",
  "mark.toggle",
  "sort.open",
  "facets.open",
  "hit.next",
  "palette.open",
  "pane.next",
  "sync.start",
  "record.raw",
  "export.open",
  "program.back-or-quit",
  "zoom.more",
];

/** What comes first in each place; acts that are not named follow in the order of the table. */
const WORTH: Readonly<Record<Where, readonly ActName[]>> = {
  any: ["back", "program.back-or-quit"],
  list: ON_LIST,
  sidebar: [
    "back",
    "sync.stop",
    "record.open",
    "pane.next",
    "filter.open",
    "sync.start",
    "palette.open",
    "doctor.open",
    "program.back-or-quit",
  ],
  detail: [
    "back",
    "sync.stop",
    "copy.open",
    "secret.toggle",
    "tab.next",
    "record.browse",
    "record.raw",
    "hit.next",
    "palette.open",
    "pane.next",
    "zoom.more",
  ],
  page: ["back"],
  welcome: ["record.open", "back", "program.back-or-quit"],
};

const LAST: ActName = "help.open";

/**
 * Hints in the order of their worth; the one of the help is the last. An act without a key has none.
 *
 * @param labels words for what acts come to at the moment, such as `clear filter` for `back`; they also bring an act into
 *   the line that has no hint of its own
 */
export function hintsFor(
  keymap: Keymap,
  where: Where,
  isAvailable: (act: ActName) => boolean,
  labels: ReadonlyMap<ActName, string> = new Map(),
): readonly Hint[] {
  const acts = actsIn(keymap, where);
  const hints = new Map<ActName, Hint>();
  for (const { act, keys, hint } of bindingsIn(keymap, where)) {
    const key = keys.find((each) => acts.get(each) === act);
    const label = labels.get(act) ?? hint;
    if (key === undefined || label === undefined || hints.has(act) || !isAvailable(act)) continue;
    hints.set(act, { act, key, label });
  }
  const order = [...WORTH[where], ...[...hints.keys()].filter((act) => !WORTH[where].includes(act))];
  return [...order.filter((act) => act !== LAST), LAST].flatMap((act) => hints.get(act) ?? []);
}

const GAP = 2;

/** As many whole hints as fit, the first ones first; the one of the help always stays, unless nothing fits. */
export function hintLine(hints: readonly Hint[], cells: number): HintLine {
  const last = hints.findLast(({ act }) => act === LAST);
  const reserved = last ? GAP + widthOf(last) : 0;
  const placed: PlacedHint[] = [];
  const put = (hint: Hint, limit: number): boolean => {
    const from = placed.length === 0 ? 0 : (placed.at(-1)?.to ?? 0) + GAP;
    const to = from + widthOf(hint);
    if (to <= limit) placed.push({ ...hint, from, to });
    return to <= limit;
  };
  for (const hint of hints) {
    if (hint !== last && !put(hint, cells - reserved)) break;
  }
  if (last) put(last, cells);
  return { text: placed.map(textOf).join(" ".repeat(GAP)), hints: placed };
}

const textOf = ({ key, label }: Hint): string => `${key} ${label}`;
const widthOf = (hint: Hint): number => cellWidth(textOf(hint));
