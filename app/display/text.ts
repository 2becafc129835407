/** Text on a screen: what is safe to send there, how wide it is, and how it is cut. */
import stringWidth from "string-width";

/**
 * Everything that moves the cursor, ends a line, changes direction, is no character at all or shows nothing: control
 * characters, lone surrogates, bidi controls, line and paragraph separators, invisible characters, and joiners that
 * join no emoji and no letters of scripts that need them. A page title may hold any of them, and terminals do not
 * agree on how wide they are.
 */
const UNSAFE = new RegExp(
  [
    "[\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f]",
    "[\\xad\\u115f\\u1160\\u180e\\u200b\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]",
    "(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f\\u0600-\\u10ff])\\u200d",
    "\\u200d(?![\\p{Extended_Pictographic}\\u0600-\\u10ff])",
  ].join("|"),
  "gu",
);

/** Plain Latin and Cyrillic and `…`: one code unit, one grapheme, one cell each. Spares most texts a slow look. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482…]*$/;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The text with each unsafe character written out, such as `\x1b` or `\u202e`. */
export function visible(text: string): string {
  return NARROW.test(text) ? text : text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code >= 0x10000) return `\\u{${hex}}`;
    return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
}

/** Cells the text takes on a terminal; wide characters take two. */
export function cellWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Code units in which any text worth showing in so many cells fits: one of more is cut before it is looked at. */
const mostUnits = (cells: number): number => 16 * cells + 64;

/** Whether the text takes no more than `cells`; one of a great many characters for them never does. */
const fits = (text: string, cells: number): boolean =>
  text.length <= mostUnits(cells) && cellWidth(text) <= cells;

/**
 * The text with what can never be shown in `cells` cut off, so that nobody has to look at all of a very long one. Of an
 * address the end stays too.
 */
export function clip(text: string, cells: number, kind?: "url"): string {
  const most = mostUnits(cells);
  if (text.length <= (kind === "url" ? 2 * most : most)) return text;
  const start = text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
  return kind === "url" ? start + text.slice(-most).replace(/^[\udc00-\udfff]/, "") : `${start}…`;
}

/** Lines of a window that wide which the text takes, counted up to `most`. */
export function screenLines(text: string, columns: number, most: number): number {
  let lines = 0;
  for (let at = 0; at < text.length && lines < most;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end);
    const cells = fits(line, columns * most) ? cellWidth(line) : Infinity;
    lines += Math.max(1, Math.ceil(cells / columns));
    at = end < 0 ? text.length : end + 1;
  }
  return Math.min(lines, most);
}

/** The text with spaces to fill `cells`, after it or before it. */
export function pad(text: string, cells: number, side: "end" | "start" = "end"): string {
  const space = " ".repeat(Math.max(0, cells - cellWidth(text)));
  return side === "end" ? text + space : space + text;
}

/** As many whole graphemes from the start as fit into `cells`. */
export function takeStart(text: string, cells: number): string {
  if (NARROW.test(text)) return text.slice(0, Math.max(0, cells));
  const start = text.slice(0, mostUnits(cells));
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(start)) {
    used += stringWidth(segment);
    if (used > cells) break;
    // The last one of a text that was cut here may have been whole in it.
    if (start.length < text.length && index + segment.length === start.length) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** As many whole graphemes from the end as fit into `cells`. */
export function takeEnd(text: string, cells: number): string {
  if (NARROW.test(text)) return text.slice(Math.max(0, text.length - Math.max(0, cells)));
  const end = text.slice(-mostUnits(cells));
  let used = 0;
  let start = end.length;
  for (const { segment, index } of [...graphemes.segment(end)].reverse()) {
    used += stringWidth(segment);
    // The first one of a text that was cut here may have begun before.
    if (used > cells || (index === 0 && end.length < text.length)) break;
    start = index;
  }
  return end.slice(start);
}

/** Cut at the end, with `…` for what is gone. */
export function cutEnd(text: string, cells: number): string {
  if (fits(text, cells)) return text;
  return cells < 1 ? "" : takeStart(text, cells - 1) + "…";
}

/** Below this the end of a host does not say whose it is. */
const LEAST_HOST_CELLS = 4;

/**
 * Cut in the middle so that the scheme, the host and the last part of the path stay. What goes first is the query, then the
 * path between, then the end of the last part.
 *
 * @param host what stays of a host that is too long: its end, which says whose it is, or its start, as it is read
 */
export function cutUrl(url: string, cells: number, host: "end" | "start" = "end"): string {
  if (fits(url, cells)) return url;
  const short = clip(url, cells, "url");
  if (fits(short, cells)) return short;
  const [, scheme = "", name = "", path = "", query = ""] = URL_PARTS.exec(short) ?? [];
  const room = cells - cellWidth(scheme);
  if (name === "" || (scheme !== "" && room < LEAST_HOST_CELLS)) return cutEnd(short, cells);
  if (host === "start" && cellWidth(name) >= room) return scheme + cutEnd(`${name}…`, room);
  return scheme + cutPlace(name, path, query, room);
}

function cutPlace(host: string, path: string, query: string, cells: number): string {
  if (cellWidth(host) >= cells) return cells < 1 ? "" : "…" + takeEnd(host, cells - 1);
  if (path.length < 2 || cellWidth(host + path) < cells) return cutEnd(host + path + query, cells);
  const room = cells - cellWidth(host) - 1;
  return room < 1 ? `${host}…` : `${host}${cutPath(path, query === "" ? "" : "…", room)}`;
}

/** @param room cells beside the mark in the middle @param end the mark of a query that is gone */
function cutPath(path: string, end: string, room: number): string {
  const lastPart = path.slice(Math.max(0, path.lastIndexOf("/", path.length - 2)));
  const tail = takeEnd(lastPart, room - end.length);
  const start = takeStart(path.slice(0, path.length - lastPart.length), room - end.length - cellWidth(tail));
  return `${start}…${tail}${end}`;
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/+)?([^/?#]*)([^?#]*)(.*)$/is;

/** Lines of at most `cells` cells, broken at spaces; a word longer than a line stays whole. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  // Each word is measured once: nothing joins the space before it.
  for (const word of text.split(" ")) {
    const wordCells = word.length > mostUnits(cells) ? Infinity : cellWidth(word);
    if (line === "") {
      line = word;
      used = wordCells;
    } else if (used + 1 + wordCells <= cells) {
      line += ` ${word}`;
      used += 1 + wordCells;
    } else {
      lines.push(line);
      line = word;
      used = wordCells;
    }
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
