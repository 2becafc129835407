/** Commands of foxden as a person types them into a shell. */

/** What no shell takes for anything but itself. */
const PLAIN = /^[\w.@/+:,=%-]+$/;
/** What must not stand in a line that is pasted: it would be a key to whatever reads it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A word as a shell reads it. One with control characters is quoted as bash, zsh and ksh have it. */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (!UNSAFE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = [...text].map((character) =>
    UNSAFE.test(character) ? escapeOf(character) : character.replace(/['\\]/, "\\$&")
  );
  return `$'${escaped.join("")}'`;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
  return code < 0x80
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** A path as a shell reads it: a home folder in front stays one. */
const pathWord = (path: string): string =>
  path.startsWith("~/") ? `~/${path.length > 2 ? shellWord(path.slice(2)) : ""}` : shellWord(path);

/** The whole command, with the profile where it is not the default one. */
export function commandLine(words: readonly string[], profile = "default"): string {
  const dashes = words.indexOf("--");
  const end = dashes < 0 ? words.length : dashes;
  const named = profile === "default" ? [] : ["-p", profile];
  const all = [...words.slice(0, end), ...named, ...words.slice(end)];
  const shown = all.map((word, i) => all[i - 1] === "--output" ? pathWord(word) : shellWord(word));
  return ["foxden", ...shown].join(" ");
}

/** A command with its options and what it is about; what begins with a dash is told from an option. */
export function wordsFor(
  path: readonly string[],
  args: readonly string[],
  options: readonly string[] = [],
): readonly string[] {
  const isClear = args.every((word) => !word.startsWith("-"));
  return isClear ? [...path, ...args, ...options] : [...path, ...options, "--", ...args];
}

/**
 * The words of a command with `~/` in front of its file made the home folder, since no shell reads what runs in this
 * process.
 */
export function withHome(words: readonly string[], home: string | undefined): readonly string[] {
  if (home === undefined || home === "") return words;
  const isFile = (i: number) => words[i - 1] === "--output" && !words.slice(0, i).includes("--");
  return words.map((word, i) =>
    isFile(i) && word.startsWith("~/") ? home.replace(/\/+$/, "") + word.slice(1) : word
  );
}
