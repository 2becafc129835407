/** Every screen of the browser: how a person comes to it, on the demo account. */
import type { Size, State } from "../../../tui/state.ts";
import type { Accounts } from "./demo.ts";
import { LIST_SCREENS } from "./screens_lists.ts";
import { OVERLAY_SCREENS } from "./screens_overlays.ts";
import { STATE_SCREENS } from "./screens_states.ts";
import { WELCOME_SCREENS } from "./screens_welcome.ts";
import { Tour } from "./tour.ts";

/** One screen. */
export interface Screen {
  /** The name of its folder. */
  readonly name: string;
  /** Goes there. The account is that of the demo unless it says something else. */
  readonly go: (tour: Tour, accounts: Accounts) => Promise<unknown>;
  readonly account?: "filled" | "empty" | "unread";
  /** {@link SIZES} when left out. */
  readonly sizes?: readonly Size[];
  readonly isAscii?: boolean;
}

/** The windows of every capture. */
export const SIZES: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 100, rows: 30 },
  { columns: 200, rows: 60 },
];

export const SCREENS: readonly Screen[] = [
  ...WELCOME_SCREENS,
  ...LIST_SCREENS,
  ...OVERLAY_SCREENS,
  ...STATE_SCREENS,
];

/** The state of a screen in a window. */
export async function stateOn(screen: Screen, size: Size, accounts: Accounts): Promise<State> {
  const tour = new Tour(accounts[screen.account ?? "filled"], size);
  await screen.go(tour, accounts);
  return tour.state;
}

export const sizeText = ({ columns, rows }: Size): string => `${columns}x${rows}`;
