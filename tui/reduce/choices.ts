/** What comes of a choice in an overlay. */
import { type Step, still } from "../actions.ts";
import type { Choice } from "../overlays/overlay.ts";
import { facetValues, openPage } from "../overlays/open.ts";
import { listOf, type ListState, type State } from "../state.ts";
import { EMPTY_FIELD } from "../text_field.ts";
import { act } from "./acts.ts";
import { clearFilter, type ListStep, narrowed, sorted, withList } from "./lists.ts";
import { note } from "./messages.ts";
import { copied } from "./record.ts";

/** The title of the page with the findings of the doctor. */
export const DOCTOR = "Doctor";

export function chosen(state: State, choice: Choice, nowMs: number): Step {
  const list = listOf(state, state.place);
  switch (choice.type) {
    case "act":
      return act(state, choice.act, nowMs);
    case "open":
      return still({ ...state, overlay: choice.overlay });
    case "place":
      return still({ ...state, place: choice.place, focus: "list" });
    case "sort":
    case "sort-default": {
      const sort = choice.type === "sort"
        ? { column: choice.column, isDescending: choice.isDescending }
        : null;
      return fromList(state, sorted(state, state.place, list, sort));
    }
    case "narrow":
      return fromList(state, narrowed(state, state.place, list, choice.text));
    case "filter":
      return fromList(state, filtered(state, list, choice.text));
    case "facet": {
      const overlay = facetValues(state, choice.field);
      return overlay
        ? still({ ...state, overlay })
        : note(state, "note", `No ${choice.field} is here.`, nowMs);
    }
    case "copy":
      return copied(state, choice.what, nowMs);
    case "copy-text":
      return { state, effects: [{ type: "copy", what: choice.what, text: choice.text }] };
    case "open-urls":
      return { state, effects: [{ type: "open-urls", urls: choice.urls }] };
    case "run":
      return { state, effects: [choice] };
    case "examine":
      return examining(state);
    case "edit-config":
      return { state, effects: [{ type: "edit-config" }] };
    case "sign-in":
      return { state, effects: [{ type: "sign-in" }] };
    case "set-up":
      return { state, effects: [{ type: "set-up" }] };
    case "unlock":
      return {
        state: unlocked(state),
        effects: [{ type: "unlock", passphrase: choice.passphrase }],
      };
  }
}

/** The screen that stayed closed until the passphrase was given. */
function unlocked(state: State): State {
  if (state.screen !== "locked") return state;
  return { ...state, screen: state.welcome ? "welcome" : state.account ? "main" : "starting" };
}

function examining(state: State): Step {
  const overlay = openPage(DOCTOR, [], { isLoading: true, again: { type: "examine" } });
  return { state: { ...state, overlay }, effects: [{ type: "examine", title: DOCTOR }] };
}

/** The filter with another text; without any it is cleared. */
const filtered = (state: State, list: ListState, text: string): ListStep => {
  const emptied = { ...list, filter: { ...list.filter, field: EMPTY_FIELD } };
  return text === "" ? clearFilter(state, state.place, list) : narrowed(state, state.place, emptied, text);
};

const fromList = (state: State, { list, effects }: ReturnType<typeof sorted>): Step => (
  { state: withList(state, state.place, list), effects }
);
