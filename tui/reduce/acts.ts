/** What each act of the keys does to the state. */
import type { Effect, Step } from "../actions.ts";
import { still } from "../actions.ts";
import type { ActName } from "../keys/acts.ts";
import { layoutOf } from "../layout.ts";
import { cursorRow, moveTo } from "../list/scroll.ts";
import { placeOfRow, rowAt } from "../list/shown.ts";
import { copyMenu, exportForm, facetMenu, openHelp, openPalette, sortMenu } from "../overlays/open.ts";
import { type PlaceName, placeOf, PLACES } from "../places.ts";
import { concealed, listOf, type ListState, type Pane, type State } from "../state.ts";
import { lastDetailTop } from "../views/detail.ts";
import { chosen } from "./choices.ts";
import { clearFilter, foldAt, type ListStep, openFilter, roomOf, toggled, withList } from "./lists.ts";
import { copied, openInBrowser, toggleSecret } from "./record.ts";
import { advise, note } from "./messages.ts";

type Does = (state: State, nowMs: number) => Step;

/** Does what a key says. */
export const act = (state: State, name: ActName, nowMs: number): Step => ACTS[name](state, nowMs);

/** The state with its list changed by a function of it. */
const onList = (change: (state: State, list: ListState) => ListStep): Does => (state) => {
  const { list, effects } = change(state, listOf(state, state.place));
  return { state: withList(state, state.place, list), effects };
};

/** Moves whatever has the focus: the cursor of the list or of the sidebar, or the text of the details. */
const move = (by: (room: number) => number): Does => (state) => {
  if (state.focus === "sidebar") {
    return still(goTo(state, placeBeside(state.place, by(PLACES.length))));
  }
  if (state.focus === "detail") return still(scrollDetail(state, by(layoutOf(state).detail?.rows ?? 1)));
  const list = listOf(state, state.place);
  const room = roomOf(state, list);
  return still(withList(state, state.place, ranged(moveTo(list, list.cursor + by(room), room))));
};

/** The details moved by so many lines. */
export function scrollDetail(state: State, by: number): State {
  const { detail: rect, isBoxed } = layoutOf(state);
  if (!rect) return state;
  const top = Math.max(0, Math.min(state.detail.top + by, lastDetailTop(state, rect, isBoxed)));
  return { ...state, detail: { ...state.detail, top } };
}

/** A range goes from the record where it began to the cursor; one whose beginning is not shown any more has ended. */
function ranged(list: ListState): ListState {
  const { cursor, table, shown } = list;
  if (list.anchor === null || !table) return list;
  const anchor = placeOfRow(shown, table.rowOf(list.anchor.key));
  if (anchor < 0) return { ...list, anchor: null };
  const marked = new Set(list.anchor.kept);
  for (let at = Math.min(anchor, cursor); at <= Math.max(anchor, cursor); at++) {
    const row = rowAt(shown, at);
    if (row >= 0) marked.add(table.key(row));
  }
  return { ...list, marked };
}

function placeBeside(place: PlaceName, by: number): PlaceName {
  const at = PLACES.findIndex(({ name }) => name === place);
  const next = PLACES[Math.max(0, Math.min(PLACES.length - 1, at + by))];
  return next?.name ?? place;
}

/** The same screen at another place. */
export const goTo = (state: State, place: PlaceName): State => ({ ...state, place });

const toPlace = (digit: string): Does => (state) => {
  const place = PLACES.find((each) => each.digit === digit);
  return still(place ? { ...goTo(state, place.name), focus: "list" } : state);
};

/** The panes there are, in their order. */
function panesOf(state: State): readonly Pane[] {
  const isNarrow = layoutOf(state).kind === "narrow";
  return isNarrow || state.isDetailShown ? ["sidebar", "list", "detail"] : ["sidebar", "list"];
}

const focusBy = (by: number, wraps: boolean): Does => (state) => {
  const panes = panesOf(state);
  const at = panes.indexOf(state.focus) + by;
  const next =
    panes[wraps ? (at + panes.length) % panes.length : Math.max(0, Math.min(panes.length - 1, at))];
  return still({ ...state, focus: next ?? state.focus });
};

/** One step back: what is under way, the filter, the marks, the pane; `null` where nothing is left to go back from. */
function stepBack(state: State): Step | null {
  const list = listOf(state, state.place);
  const isNarrow = layoutOf(state).kind === "narrow";
  if (state.revealed || state.revealing !== null) return still(concealed(state));
  if (state.focus === "detail") return still({ ...state, focus: "list" });
  if (list.filter.query || list.filter.field.text !== "") {
    return onList((s, l) => clearFilter(s, s.place, l))(state, 0);
  }
  if (list.anchor !== null || list.marked.size > 0) {
    return still(withList(state, state.place, { ...list, anchor: null, marked: new Set() }));
  }
  if (isNarrow && state.focus === "list") return still({ ...state, focus: "sidebar" });
  return null;
}

