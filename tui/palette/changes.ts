/** Changes of the record under the cursor, or of those that are marked: the full screen only looks, commands change. */
import { openQuestion } from "../overlays/question_open.ts";
import { placeOf } from "../places.ts";
import type { State } from "../state.ts";
import type { PaletteAct } from "./acts.ts";
import { cellText, markedRows, recordWords, type RowAt, rowUnder, wordsOfSeveral } from "./record.ts";
import { askInShell } from "./shell_question.ts";
import { countWords } from "./words.ts";

/** Nouns whose records are changed by a command that takes no more than one name: it opens an editor. */
const EDITS: ReadonlyMap<string, string> = new Map([
  ["bookmarks", "edit"],
  ["addresses", "set"],
  ["cards", "set"],
]);
/** Nouns whose records are deleted by the names that `get` takes. */
const DELETES: ReadonlySet<string> = new Set([
  "bookmarks",
  "addresses",
  "cards",
  "addons",
  "prefs",
  "extstorage",
  "records",
]);
/** Nouns whose records are deleted by a query, which can say one id. */
const DELETES_BY_QUERY: ReadonlySet<string> = new Set(["history", "forms"]);

const ONLY_LOOKS = "The full screen only looks, so far. This command makes the change; run it in a shell:";

/** Deleting and editing, as commands. */
export function changeActs(view: State): readonly PaletteAct[] {
  const at = rowUnder(view);
  const marked = markedRows(view);
  const words = marked.length > 0 ? wordsOfSeveral(marked) : at && recordWords(at);
  // What others are below is not deleted by its name alone.
  const isBranch = at !== null && marked.length === 0 && at.table.isBranch(at.row);
  if (!at || isBranch || view.account?.isReadOnly) return [];
  if (view.place === "passwords") return [inFirefox(view)];
  if (!words) return [];
  const [noun = "", act] = words;
  const isOne = marked.length === 0;
  const what = isOne ? placeOf(view.place).noun[0] : countWords(view, marked.length);
  const edit = isOne && act === "get" ? EDITS.get(noun) : undefined;
  const removal = act !== "get"
    ? null
    : DELETES.has(noun)
    ? verb(words, "rm")
    : isOne
    ? removalByQuery(noun, at)
    : null;
  return [
    ...removal ? [actOf(view, `Delete ${what}`, "remove rm trash erase", removal)] : [],
    ...edit === undefined ? [] : [actOf(view, `Edit ${what}`, "change modify rename set", verb(words, edit))],
  ];
}

/** Of logins there is no such command. */
const inFirefox = (view: State): PaletteAct => ({
  title: "Delete or edit login (in Firefox)",
  also: "remove rm trash erase change modify set",
  words: null,
  keys: [],
  choice: {
    type: "open",
    overlay: openQuestion({
      title: "Delete or edit login",
      lines: ["foxden does not change logins yet. Firefox does: about:logins, and Sync takes it everywhere."],
      answers: [{ key: "n", label: "close", choice: null }],
    }, view.nowMs),
  },
});

const removalByQuery = (noun: string, at: RowAt): readonly string[] | null =>
  DELETES_BY_QUERY.has(noun) ? [noun, "rm", `id:${cellText(at, "id")}`] : null;

/** The same command with another verb. */
const verb = (
  [noun = "", , ...rest]: readonly string[],
  name: string,
): readonly string[] => [noun, name, ...rest];

const actOf = (view: State, title: string, also: string, words: readonly string[]): PaletteAct => ({
  title: `${title} (in a shell)`,
  also,
  words,
  keys: [],
  choice: askInShell(view, title, ONLY_LOOKS, words),
});
