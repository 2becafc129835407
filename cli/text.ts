/** Text on a screen: what is safe to send there, how wide it is, and how it is cut. */
import stringWidth from "string-width";

/**
 * Everything that moves the cursor, ends a line, changes direction or is no character at all: control characters,
 * lone surrogates, bidi controls, line and paragraph separators. A page title may hold any of them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Plain Latin and Cyrillic and `…`: one code unit, one grapheme, one cell each. Spares most texts a slow look. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482…]*$/;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The text with each unsafe character written out, such as `\x1b` or `\u202e`. */
export function visible(text: string): string {
  return NARROW.test(text) ? text : text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Cells the text takes on a terminal; wide characters take two. */
export function cellWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The text with spaces to fill `cells`, after it or before it. */
export function pad(text: string, cells: number, side: "end" | "start" = "end"): string {
  const space = " ".repeat(Math.max(0, cells - cellWidth(text)));
  return side === "end" ? text + space : space + text;
}

/** As many whole graphemes from the start as fit into `cells`. */
export function takeStart(text: string, cells: number): string {
  if (NARROW.test(text)) return text.slice(0, Math.max(0, cells));
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > cells) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** As many whole graphemes from the end as fit into `cells`. */
export function takeEnd(text: string, cells: number): string {
  if (NARROW.test(text)) return text.slice(Math.max(0, text.length - Math.max(0, cells)));
  let used = 0;
  let start = text.length;
  for (const { segment, index } of [...graphemes.segment(text)].reverse()) {
    used += stringWidth(segment);
    if (used > cells) break;
    start = index;
  }
  return text.slice(start);
}

/** Cut at the end, with `…` for what is gone. */
export function cutEnd(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  return cells < 1 ? "" : takeStart(text, cells - 1) + "…";
}

/**
 * Cut in the middle so that the host and the last part of the path stay. What goes first is `https://`, then the
 * query, then the path between, then the end of the last part; of a host too long its end stays, which says whose
 * it is.
 */
export function cutUrl(url: string, cells: number): string {
  if (cellWidth(url) <= cells) return url;
  const short = url.replace(/^https?:\/\//i, "");
  if (cellWidth(short) <= cells) return short;
  const [, host = "", path = "", query = ""] = URL_PARTS.exec(short) ?? [];
  if (host === "") return cutEnd(short, cells);
  if (cellWidth(host) > cells) return cells < 1 ? "" : "…" + takeEnd(host, cells - 1);
  if (path + query === "/") return host;
  if (path.length < 2 || cellWidth(host + path) < cells) return cutEnd(short, cells);
  const room = cells - cellWidth(host) - 1;
  return room < 1 ? takeStart(`${host}…`, cells) : `${host}${cutPath(path, query === "" ? "" : "…", room)}`;
}

/** @param room cells beside the mark in the middle @param end the mark of a query that is gone */
function cutPath(path: string, end: string, room: number): string {
  const lastPart = path.slice(Math.max(0, path.lastIndexOf("/", path.length - 2)));
  const tail = takeEnd(lastPart, room - end.length);
  const start = takeStart(path.slice(0, path.length - lastPart.length), room - end.length - cellWidth(tail));
  return `${start}…${tail}${end}`;
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/+[^/?#]*|[^/?#]*)([^?#]*)(.*)$/is;

/** Lines of at most `cells` cells, broken at spaces; a word longer than a line stays whole. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && cellWidth(longer) > cells) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** JSON in which everything a terminal might act on is an escape: still the same JSON to any reader. */
export const safeJson = (value: unknown, indent?: number): string =>
  escapeUnsafe(JSON.stringify(value, null, indent));

/** The same for JSON text. */
export function escapeUnsafe(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
