/** The home folder, and texts that do not name it. */
import { normalize } from "node:path";
import { pathToFileURL } from "node:url";

/** The home folder as paths below it begin, with no slash at its end; undefined for the root, below which all is. */
export function homeFolder(value: string | undefined): string | undefined {
  const folder = normalize(value ?? "").replace(/[\\/]+$/, "");
  return folder === "" || folder === "." || /^[a-z]:$/i.test(folder) ? undefined : folder;
}

/** `text` with a tilde in place of the home folder where a path begins with it, also in the address of a file. */
export function withoutHome(text: string, home: string | undefined): string {
  const folder = homeFolder(home);
  if (folder === undefined) return text;
  const spellings = [...new Set([folder, pathToFileURL(folder).pathname])].map((each) => RegExp.escape(each));
  const whole = new RegExp(
    `(?<=^|[\\s"'(=:,;]|file://)(?:${spellings.join("|")})(?=$|[\\s"'):,;/\\\\])`,
    "g",
  );
  return text.replace(whole, "~");
}
