/** Everything the screen depends on, as plain data. */
import { DEFAULT_MAX_AGE_MS } from "../app/freshness.ts";
import type { Query } from "../app/query/query.ts";
import type { ShownRecord } from "../app/browse/record.ts";
import type { RowTable } from "../app/browse/table.ts";
import type { Mark } from "../app/marks.ts";
import type { ActName } from "./keys/acts.ts";
import type { Keymap } from "./keys/keymap.ts";
import { NOTHING_SHOWN, type Shown } from "./list/shown.ts";
import type { Overlay } from "./overlays/overlay.ts";
import { type PlaceName, PLACES } from "./places.ts";
import { EMPTY_FIELD, type TextField } from "./text_field.ts";
import type { Welcome } from "./welcome/welcome.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export type Pane = "sidebar" | "list" | "detail";

/** How a failure is told: what, why, and what to do. */
export interface Told {
  readonly message: string;
  readonly advice?: string;
  /** What keys do about it; which keys those are is known where it is drawn. */
  readonly acts?: readonly { readonly act: ActName; readonly label: string }[];
}

/** The one line above the hints. Errors stay until a key. */
export interface Message {
  readonly kind: "note" | "error";
  readonly text: string;
  /** When it goes by itself, in ms by the local clock. */
  readonly untilMs: number;
}

/** Who is signed in, as the header says it. */
export interface AccountFacts {
  readonly email: string;
  readonly profile: string;
  readonly marks: readonly Mark[];
  /** Of the accounts server. */
  readonly host: string;
  readonly isReadOnly: boolean;
}

/** How it stands with the server. */
export type Link =
  /** Nobody has been asked yet in this run. */
  | { readonly state: "idle" }
  | {
    readonly state: "syncing";
    readonly collection?: string;
    readonly done?: number;
    readonly total?: number | null;
  }
  | { readonly state: "online" }
  /** No server may be asked. */
  | { readonly state: "offline-wanted" }
  | { readonly state: "offline"; readonly sinceMs: number; readonly nextTryMs: number }
  /** The server asks to come back later. */
  | { readonly state: "busy"; readonly nextTryMs: number }
  | { readonly state: "sign-in-needed"; readonly told: Told }
  /** The keys of the account were replaced on another device; nothing is read until they are read again. */
  | { readonly state: "keys-changed"; readonly told: Told }
  /** A page that wants a person stands in the way. */
  | { readonly state: "challenge"; readonly told: Told }
  | { readonly state: "failed"; readonly told: Told };

/** How far the rows of a place are. */
export type Load =
  | { readonly state: "waiting" }
  | { readonly state: "loading" }
  | { readonly state: "ready" }
  /** Its first download goes on: what came so far can be used, and is loaded anew now and then. */
  | { readonly state: "partial" }
  /** Nothing of it was ever downloaded. */
  | { readonly state: "absent" }
  | { readonly state: "failed"; readonly told: Told };

/** An order that was asked for. */
export interface Sort {
  /** By its name in the table. */
  readonly column: string;
  readonly isDescending: boolean;
}

export interface Filter {
  readonly field: TextField;
  /** Keys go to the field. */
  readonly isTyping: boolean;
  /** What the text means; null where it says nothing or cannot be used. */
  readonly query: Query | null;
  /** Why it cannot be used. */
  readonly fault: string | null;
  /** The record the cursor was on before anything was typed. */
  readonly from: string | null;
}

export const NO_FILTER: Filter = {
  field: EMPTY_FIELD,
  isTyping: false,
  query: null,
  fault: null,
  from: null,
};

/** What is known of the arranging of a list that was asked for last. */
export interface Arranging {
  /** Grows with each time it is asked for: older outcomes are passed over. */
  readonly seq: number;
  readonly isComplete: boolean;
  /** Rows looked at, and how long it took, in ms; for the counter below the filter. */
  readonly examined: number;
  readonly tookMs: number;
}

/** The beginning of a range. */
export interface Anchor {
  /** The record it began on. */
  readonly key: string;
  /** Marks from before, which stay. */
  readonly kept: ReadonlySet<string>;
}