const quit = (exit: 0 | 130): Does => (state) => ({ state, effects: [{ type: "quit", exit }] });
const effect = (made: Effect): Does => (state) => ({ state, effects: [made] });

const open: Does = (state, nowMs) => {
  const list = listOf(state, state.place);
  const row = cursorRow(list);
  if (state.focus === "sidebar") return still({ ...state, focus: "list" });
  if (row < 0 || !list.table) return still(state);
  if (list.table.isBranch(row) && !list.filter.query) {
    const step = foldAt(state, state.place, list, "open");
    return step.list === list ? onList((s, l) => foldAt(s, s.place, l, "close"))(state, nowMs) : {
      state: withList(state, state.place, step.list),
      effects: step.effects,
    };
  }
  return still({ ...state, focus: "detail", isDetailShown: true });
};

/** Folds and unfolds a tree; elsewhere it goes from pane to pane where only one of them is seen. */
const sideways = (wish: "open" | "close"): Does => (state, nowMs) => {
  const isNarrow = layoutOf(state).kind === "narrow";
  const { isTree } = placeOf(state.place);
  const list = listOf(state, state.place);
  if (state.focus === "list" && isTree && !list.filter.query) {
    const step = foldAt(state, state.place, list, wish);
    if (step.list !== list) return { state: withList(state, state.place, step.list), effects: step.effects };
  }
  if (!isNarrow && state.focus === "list" && wish === "close") return still({ ...state, focus: "sidebar" });
  return focusBy(wish === "open" ? 1 : -1, false)(state, nowMs);
};

/** To the next row that the kept filter has found: all rows of the list are. */
const hit = (by: number): Does => (state, nowMs) => {
  if (!listOf(state, state.place).filter.query) {
    return advise(state, "No filter is set.", "filter.open", "set one", nowMs);
  }
  return move(() => by)({ ...state, focus: "list" }, nowMs);
};

const mark: Does = (state, nowMs) => {
  const list = listOf(state, state.place);
  const row = cursorRow(list);
  if (row < 0 || !list.table) return still(state);
  const marked = toggled(list.marked, list.table.key(row));
  return move(() => 1)(withList(state, state.place, { ...list, marked, anchor: null }), nowMs);
};

const markRange = onList((_, list) => {
  const { anchor, cursorKey: key, marked } = list;
  if (anchor !== null || key === null) return { list: { ...list, anchor: null }, effects: [] };
  return { list: ranged({ ...list, anchor: { key, kept: marked } }), effects: [] };
});

const markAll = onList((_, list) => {
  const { table, shown, marked } = list;
  if (!table) return { list, effects: [] };
  const all = Array.from({ length: shown.count }, (_, place) => table.key(rowAt(shown, place)));
  if (all.every((key) => marked.has(key))) return { list: { ...list, marked: new Set() }, effects: [] };
  return { list: { ...list, marked: new Set(all), anchor: null }, effects: [] };
});

const turnTab = (by: number): Does => (state) => {
  const count = state.detail.record?.tabs.length ?? 0;
  if (count === 0) return still(state);
  const tab = (Math.min(state.detail.tab, count - 1) + by + count) % count;
  return still({ ...state, detail: { ...state.detail, tab, top: 0 } });
};

const toRaw: Does = (state) => {
  const tab = state.detail.record?.tabs.findIndex(({ name }) => name === "Raw") ?? -1;
  if (tab < 0) return still(state);
  return still({ ...state, focus: "detail", isDetailShown: true, detail: { ...state.detail, tab, top: 0 } });
};

const zoom = (by: number): Does => (state) => {
  const next = Math.max(0, Math.min(2, state.zoom + by));
  return still({ ...state, zoom: next === 0 ? 0 : next === 1 ? 1 : 2 });
};

const FAR = Number.MAX_SAFE_INTEGER / 2;

