/** What happens to the state, and what the state asks of the world. */
import type { Query } from "../app/query/query.ts";
import type { ShownRecord } from "../app/browse/record.ts";
import type { RowTable } from "../app/browse/table.ts";
import type { InputEvent } from "./input/events.ts";
import type { Choice, PageFilled, PageLine } from "./overlays/overlay.ts";
import type { PlaceName } from "./places.ts";
import type { AccountFacts, Link, Load, Size, Sort, State, Told } from "./state.ts";
import type { DeskEffect } from "./welcome/effects.ts";
import type { WelcomeEvent, WelcomeFacts } from "./welcome/welcome.ts";

export type Action =
  | { readonly type: "input"; readonly event: InputEvent; readonly nowMs: number }
  /** Keys came as fast as nobody presses them on purpose; the rest of them were dropped. */
  | { readonly type: "stray"; readonly nowMs: number }
  | { readonly type: "resized"; readonly size: Size }
  | { readonly type: "tick"; readonly nowMs: number }
  /** The profile is open, or there is no sign-in. */
  | { readonly type: "opened"; readonly account: AccountFacts }
  | { readonly type: "signed-out"; readonly facts: WelcomeFacts }
  /** Somebody wants to sign in again. */
  | { readonly type: "sign-in"; readonly facts: WelcomeFacts }
  /** Somebody wants the account to be set up for Sync. */
  | { readonly type: "set-up"; readonly facts: WelcomeFacts; readonly nowMs: number }
  /** A refresh is done with a collection and goes on with others. */
  | { readonly type: "arrived"; readonly collection: string }
  /** A refresh has ended before its end: what has come until then is there. */
  | { readonly type: "stopped"; readonly changed: readonly PlaceName[]; readonly nowMs: number }
  | { readonly type: "page-opened"; readonly title: string; readonly lines: readonly PageLine[] }
  | {
    readonly type: "counted";
    readonly counts: ReadonlyMap<PlaceName, number | null>;
    readonly syncedAtMs: number | null;
  }
  | {
    readonly type: "loaded";
    readonly place: PlaceName;
    readonly load: Load;
    readonly table: RowTable | null;
  }
  | Arranged
  | {
    readonly type: "shown";
    readonly seq: number;
    readonly record: ShownRecord | null;
    readonly failed: Told | null;
  }
  | {
    readonly type: "revealed";
    readonly seq: number;
    readonly key: string;
    readonly field: string;
    readonly value: string;
    readonly nowMs: number;
  }
  | { readonly type: "link"; readonly link: Link }
  /** A refresh has ended: what moved is loaded anew. */
  | { readonly type: "refreshed"; readonly changed: readonly PlaceName[]; readonly nowMs: number }
  | {
    readonly type: "copied";
    readonly text: string;
    readonly clearsAtMs: number | null;
    readonly nowMs: number;
  }
  | { readonly type: "told"; readonly kind: "note" | "error"; readonly text: string; readonly nowMs: number }
  | { readonly type: "page-filled"; readonly title: string; readonly page: PageFilled }
  /** The profile is sealed, and its passphrase is asked for; `wrong`: the last one was not it. */
  | { readonly type: "sealed"; readonly isWrong: boolean }
  | { readonly type: "chosen"; readonly choice: Choice; readonly nowMs: number }
  | { readonly type: "welcome"; readonly event: WelcomeEvent; readonly nowMs: number };

/** Rows of a list, as they were asked for. */
export interface Arranged {
  readonly type: "arranged";
  readonly place: PlaceName;
  readonly seq: number;
  readonly rows: ArrayLike<number> | null;
  readonly isComplete: boolean;
  readonly examined: number;
  readonly tookMs: number;
}

export type Effect =
  /** Open the profile: who is signed in, what is here. */
  | { readonly type: "open" }
  | { readonly type: "load"; readonly place: PlaceName }
  | ArrangeEffect
  | {
    readonly type: "show";
    readonly place: PlaceName;
    readonly table: RowTable;
    readonly row: number;
    readonly seq: number;
  }
  | {
    readonly type: "reveal";
    readonly place: PlaceName;
    readonly table: RowTable;
    readonly row: number;
    readonly field: string;
    readonly seq: number;
  }
  | { readonly type: "sync" }
  | { readonly type: "stop-sync" }
  | { readonly type: "copy"; readonly what: string; readonly text: string }
  | {
    readonly type: "copy-secret";
    readonly place: PlaceName;
    readonly table: RowTable;
    readonly row: number;
    readonly field: string;
    readonly what: string;
  }
  | { readonly type: "open-urls"; readonly urls: readonly string[] }
  | { readonly type: "mouse"; readonly isOn: boolean }
  | { readonly type: "suspend" }
  | { readonly type: "redraw" }
  | { readonly type: "quit"; readonly exit: 0 | 130 }
  | Extract<Choice, { type: "run" }>
  | { readonly type: "examine"; readonly title: string }
  | { readonly type: "edit-config" }
  | { readonly type: "sign-in" }
  | { readonly type: "set-up" }
  | { readonly type: "unlock"; readonly passphrase: string }
  | { readonly type: "welcome"; readonly effect: DeskEffect };

/** Which rows of a table are to be shown, in which order. */
export interface ArrangeEffect {
  readonly type: "arrange";
  readonly place: PlaceName;
  readonly table: RowTable;
  readonly seq: number;
  readonly query: Query | null;
  readonly sort: Sort | null;
  /** Keys of branches that are not as they are at first; null where the list is flat. */
  readonly folded: ReadonlySet<string> | null;
}

/** What follows from an action. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export const still = (state: State): Step => ({ state, effects: [] });