export interface ListState {
  readonly load: Load;
  readonly table: RowTable | null;
  /** Rows of the table that this state knows of: it may have grown since. */
  readonly size: number;
  /** Another reading, which takes the place of the table as soon as its rows are arranged. */
  readonly coming: { readonly table: RowTable; readonly size: number } | null;
  readonly shown: Shown;
  readonly arranging: Arranging;
  readonly filter: Filter;
  readonly sort: Sort | null;
  /** Keys of the branches whose folding is not as the place has it at first. */
  readonly folded: ReadonlySet<string>;
  /** Place of the cursor in what is shown, and the record there. */
  readonly cursor: number;
  readonly cursorKey: string | null;
  /** The first place on the screen. */
  readonly top: number;
  readonly marked: ReadonlySet<string>;
  /** Where a range began, and what was marked before. */
  readonly anchor: Anchor | null;
}

export const NEW_LIST: ListState = {
  load: { state: "waiting" },
  table: null,
  size: 0,
  coming: null,
  shown: NOTHING_SHOWN,
  arranging: { seq: 0, isComplete: true, examined: 0, tookMs: 0 },
  filter: NO_FILTER,
  sort: null,
  folded: new Set(),
  cursor: 0,
  cursorKey: null,
  top: 0,
  marked: new Set(),
  anchor: null,
};

/** What the detail pane shows. */
export interface Detail {
  readonly seq: number;
  /** Of the record that was asked for; an older one is shown until it is there. */
  readonly record: ShownRecord | null;
  readonly failed: Told | null;
  readonly tab: number;
  readonly top: number;
}

/** A secret on the screen. It is in the state for as long as it is seen, and no longer. */
export interface Revealed {
  readonly key: string;
  readonly field: string;
  readonly value: string;
  readonly untilMs: number;
}

export interface State {
  readonly size: Size;
  /** By the local clock; moves on when something counts by it, and each minute. */
  readonly nowMs: number;
  readonly keymap: Keymap;
  /** Keys of a sequence that has begun, such as `g`. */
  readonly pendingKeys: string;
  /** `locked`: the profile is sealed, and nobody has given its passphrase. */
  readonly screen: "starting" | "locked" | "welcome" | "main";
  readonly welcome: Welcome | null;
  readonly account: AccountFacts | null;
  readonly link: Link;
  /** When the mirror was last known to be as the server has it, in ms by the local clock. */
  readonly syncedAtMs: number | null;
  /** How old it may be before the server is asked again. */
  readonly maxAgeMs: number;
  readonly counts: ReadonlyMap<PlaceName, number | null>;
  /** The place that is looked at, and that the cursor of the sidebar is on. */
  readonly place: PlaceName;
  readonly focus: Pane;
  /** 0 normal, 1 half, 2 full. */
  readonly zoom: 0 | 1 | 2;
  readonly isDetailShown: boolean;
  readonly lists: ReadonlyMap<PlaceName, ListState>;
  readonly detail: Detail;
  readonly revealed: Revealed | null;
  /** The secret that was asked for and is not there yet, by its number; null where none is wanted any more. */
  readonly revealing: number | null;
  readonly overlay: Overlay | null;
  /** What comes up when the overlay that is open is closed. */
  readonly waiting: readonly Overlay[];
  readonly message: Message | null;
  readonly hasMouse: boolean;
  /** Lines of the help about this terminal. */
  readonly facts: readonly string[];
  /** What was copied and is going to be cleared, in ms by the local clock. */
  readonly clipboardUntilMs: number | null;
}

export function initialState(size: Size, keymap: Keymap, nowMs: number): State {
  return {
    size,
    nowMs,
    keymap,
    pendingKeys: "",
    screen: "starting",
    welcome: null,
    account: null,
    link: { state: "idle" },
    syncedAtMs: null,
    maxAgeMs: DEFAULT_MAX_AGE_MS,
    counts: new Map(),
    place: PLACES[0]?.name ?? "bookmarks",
    focus: "list",
    zoom: 0,
    isDetailShown: true,
    lists: new Map(),
    detail: { seq: 0, record: null, failed: null, tab: 0, top: 0 },
    revealed: null,
    revealing: null,
    overlay: null,
    waiting: [],
    message: null,
    hasMouse: true,
    facts: [],
    clipboardUntilMs: null,
  };
}

/** The list of a place; a new one where nobody has been there. */
export const listOf = (state: Pick<State, "lists">, place: PlaceName): ListState =>
  state.lists.get(place) ?? NEW_LIST;

/** The state without a secret on the screen, or on its way there. */
export const concealed = (state: State): State =>
  state.revealed === null && state.revealing === null ? state : { ...state, revealed: null, revealing: null };
