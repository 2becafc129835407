/** Every act by its name, with the keys and the shell command that do the same. */
import type { ActName, Where } from "../keys/acts.ts";
import { bindingsIn } from "../keys/keymap.ts";
import { actsIn } from "../keys/resolve.ts";
import { sortings } from "../overlays/sort_menu.ts";
import type { Choice } from "../overlays/overlay.ts";
import { type Place, placeOf, PLACES } from "../places.ts";
import { listOf, type State } from "../state.ts";
import { isAvailable } from "./available.ts";
import { COMMANDS } from "./commands.ts";
import { exportFormFor, exportsOf, exportWords, shownQuery } from "./exports.ts";
import type { Findable } from "./find.ts";
import { cellText, recordWords, rowUnder } from "./record.ts";
import { commandLine, wordsFor } from "./shell.ts";
import { changeActs } from "./changes.ts";
import { synonymsOf, titleOf } from "./titles.ts";

/** Something that can be done now. */
export interface PaletteAct extends Findable {
  /** The words of the command that does the same, without foxden; null where no command does. */
  readonly words: readonly string[] | null;
  readonly keys: readonly string[];
  readonly choice: Choice;
}

/** The command of an act as it is typed; empty where there is none. */
export const commandOf = ({ words }: Pick<PaletteAct, "words">, view: State): string =>
  words === null ? "" : commandLine(words, view.account?.profile);

/** Everything that can be done now, what belongs to the place at hand first. */
export function paletteActs(view: State): readonly PaletteAct[] {
  if (view.screen !== "main") return keyActs(view);
  return [
    ...exportActs(view, view.place),
    ...keyActs(view).filter(({ choice }) => isAboutRecord(choice)),
    ...changeActs(view),
    ...PLACES.map((place) => goAct(view, place)),
    ...sortActs(view),
    ...commandActs(view),
    ...PLACES.filter(({ name }) => name !== view.place).flatMap(({ name }) => exportActs(view, name)),
    ...keyActs(view).filter(({ choice }) => !isAboutRecord(choice)),
  ];
}

const isAboutRecord = (choice: Choice): boolean =>
  choice.type === "act" && /^(record|copy|secret)\./.test(choice.act);

function exportActs(view: State, place: Place["name"]): readonly PaletteAct[] {
  return exportsOf(view, place).map((made, i) => {
    const overlay = exportFormFor(made, view.nowMs);
    return {
      title: made.title,
      also: `${placeOf(place).noun.join(" ")} save write file ${made.formats.join(" ")}`,
      words: exportWords(made.words, overlay.fields),
      keys: i === 0 && place === view.place ? keysOf(view, "export.open") : [],
      choice: { type: "open", overlay },
    };
  });
}

function goAct(view: State, place: Place): PaletteAct {
  const act = ACTS_OF_DIGITS[place.digit ?? ""];
  return {
    title: `Go to ${place.title}`,
    also: `${place.noun.join(" ")} list show collection`,
    words: place.command.split(" "),
    keys: act === undefined ? [] : keysOf(view, act),
    choice: { type: "place", place: place.name },
  };
}

const ACTS_OF_DIGITS: Readonly<Record<string, ActName>> = {
  "1": "place.1",
  "2": "place.2",
  "3": "place.3",
  "4": "place.4",
  "5": "place.5",
  "6": "place.6",
  "7": "place.7",
  "8": "place.8",
  "9": "place.9",
};

/** Places whose command has an order of its own, or none. */
const UNSORTED: ReadonlySet<string> = new Set(["records"]);

function sortActs(view: State): readonly PaletteAct[] {
  const { title, command, name } = placeOf(view.place);
  return sortings(view).map(({ column, isDescending, name: words, order }) => {
    const options = ["--sort", column, ...isDescending ? ["--reverse"] : []];
    return {
      title: `${title}: sort by ${words}, ${order}`,
      also: `order ${column}`,
      words: UNSORTED.has(name) ? null : wordsFor(command.split(" "), queryOf(view), options),
      keys: [],
      choice: { type: "sort", column, isDescending },
    };
  });
}

const queryOf = (view: State): readonly string[] => {
  const query = shownQuery(view);
  return query === null ? [] : [query];
};

const commandActs = (view: State): readonly PaletteAct[] =>
  COMMANDS.filter(({ needsServer }) => !needsServer || view.link.state !== "offline-wanted")
    .filter(({ changes }) => !changes || !view.account?.isReadOnly)
    .map(({ title, also, words, choiceIn }) => {
      const choice = choiceIn(view);
      return {
        title,
        also,
        words,
        keys: choice.type === "examine" ? keysOf(view, "doctor.open") : [],
        choice,
      };
    });

/** What is listed by a name of its own. */
const LISTED: ReadonlySet<ActName> = new Set([
  ...Object.values(ACTS_OF_DIGITS),
  "export.open",
  "doctor.open",
  "palette.open",
]);

/** The acts of the keys, each once: those that have a say here, and those of the other panes, which mean something too. */
function keyActs(view: State): readonly PaletteAct[] {
  const seen = new Set<ActName>();
  return placesOf(view).flatMap((where) => bindingsIn(view.keymap, where)).flatMap(
    ({ act, help, hint = "", group }): PaletteAct[] => {
      if (seen.has(act) || LISTED.has(act) || !isAvailable(view, act)) return [];
      seen.add(act);
      return [{
        title: titleOf(view, act, help),
        also: `${synonymsOf(act)} ${help} ${act} ${hint} ${group}`,
        words: wordsOf(view, act),
        keys: keysOf(view, act),
        choice: { type: "act", act },
      }];
    },
  );
}

/** Where keys go, as long as nothing lies over it. */
export const whereOf = ({ screen, focus }: Pick<State, "screen" | "focus">): Where =>
  screen === "welcome" ? "welcome" : focus;

/** Where keys may go without another screen, where they go now first. */
const placesOf = (view: State): readonly Where[] =>
  view.screen === "main" ? [...new Set<Where>([whereOf(view), "list", "detail"])] : [whereOf(view)];

/** The keys that come to an act here, or else in another pane. */
function keysOf(view: State, act: ActName): readonly string[] {
  const found = placesOf(view).map((where) =>
    [...actsIn(view.keymap, where)].flatMap(([key, each]) => each === act ? [key] : [])
  );
  return found.find((keys) => keys.length > 0) ?? [];
}

/** The command that does what a key does. */
function wordsOf(view: State, act: ActName): readonly string[] | null {
  const at = rowUnder(view);
  switch (act) {
    case "sync.start":
      return ["sync"];
    case "filter.open":
      return listOf(view, view.place).filter.query === null
        ? null
        : wordsFor(placeOf(view.place).command.split(" "), queryOf(view));
    case "record.open":
      return at && recordWords(at);
    case "record.raw": {
      const source = at?.table.source(at.row);
      return source ? wordsFor(["records", "get"], [source.collection, source.id]) : null;
    }
    case "secret.toggle": {
      const id = at ? cellText(at, "id") : "";
      return id === "" ? null : wordsFor([view.place, "get"], [id], ["--reveal=inline"]);
    }
    default:
      return null;
  }
}
