/** What a person is told of a copy: the way it went and when it is taken back, and never more than is known. */
import type { Environment } from "../config/places.ts";
import type { Cleared, Copied } from "./clipboard.ts";

const USUAL_SECONDS = 45;
const MOST_SECONDS = 3600;

/** After how many seconds a secret is taken out of the clipboard: `FOXDEN_CLIP_SECONDS`, or 45. */
export function clipSeconds(env: Environment): number {
  const text = env("FOXDEN_CLIP_SECONDS") ?? "";
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= MOST_SECONDS ? seconds : USUAL_SECONDS;
}

/**
 * One sentence, or two, on what came of copying.
 *
 * @param what such as `Password` @param clearsInSeconds of a secret; null for what stays
 */
export function copiedText(what: string, copied: Copied, clearsInSeconds: number | null): string {
  if (copied.type === "none") return `No clipboard here (${copied.why}).`;
  const { route, isCertain } = copied;
  const said = isCertain
    ? `${what} copied ${route.startsWith("tmux ") ? "to the" : "by"} ${route}.`
    : `${what} sent to the terminal by ${route}; it does not say whether it takes it.`;
  if (clearsInSeconds === null) return said;
  return `${said} ${isCertain ? "Cleared" : "It is asked to clear it"} in ${clearsInSeconds} s.`;
}

/** What came of taking it out again; null where nothing is worth a word. */
export function clearedText(cleared: Cleared): string | null {
  switch (cleared.type) {
    case "cleared":
      return "Clipboard cleared.";
    case "replaced":
      return null;
    case "asked":
      return "The terminal was asked to clear the clipboard; it does not say whether it does.";
    case "failed":
      return "The clipboard could not be cleared: clear it yourself.";
  }
}
