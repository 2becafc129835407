/** What always has to follow from a state: rows are loaded, the details are those of the cursor, secrets are gone in time. */
import type { Effect, Step } from "../actions.ts";
import type { RowTable } from "../../app/browse/table.ts";
import { cursorRow, topFor } from "../list/scroll.ts";
import type { PlaceName } from "../places.ts";
import { concealed, listOf, type ListState, NEW_LIST, type State } from "../state.ts";
import { roomOf, withList } from "./lists.ts";

/** @param before the state the step was taken from */
export function settled(before: State, step: Step): Step {
  if (step.state.screen !== "main") return step;
  const fetched = fetching(step.state);
  const state = hidden(before, inView(forgetful(fetched.state)));
  const looked = looking(before, state);
  return { state: looked.state, effects: [...step.effects, ...fetched.effects, ...looked.effects] };
}

/** The rows of the place that is looked at are fetched, where nobody has. */
function fetching(state: State): Step {
  const list = listOf(state, state.place);
  if (list.load.state !== "waiting") return { state, effects: [] };
  const effect: Effect = { type: "load", place: state.place };
  return { state: withList(state, state.place, { ...list, load: { state: "loading" } }), effects: [effect] };
}

/** The cursor is on the screen, whatever became of the window. */
function inView(state: State): State {
  const list = listOf(state, state.place);
  const { shown: { count }, cursor, top } = list;
  const room = roomOf(state, list);
  const isSeen = cursor >= top && cursor < top + room && top <= Math.max(0, count - room);
  if (isSeen || count === 0) return state;
  return withList(state, state.place, { ...list, top: topFor(top, cursor, count, room) });
}

/** Rows that all places may keep together; what is looked at may have more. */
const MOST_KEPT_ROWS = 600_000;

/** Of places that nobody looks at, the largest are let go where they are too large together. */
function forgetful(state: State): State {
  const sizeOf = ([, { table }]: readonly [PlaceName, ListState]) => table?.size ?? 0;
  const others = [...state.lists].filter(([place]) => place !== state.place).sort((a, b) =>
    sizeOf(b) - sizeOf(a)
  );
  let kept = [...state.lists].reduce((sum, entry) => sum + sizeOf(entry), 0);
  const [largest] = others;
  if (kept <= MOST_KEPT_ROWS || !largest) return state;
  const lists = new Map(state.lists);
  for (const [place, list] of others) {
    if (kept <= MOST_KEPT_ROWS) break;
    kept -= sizeOf([place, list]);
    const { filter, sort, folded, cursorKey, arranging } = list;
    lists.set(place, { ...NEW_LIST, filter, sort, folded, cursorKey, arranging });
  }
  return { ...state, lists };
}

/** What the details are about. */
interface Subject {
  readonly place: PlaceName;
  readonly table: RowTable | null;
  readonly key: string | null;
}

function subjectOf(state: State): Subject {
  const list = listOf(state, state.place);
  const row = cursorRow(list);
  return { place: state.place, table: list.table, key: row < 0 || !list.table ? null : list.table.key(row) };
}

const isSame = (a: Subject, b: Subject): boolean =>
  a.place === b.place && a.table === b.table && a.key === b.key;

/** A secret is seen only for as long as nothing else has happened. */
function hidden(before: State, state: State): State {
  if (!state.revealed && state.revealing === null) return state;
  const isElsewhere = !isSame(subjectOf(before), subjectOf(state)) || state.overlay !== before.overlay;
  return isElsewhere ? concealed(state) : state;
}

/** The details of the record under the cursor are asked for when that is another one. */
function looking(before: State, state: State): Step {
  const subject = subjectOf(state);
  if (isSame(subjectOf(before), subject) && before.screen === state.screen) return { state, effects: [] };
  const list = listOf(state, state.place);
  const row = cursorRow(list);
  const seq = state.detail.seq + 1;
  if (row < 0 || !list.table) {
    return { state: { ...state, detail: { ...state.detail, seq, record: null, failed: null } }, effects: [] };
  }
  const isSamePlace = state.detail.record?.shelf === state.place;
  const tab = isSamePlace ? state.detail.tab : 0;
  // Another reading of the same record takes nobody's place away.
  const top = isSamePlace && state.detail.record?.key === subject.key ? state.detail.top : 0;
  const detail = { ...state.detail, seq, tab, top, record: isSamePlace ? state.detail.record : null };
  return {
    state: { ...state, detail },
    effects: [{ type: "show", place: state.place, table: list.table, row, seq }],
  };
}
