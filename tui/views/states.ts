/** What stands in a list where there are no rows: why that is so, and which key helps. None of them is blank. */
import { localTime } from "../../app/display/cells.ts";
import type { ActName } from "../keys/acts.ts";
import { countText } from "../lines/text.ts";
import type { Role } from "../look/look.ts";
import type { Place } from "../places.ts";
import type { Link, ListState, State, Told } from "../state.ts";
import { totalOf } from "./list_title.ts";

/** A text in place of rows. */
export interface Notice {
  readonly heading: string;
  readonly role: Role;
  readonly lines: readonly string[];
  /** How far something is; a total of null where the end is not known. */
  readonly progress?: { readonly done: number; readonly total: number | null };
  /** What can be done, in the order of what helps most. */
  readonly acts: readonly NoticeAct[];
}

export interface NoticeAct {
  readonly act: ActName;
  readonly label: string;
  /** What does the same there, where the act has no key of its own. */
  readonly or?: ActName;
}

export { noticeLines, type NoticeProps } from "./states_lines.ts";

/** What is said instead of rows; null where there are rows to show. */
export function noticeOf(state: State, list: ListState, place: Place): Notice | null {
  if (list.table && list.shown.count > 0) return null;
  if (list.load.state === "failed") return failedNotice(place, list.load.told);
  if (list.table && list.size > 0) {
    return list.filter.query ? unmatched(state, list, place) : readingNotice(place);
  }
  if (list.load.state === "ready") return emptyNotice(state, list, place);
  if (list.load.state === "absent") return absentNotice(state.link, place, state.nowMs);
  return state.link.state === "syncing" ? syncingNotice(state.link, place) : readingNotice(place);
}

const SYNC = (label: string) => ({ act: "sync.start", label }) as const;
const DOCTOR = { act: "doctor.open", label: "doctor" } as const;
const HELP = { act: "help.open", label: "help" } as const;
const STOP = { act: "sync.stop", label: "stop (keeps what came)", or: "back" } as const;
const CLEAR = { act: "filter.clear", label: "clear", or: "back" } as const;

const readingNotice = ({ title }: Place): Notice => ({
  heading: `${title}: reading the copy on this machine ...`,
  role: "muted",
  lines: [],
  acts: [HELP],
});

function syncingNotice({ done, total }: Link & { readonly state: "syncing" }, { title }: Place): Notice {
  return {
    heading: `${title}: downloading ...`,
    role: "title",
    lines: ["Rows so far are usable."],
    ...(done === undefined ? {} : { progress: { done, total: total ?? null } }),
    acts: [STOP],
  };
}

function unmatched(state: State, list: ListState, place: Place): Notice {
  const { arranging, size, filter } = list;
  // The answer is that to what was typed before.
  if (filter.fault !== null) {
    return { heading: "No rows: the filter cannot be used.", role: "title", lines: [], acts: [CLEAR] };
  }
  if (!arranging.isComplete) {
    const looked = countText(arranging.examined);
    return {
      heading: `Looking: ${looked} of ${countText(size)} so far.`,
      role: "muted",
      lines: [],
      acts: [CLEAR],
    };
  }
  const hasWord = filter.query?.terms.some(({ condition }) => condition.kind === "text") ?? false;
  return {
    heading: `0 of ${countText(totalOf(state, list, place))} match.`,
    role: "title",
    lines: hasWord ? [`A word with ~ behind it finds ${place.noun[1]} with gaps between its letters.`] : [],
    acts: [CLEAR],
  };
}

const failedNotice = ({ title }: Place, { message, advice }: Told): Notice => ({
  heading: `! ${title} cannot be shown`,
  role: "error",
  lines: advice === undefined ? [message] : [message, advice],
  acts: [
    SYNC("sync again"),
    { act: "record.raw", label: "look at the raw records" },
    DOCTOR,
    { act: "copy.open", label: "copy this report" },
  ],
});

function emptyNotice(state: State, { table }: ListState, place: Place): Notice {
  if (state.link.state === "syncing" && table?.isComplete === false) return syncingNotice(state.link, place);
  const malformed = table?.malformed ?? 0;
  if (malformed > 0) return unreadable(place, malformed);
  return {
    heading: `No ${place.noun[1]} are synced in this account.`,
    role: "title",
    lines: [place.whenEmpty],
    acts: [SYNC("sync now"), HELP],
  };
}

const unreadable = ({ title, noun }: Place, count: number): Notice => ({
  heading: `! ${title} cannot be read`,
  role: "error",
  lines: [
    count === 1 ? "Its one record is damaged." : `All ${countText(count)} ${noun[1]} are damaged.`,
    "Usual cause: keys were reset on a device.",
  ],
  acts: [SYNC("sync again"), { act: "record.raw", label: "look at the raw records" }, DOCTOR],
});

/** Nothing was ever downloaded: it depends on the server what can be done about that. */
function absentNotice(link: Link, place: Place, nowMs: number): Notice {
  if (link.state === "syncing") return syncingNotice(link, place);
  const { reasons, acts } = whyAbsent(link, nowMs);
  const isFault = link.state !== "idle" && link.state !== "online";
  return {
    heading: `${isFault ? "! " : ""}Nothing of ${place.title} is on this machine yet.`,
    role: isFault ? "warn" : "title",
    lines: reasons,
    acts,
  };
}

function whyAbsent(link: Exclude<Link, { readonly state: "syncing" }>, nowMs: number): {
  readonly reasons: readonly string[];
  readonly acts: Notice["acts"];
} {
  switch (link.state) {
    case "idle":
    case "online":
      return { reasons: ["It has to be downloaded once."], acts: [SYNC("download it"), HELP] };
    case "offline-wanted":
      return {
        reasons: [
          "foxden was started with --offline, so that no server is asked. Start it without to download it.",
        ],
        acts: [HELP, { act: "program.quit", label: "quit" }],
      };
    case "offline":
      return {
        reasons: [
          `The server cannot be reached since ${clock(link.sinceMs)}; next try ${
            nextTry(link.nextTryMs, nowMs)
          }.`,
        ],
        acts: [SYNC("retry now"), DOCTOR],
      };
    case "busy":
      return {
        reasons: [
          `The server is busy and asks to be left alone for a while; next try ${
            nextTry(link.nextTryMs, nowMs)
          }.`,
        ],
        acts: [SYNC("retry now"), DOCTOR],
      };
    case "sign-in-needed":
      return {
        reasons: toldLines(link.told),
        acts: [{ act: "palette.open", label: "palette, then: sign in" }, DOCTOR],
      };
    case "keys-changed":
      return { reasons: toldLines(link.told), acts: [SYNC("read the new keys"), DOCTOR] };
    case "challenge":
      return { reasons: toldLines(link.told), acts: [DOCTOR, SYNC("retry now")] };
    case "failed":
      return { reasons: toldLines(link.told), acts: [SYNC("retry now"), DOCTOR] };
  }
}

const toldLines = ({ message, advice }: Told): readonly string[] =>
  advice === undefined ? [message] : [message, advice];

/** Of the day the clock is enough. */
const clock = (ms: number): string => localTime(new Date(ms)).slice(11);

const nextTry = (ms: number, nowMs: number): string =>
  ms - nowMs < 60_000 ? `in ${Math.max(1, Math.ceil((ms - nowMs) / 1000))} s` : clock(ms);
