/** What an examination finds: one line a check, in pieces of which each says whether it may be shown around. */
import type { Column } from "../columns.ts";

/** How a check ended: `skipped` where it could not be made, or means nothing here. */
export type FindingState = "ok" | "warning" | "problem" | "skipped";

/** A piece that says whose machine, account or server this is: it stays out of a report that is shown around. */
export interface Personal {
  readonly kind: "host" | "path" | "address" | "profile" | "collection" | "program" | "setting" | "quote";
  readonly text: string;
}

/** A sentence. Its plain pieces are of foxden's own making, or words that say nothing of a person. */
export type Words = readonly (string | Personal)[];

/** One check and what came of it. */
export interface Finding {
  readonly check: string;
  readonly state: FindingState;
  readonly detail: Words;
  /** What to do about it. */
  readonly advice?: Words;
  /** What the check has waited for, where that tells something. */
  readonly tookMs?: number;
}

/** A sentence with pieces of others in it. */
export function words(
  texts: TemplateStringsArray,
  ...parts: readonly (string | number | Personal | Words)[]
): Words {
  return texts.flatMap((text, i) => {
    const part = parts[i];
    const after = part === undefined ? [] : typeof part === "number" ? [part.toLocaleString("en")] : [part];
    return [text, ...after.flat()].filter((piece) => piece !== "");
  });
}

/** The name of a server, with its port where it has one. */
export const host = (text: string): Personal => ({ kind: "host", text });

/** A file or folder. */
export const path = (text: string): Personal => ({ kind: "path", text });

/** The address of an account. */
export const address = (text: string): Personal => ({ kind: "address", text });

/** The name of a profile. */
export const profile = (text: string): Personal => ({ kind: "profile", text });

/** The name of a collection, which may be anybody's own. */
export const collection = (text: string): Personal => ({ kind: "collection", text });

/** The name of a program that somebody has chosen. */
export const program = (text: string): Personal => ({ kind: "program", text });

/** Stands for a value that is better not shown. */
export const ODD_VALUE = "an odd value";

/** The value of a variable, which may hold anything. */
export const setting = (text: string): Personal => ({ kind: "setting", text });

/** What may repeat something of a person's own files. */
export const quote = (text: string): Personal => ({ kind: "quote", text });

/** A command as it is typed on a profile. */
export const commandOn = (name: string, command: string): Words =>
  name === "default" ? [command] : words`${command} -p ${profile(name)}`;

/** Sentences after each other. */
export const joined = (sentences: readonly Words[], between: string): Words =>
  sentences.flatMap((sentence, i) => i === 0 ? sentence : [between, ...sentence]);

export const ok = (check: string, detail: Words, tookMs?: number): Finding => ({
  check,
  state: "ok",
  detail,
  ...(tookMs === undefined ? {} : { tookMs }),
});

export const warning = (check: string, detail: Words, advice: Words): Finding => ({
  check,
  state: "warning",
  detail,
  advice,
});

export const problem = (check: string, detail: Words, advice: Words): Finding => ({
  check,
  state: "problem",
  detail,
  advice,
});

export const skipped = (check: string, detail: Words, advice?: Words): Finding => ({
  check,
  state: "skipped",
  detail,
  ...(advice === undefined ? {} : { advice }),
});

/** A finding as it is printed. */
export interface FindingRow {
  readonly check: string;
  readonly state: FindingState;
  readonly detail: string;
  readonly advice: string | null;
  readonly tookMs: number | null;
}

export const findingColumns: readonly Column<FindingRow>[] = [
  { name: "check", value: (row) => row.check },
  { name: "state", value: (row) => row.state },
  { name: "detail", value: (row) => row.detail },
  { name: "advice", value: (row) => row.advice },
  { name: "tookMs", value: (row) => row.tookMs, kind: "count", detail: true },
  { name: "id", value: (row) => row.check, detail: true },
];

/** Says what is personal, or what stands for it. */
export type Speaker = (piece: Personal) => string;

/** For the person whose machine this is. */
export const plainly: Speaker = ({ text }) => text;

/** A finding in words for a reader. */
export function rowOf({ check, state, detail, advice, tookMs }: Finding, say: Speaker): FindingRow {
  const text = (sentence: Words) =>
    sentence.map((piece) => typeof piece === "string" ? piece : say(piece)).join("");
  return { check, state, detail: text(detail), advice: advice ? text(advice) : null, tookMs: tookMs ?? null };
}
