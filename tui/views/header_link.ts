/** How it stands with the server, in words for the header. */
import { localTime, relativeTime } from "../../app/display/cells.ts";
import type { Role } from "../look/look.ts";
import type { Look } from "../look/look.ts";
import { countText, fit, type Piece } from "../lines/text.ts";
import type { State } from "../state.ts";

/** What is known of the server and of the copy on this machine. */
export type LinkFacts = Pick<State, "link" | "syncedAtMs" | "nowMs">;

/** The same, said with fewer and fewer words. */
export interface LinkWords {
  readonly role: Role;
  /** In brackets: what matters most. */
  readonly mark: string;
  /** The age of what is shown, or how far a sync is. */
  readonly age: string;
  /** For a narrow window, in a few words. */
  readonly brief: string;
}

const DAY_MS = 86_400_000;

/** An hour by the local clock, with its day where that is more than a day away. */
export function clockText(ms: number, nowMs: number): string {
  const text = localTime(new Date(ms));
  return Math.abs(ms - nowMs) < DAY_MS ? text.slice(11) : text.slice(5);
}

/** What the header says of the server, and of how old the copy on this machine is. */
export function linkWords(facts: LinkFacts, look: Look): LinkWords {
  const { link, nowMs } = facts;
  const last = ageText("last sync", facts);
  switch (link.state) {
    case "idle":
      return { role: "muted", mark: "", age: ageText("synced", facts), brief: "" };
    case "online":
      return words("ok", "online", ageText("synced", facts));
    case "offline-wanted":
      return words("warn", "offline", last);
    case "offline": {
      const since = clockText(link.sinceMs, nowMs);
      return { ...words("warn", `offline since ${since}`, last), brief: `offline ${since}` };
    }
    case "busy": {
      const next = clockText(link.nextTryMs, nowMs);
      return { ...words("warn", `server busy, next try ${next}`, last), brief: `busy ${next}` };
    }
    case "sign-in-needed":
      return words("error", "sign-in needed", last);
    case "keys-changed":
      return words("error", "keys changed", last);
    case "challenge":
      return words("error", "browser check needed", last);
    case "failed":
      return words("error", "sync failed", last);
    case "syncing":
      return syncingWords(link, look);
  }
}

const words = (role: Role, text: string, age: string): LinkWords => (
  { role, mark: `[${text}]`, age, brief: text }
);

function ageText(before: string, facts: LinkFacts): string {
  const age = mirrorAge(facts);
  return age === null ? "never synced" : `${before} ${age}`;
}

/** How old the copy on this machine is; null where nobody knows. */
const mirrorAge = ({ syncedAtMs, nowMs }: Omit<LinkFacts, "link">): string | null =>
  syncedAtMs === null ? null : relativeTime(new Date(syncedAtMs), nowMs);

/** Names of collections are the server's: none of them may fill the header. */
const MOST_NAME_CELLS = 18;

function syncingWords(
  { collection, done, total }: State["link"] & { state: "syncing" },
  look: Look,
): LinkWords {
  const part = typeof total === "number" && total > 0 && done !== undefined
    ? `${Math.min(100, Math.floor((100 * done) / total))}%`
    : "";
  const name = collection === undefined ? "" : ` ${fit(collection, MOST_NAME_CELLS, look)}`;
  const count = done === undefined ? "" : ` ${countText(done)}`;
  const all = part === "" ? "" : ` / ${countText(total ?? 0)}  ${part}`;
  return {
    role: "accent",
    mark: "",
    age: `syncing${name}${count}${all}`,
    brief: part === "" ? "syncing" : `syncing ${part}`,
  };
}

/** The words as pieces of a line; a short one tells what matters most and no more. */
export function linkPieces({ role, mark, age, brief }: LinkWords, isShort: boolean): readonly Piece[] {
  if (isShort) return [{ text: mark || brief, role }];
  return mark === "" ? [{ text: age, role }] : [{ text: mark, role }, { text: ` ${age}`, role: "muted" }];
}
