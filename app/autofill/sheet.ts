/** The fields of one record as lines of text to be changed in an editor, and what was made of them. */
import type { GivenFields } from "../../core/edits/autofill.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { PendingWrite } from "../write/write.ts";
import { lineText, textOfLine } from "./quoting.ts";

/** A record that waits for its text to come back. */
export interface Sheet {
  readonly text: string;
  /**
   * Plans what the changed text asks for.
   *
   * @returns undefined when it asks for nothing
   * @throws {FoxdenError} `usage.value` for text that cannot be read, and as the edit says
   */
  readonly prepare: (text: string, force: boolean) => Promise<PendingWrite> | undefined;
  /** Why a changed text must not stay in any file; undefined where it may. */
  readonly unkept?: (text: string) => string | undefined;
}

/** A record that is to be changed by hand. */
export interface SheetSpec extends Pick<Sheet, "unkept"> {
  readonly fields: GivenFields;
  /** What is done with the fields that were changed. */
  readonly plan: (changed: GivenFields, force: boolean) => Promise<PendingWrite>;
  /** The refusal of a word that is none of the fields, where there is more to say of it. */
  readonly refusalOf?: (word: string) => FoxdenError | undefined;
}

/** Writes fields down. */
export function sheetOf({ fields, plan, refusalOf, ...more }: SheetSpec): Sheet {
  return {
    ...more,
    text: HEAD + [...fields].map(([word, value]) => `${word}=${lineText(value)}\n`).join(""),
    prepare: (text, force) => {
      const read = readSheet(text, fields, refusalOf);
      const changed = new Map([...read].filter(([word, value]) => value !== fields.get(word)));
      return changed.size === 0 ? undefined : plan(changed, force);
    },
  };
}

const HEAD = `# Change what follows the equals signs, save, and quit.
# What is left as it is stays so. \\n is a line break, \\\\ a backslash. Lines with # do not count.
`;

/** @throws {FoxdenError} `usage.value` with the number of the line that cannot be read */
function readSheet(
  text: string,
  fields: GivenFields,
  refusalOf: SheetSpec["refusalOf"] = () => undefined,
): GivenFields {
  const read = new Map<string, string>();
  for (const [i, line] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const refuse = (why: string) => unreadable(`line ${i + 1} ${why}`);
    const [, word = "", value = ""] = /^\s*([a-z][a-z-]*)\s*=(.*)$/isu.exec(line) ?? [];
    const known = [...fields.keys()].find((each) => each.toLowerCase() === word.toLowerCase());
    if (known === undefined) {
      throw refusalOf(word) ?? refuse(`begins with none of ${[...fields.keys()].join(", ")} and an =`);
    }
    if (read.has(known)) throw refuse(`gives ${known} once more`);
    read.set(known, textOfLine(value.trim()));
  }
  const missing = [...fields.keys()].filter((word) => !read.has(word));
  if (missing.length > 0) throw unreadable(`there is no line for ${missing.join(" and ")}`);
  return read;
}

const unreadable = (why: string) =>
  new FoxdenError("usage.value", `What was edited cannot be read: ${why}. Nothing was changed`, {
    name: "text",
  });
