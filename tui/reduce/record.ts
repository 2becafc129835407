/** What is done with the record under the cursor: copied, opened, shown in the clear. */
import { layoutOf } from "../layout.ts";
import { secretFieldOf } from "../../app/browse/record.ts";
import { webAddresses } from "../../app/devices/web_urls.ts";
import { type Effect, type Step, still } from "../actions.ts";
import type { CopyWhat } from "../overlays/overlay.ts";
import { openQuestion } from "../overlays/question_open.ts";
import { cellText, markedRows, recordWords, type RowAt, rowUnder } from "../palette/record.ts";
import { commandLine } from "../palette/shell.ts";
import { placeOf } from "../places.ts";
import { concealed, listOf, type State } from "../state.ts";
import { note } from "./messages.ts";

/** Copies something of the record under the cursor. */
export function copied(state: State, what: CopyWhat, nowMs: number): Step {
  const current = rowUnder(state);
  if (!current) return note(state, "error", "There is nothing to copy here.", nowMs);
  const { copied: main } = placeOf(state.place);
  const secret = secretFieldOf(state.place);
  if (what === "password" || what === "number" || (what === "main" && main === secret)) {
    if (secret === undefined) return note(state, "error", `No ${what} is here.`, nowMs);
    const effect: Effect = {
      type: "copy-secret",
      place: state.place,
      ...current,
      field: secret,
      what: titled(secret),
    };
    return { state, effects: [effect] };
  }
  const text = what === "main" ? mainText(state, current) : plainText(state, current, what);
  if (text === "") return note(state, "error", "There is nothing to copy here.", nowMs);
  const name = what === "main" ? main : what;
  return { state, effects: [{ type: "copy", what: titled(NAMES[name] ?? name), text }] };
}

const NAMES: Readonly<Record<string, string>> = {
  url: "link",
  json: "JSON",
  user: "user name",
  addonId: "add-on id",
};

const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a place is about; of rows that are marked, their addresses, a line each. */
function mainText(state: State, current: RowAt): string {
  const { link } = placeOf(state.place);
  const marked = markedRows(state);
  if (marked.length === 0 || link === undefined) return plainText(state, current, "main");
  return marked.map((at) => cellText(at, link)).filter((text) => text !== "").join("\n");
}

function plainText(state: State, current: RowAt, what: CopyWhat): string {
  const place = placeOf(state.place);
  switch (what) {
    case "link":
      return place.link === undefined ? "" : cellText(current, place.link);
    case "title":
      return cellText(current, "title") || cellText(current, "name");
    case "user":
      return cellText(current, "username");
    case "json":
      return jsonOf(state, current);
    case "command":
      return commandOf(current, state);
    default:
      return cellText(current, place.copied) || cellText(current, "title");
  }
}

/** The record as JSON, its secrets masked, from the details that show it. */
function jsonOf({ place, detail: { record } }: State, { table, row }: RowAt): string {
  // Those of the record before are shown until the new ones are there.
  if (record?.shelf !== place || record.key !== table.key(row)) return "";
  const raw = record.tabs.find(({ name }) => name === "Raw");
  return raw?.lines.flatMap((line) => line.kind === "code" ? [line.text] : []).join("\n") ?? "";
}

/** The command that shows the same record. */
function commandOf(at: RowAt, { account }: State): string {
  const words = recordWords(at);
  return words ? commandLine(words, account?.profile) : "";
}

/** More addresses than this at once are asked about. */
const MANY_PAGES = 10;

/** Opens the page of the record under the cursor, or of all that are marked, in the web browser. */
export function openInBrowser(state: State, nowMs: number): Step {
  const { link } = placeOf(state.place);
  const current = rowUnder(state);
  if (!current || link === undefined) {
    return note(state, "error", "Nothing here is a page of the web.", nowMs);
  }
  const { urls, refused } = webAddresses(
    rowsMeant(state, current).map((row) => cellText({ ...current, row }, link)),
  );
  const [first] = urls;
  if (!first) {
    const [address] = refused.filter((text) => text !== "");
    const why = address?.startsWith("place:")
      ? "a place: query opens in Firefox only"
      : address
      ? `not an address of the web: ${address}`
      : "it has no address";
    return note(state, "error", `Not opened: ${why}`, nowMs);
  }
  const texts = urls.map(({ href }) => href);
  if (urls.length <= MANY_PAGES) return { state, effects: [{ type: "open-urls", urls: texts }] };
  return still({
    ...state,
    overlay: openQuestion({
      title: `Open ${urls.length} pages?`,
      lines: [`${urls.length} marked pages open in the web browser at once.`],
      answers: [
        { key: "y", label: "open them", choice: { type: "open-urls", urls: texts } },
        { key: "n", label: "keep them closed", choice: null },
      ],
    }, nowMs),
  });
}

function rowsMeant(state: State, { table, row }: RowAt): readonly number[] {
  const { marked } = listOf(state, state.place);
  return marked.size === 0 ? [row] : [...marked].map((key) => table.rowOf(key)).filter((each) => each >= 0);
}

/** Shows the secret of the record under the cursor for a while, where it can be seen, or hides it again. */
export function toggleSecret(state: State, nowMs: number): Step {
  if (state.revealed || state.revealing !== null) return still(concealed(state));
  const field = secretFieldOf(state.place);
  const current = rowUnder(state);
  if (field === undefined || !current) return note(state, "error", "There is no secret here.", nowMs);
  const focus = layoutOf(state).kind === "narrow" ? "detail" : state.focus;
  const seq = state.detail.seq + 1;
  const detail = { ...state.detail, seq, tab: 0, top: 0 };
  const effects: readonly Effect[] = [
    { type: "reveal", place: state.place, ...current, field, seq },
    // The number of the details has moved on: they are asked for again.
    { type: "show", place: state.place, ...current, seq },
  ];
  return { state: { ...state, focus, isDetailShown: true, detail, revealing: seq }, effects };
}
