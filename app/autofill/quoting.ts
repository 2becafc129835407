/** Any text as one line: `\n` is a line break, `\\` a backslash, and `\u202e` the character of that number. */

/** What no line can hold as it is, what would not be seen, and what is taken away at the ends of a value. */
const SPECIAL = /[\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\s|\s$/gu;

/** The text as it stands on a line. */
export const lineText = (text: string): string =>
  text.replace(SPECIAL, (character) => {
    if (character === "\\") return "\\\\";
    if (character === "\n") return "\\n";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });

/** The text that a line means. A backslash before anything else is just that. */
export const textOfLine = (line: string): string =>
  line.replace(/\\(\\|n|u[\da-f]{4})/gi, (as, [kind = "", ...digits]: string) => {
    if (kind === "\\") return kind;
    if (kind === "n") return "\n";
    return kind === "u" ? String.fromCharCode(parseInt(digits.join(""), 16)) : as;
  });
