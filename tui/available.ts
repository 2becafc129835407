/** Which acts make sense right now, and what they come to: what the line of hints shows. */
import { secretFieldOf } from "../app/browse/record.ts";
import { webAddresses } from "../app/devices/web_urls.ts";
import { isOpen } from "./list/folding.ts";
import { cursorRow } from "./list/scroll.ts";
import type { ActName, Where } from "./keys/acts.ts";
import { type Hint, hintsFor } from "./keys/hints.ts";
import { layoutOf } from "./layout.ts";
import { placeOf } from "./places.ts";
import { cellText, rowUnder } from "./palette/record.ts";
import { listOf, type State } from "./state.ts";

/** The hints of the moment. */
export function hintsOf(state: State): readonly Hint[] {
  if (listOf(state, state.place).filter.isTyping) return WHILE_TYPING;
  const where: Where = state.focus;
  return hintsFor(state.keymap, where, (act) => isAvailable(state, act), labelsOf(state));
}

/** Keys of the filter's field, which no config file changes. */
const WHILE_TYPING: readonly Hint[] = [
  { act: "filter.open", key: "enter", label: "keep" },
  { act: "filter.clear", key: "esc", label: "clear" },
  { act: "filter.open", key: "up down", label: "choose" },
  { act: "filter.open", key: "ctrl-u", label: "empty" },
];

function isAvailable(state: State, act: ActName): boolean {
  const list = listOf(state, state.place);
  const place = placeOf(state.place);
  const hasRow = cursorRow(list) >= 0;
  const hasFilter = list.filter.query !== null;
  switch (act) {
    case "filter.clear":
    case "hit.next":
    case "hit.previous":
      return hasFilter;
    case "sync.stop":
      return state.link.state === "syncing";
    case "back":
      return backLabel(state) !== null;
    case "sync.start":
      return state.link.state !== "syncing" && state.link.state !== "offline-wanted";
    case "secret.toggle":
      return hasRow && secretFieldOf(state.place) !== undefined;
    case "record.browse":
      return isOpenable(state);
    case "branch.fold":
    case "branch.unfold":
      return place.isTree && !hasFilter && state.focus === "list";
    case "facets.open":
      return place.facets.length > 0 && list.size > 0;
    case "zoom.more":
      return state.zoom < 2 && layoutOf(state).kind !== "narrow";
    case "record.raw":
      return hasRow && list.table?.source(cursorRow(list)) !== null && state.detail.failed === null;
    case "copy.main":
      return hasMainText(state);
    case "tab.next":
    case "tab.previous":
      return (state.detail.record?.tabs.length ?? 0) > 1;
    case "record.open":
    case "copy.open":
    case "mark.toggle":
    case "mark.range":
    case "mark.all":
    case "sort.open":
    case "export.open":
      return state.focus === "sidebar" || hasRow;
    default:
      return true;
  }
}

/** Whether there is an address that a web browser opens: of the row at hand, or of those that are marked. */
function isOpenable(state: State): boolean {
  const { link } = placeOf(state.place);
  const current = rowUnder(state);
  if (!current || link === undefined) return false;
  if (listOf(state, state.place).marked.size > 0) return true;
  return webAddresses([cellText(current, link)]).urls.length > 0;
}

/** Whether the row at hand has what its place is about: folders have no address. */
function hasMainText(state: State): boolean {
  const { copied } = placeOf(state.place);
  const current = rowUnder(state);
  return current !== null && (copied === secretFieldOf(state.place) || cellText(current, copied) !== "");
}

/** Words for acts that come to something else at times. */
function labelsOf(state: State): ReadonlyMap<ActName, string> {
  const list = listOf(state, state.place);
  const labels = new Map<ActName, string>();
  if (state.revealed) labels.set("secret.toggle", "hide");
  const row = cursorRow(list);
  const { table } = list;
  const isBranch = row >= 0 && list.filter.query === null && table?.isBranch(row) === true;
  if (isBranch && state.focus === "list") {
    labels.set("record.open", isOpen(state.place, list, table, row) ? "fold" : "unfold");
  }
  const back = backLabel(state);
  if (back !== null) labels.set("back", back);
  return labels;
}

/** What `back` comes to, where it comes to anything. */
function backLabel(state: State): string | null {
  const list = listOf(state, state.place);
  if (state.revealed) return "hide";
  if (state.focus === "detail") return "back";
  if (list.filter.query !== null) return "clear filter";
  if (list.marked.size > 0) return "clear marks";
  if (state.link.state === "syncing") return "stop syncing";
  return layoutOf(state).kind === "narrow" && state.focus === "list" ? "back" : null;
}