const ACTS: Readonly<Record<ActName, Does>> = {
  "cursor.down": move(() => 1),
  "cursor.up": move(() => -1),
  "cursor.half-page-down": move((room) => Math.max(1, Math.floor(room / 2))),
  "cursor.half-page-up": move((room) => -Math.max(1, Math.floor(room / 2))),
  "cursor.page-down": move((room) => room),
  "cursor.page-up": move((room) => -room),
  "cursor.top": move(() => -FAR),
  "cursor.end": move(() => FAR),
  "branch.fold": sideways("close"),
  "branch.unfold": sideways("open"),
  "record.open": open,
  "pane.next": focusBy(1, true),
  "pane.previous": focusBy(-1, true),
  "back": (state, nowMs) =>
    stepBack(state) ?? stopped(state) ??
      advise(state, "There is nothing to go back from.", "program.quit", "quit", nowMs),
  "program.back-or-quit": (state, nowMs) => stepBack(state) ?? quit(0)(state, nowMs),
  "place.1": toPlace("1"),
  "place.2": toPlace("2"),
  "place.3": toPlace("3"),
  "place.4": toPlace("4"),
  "place.5": toPlace("5"),
  "place.6": toPlace("6"),
  "place.7": toPlace("7"),
  "place.8": toPlace("8"),
  "place.9": toPlace("9"),
  "tab.next": turnTab(1),
  "tab.previous": turnTab(-1),
  "zoom.more": zoom(1),
  "zoom.less": zoom(-1),
  "detail.toggle": (state) =>
    still({
      ...state,
      isDetailShown: !state.isDetailShown,
      focus: state.focus === "detail" ? "list" : state.focus,
    }),
  "filter.open": (state) =>
    still(withList({ ...state, focus: "list" }, state.place, openFilter(listOf(state, state.place)))),
  "filter.clear": onList((state, list) => clearFilter(state, state.place, list)),
  "hit.next": hit(1),
  "hit.previous": hit(-1),
  "facets.open": (state, nowMs) =>
    opened(state, facetMenu(state), "There is nothing to choose from here.", nowMs),
  "sort.open": (state, nowMs) => opened(state, sortMenu(state), "There is nothing to sort here.", nowMs),
  "palette.open": (state) => still({ ...state, overlay: openPalette() }),
  "help.open": (state) => still({ ...state, overlay: openHelp(helpFacts(state)) }),
  "mark.toggle": mark,
  "mark.range": markRange,
  "mark.all": markAll,
  "record.browse": openInBrowser,
  "copy.open": (state, nowMs) =>
    copiedFailure(state) ?? opened(state, copyMenu(state), "There is nothing to copy here.", nowMs),
  "copy.main": (state, nowMs) => copied(state, "main", nowMs),
  "secret.toggle": toggleSecret,
  "record.raw": (state, nowMs) =>
    listOf(state, state.place).load.state === "failed" ? still(goTo(state, "records")) : toRaw(state, nowMs),
  "sync.start": (state, nowMs) =>
    state.link.state === "offline-wanted"
      ? note(state, "error", "foxden was started with --offline: no server is asked.", nowMs)
      : { state, effects: [{ type: "sync" }] },
  "sync.stop": effect({ type: "stop-sync" }),
  "doctor.open": (state, nowMs) => chosen(state, { type: "examine" }, nowMs),
  "export.open": (state, nowMs) =>
    opened(state, exportForm(state), "There is nothing to export here.", nowMs),
  "mouse.toggle": (state, nowMs) => {
    const hasMouse = !state.hasMouse;
    const text = hasMouse
      ? "The mouse is on; shift-drag selects text."
      : "The mouse is left to the terminal.";
    return {
      ...note({ ...state, hasMouse }, "note", text, nowMs),
      effects: [{ type: "mouse", isOn: hasMouse }],
    };
  },
  "screen.redraw": effect({ type: "redraw" }),
  "program.suspend": (state) => ({ state: concealed(state), effects: [{ type: "suspend" }] }),
  "program.quit": quit(0),
  "program.abort": quit(130),
};

/** What the help says below the keys. */
const helpFacts = ({ facts, hasMouse }: State): readonly string[] =>
  facts.map((line) => `${line}   mouse: ${hasMouse ? "on, shift-drag selects text" : "off"}`);

/** A refresh is stopped by esc alone: q is there to leave, whatever goes on. */
const stopped = (state: State): Step | null =>
  state.link.state === "syncing" ? { state, effects: [{ type: "stop-sync" }] } : null;

/** Of a list that could not be read, the reason is what can be copied. */
function copiedFailure(state: State): Step | null {
  const { load } = listOf(state, state.place);
  if (load.state !== "failed") return null;
  const { message, advice = "" } = load.told;
  return {
    state,
    effects: [{
      type: "copy",
      what: "Report",
      text: `${placeOf(state.place).title}: ${message}. ${advice}`.trim(),
    }],
  };
}

/** Opens what there is to open, or says why there is nothing. */
function opened(state: State, overlay: State["overlay"], otherwise: string, nowMs: number): Step {
  return overlay ? still({ ...state, overlay }) : note(state, "error", otherwise, nowMs);
}
