/** Leave to remove things: given beforehand by a flag, or asked for in a way that grows with what is lost. */
import { FoxdenError } from "../core/errors.ts";
import { shellWord } from "./advice.ts";
import { askText, confirm } from "./prompt.ts";
import type { Call } from "./spec.ts";

/** Leave given beforehand. */
export const YES = {
  type: "optional-integer",
  short: "y",
  help: "Answer yes beforehand; --yes=37 only if exactly 37 records are hit",
} as const;

/** The same where there is nothing to be counted. */
export const PLAIN_YES = { type: "flag", short: "y", help: "Answer yes beforehand" } as const;

/** For what is agreed to by typing a name. */
export const CONFIRM = {
  type: "string",
  label: "NAME",
  help: "Answer beforehand where a name is to be typed",
} as const;

/** What is about to be lost. */
export interface Loss {
  /** As a question without its mark, such as `Delete 7 records of history`. */
  readonly act: string;
  /** How many records are lost. */
  readonly count: number;
  /** How many records are hit, where others are only changed. */
  readonly hit?: number;
  /** What has to be typed, where nothing brings back what is lost. */
  readonly name?: string;
  /** How it is agreed to, where that does not follow from how much is lost. */
  readonly agreement?: Agreement;
  /** A sentence, for what the question alone does not tell. */
  readonly warning?: string;
}

/** For what is set over and can be read in the journal: nobody is asked. */
export const nothingLost = (): Loss => ({ act: "", count: 0 });

/** How a person agrees: not at all, by yes, by the number, by a name. */
export type Agreement = "none" | "yes" | "count" | "name";

/** From so many records on, yes is not enough. */
const MANY = 25;

/** The question that a loss calls for. */
export function agreementFor({ count, name, agreement }: Loss): Agreement {
  if (agreement !== undefined) return agreement;
  if (name !== undefined) return "name";
  return count >= MANY ? "count" : count > 1 ? "yes" : "none";
}

type Asker = Pick<Call, "io" | "globals"> & {
  readonly options: { readonly yes: boolean | number | undefined; readonly confirm?: string | undefined };
};

/**
 * Returns when there is leave to go on.
 *
 * @throws {FoxdenError} `not-confirmed.declined`, `not-confirmed.count`, `not-confirmed.no-terminal`
 */
export async function agreeOn(loss: Loss, asker: Asker): Promise<void> {
  const { yes, confirm: typed } = asker.options;
  const hit = hitBy(loss);
  if (typeof yes === "number" && yes !== hit) {
    const message = `This hits ${recordsOf(hit)}, not ${yes.toLocaleString("en")}`;
    throw new FoxdenError("not-confirmed.count", message, { hit, agreed: yes });
  }
  if (yes !== undefined && yes !== false) return;
  const isGiven = typed !== undefined && loss.name !== undefined;
  if (isGiven ? typed === loss.name : await ask(loss, asker)) return;
  if (!isGiven && agreementFor(loss) === "yes") {
    throw new FoxdenError("not-confirmed.declined", "Nothing was changed", { answer: "no" });
  }
  const why = isGiven ? `: --confirm is to be ${loss.name}` : "";
  throw new FoxdenError("not-confirmed.declined", `Not confirmed${why}; nothing was changed`, {
    answer: "other",
  });
}

/** Whether what is written becomes visible in parts, so that a part of it may be done when the rest is planned anew. */
interface InParts {
  readonly inParts?: boolean | undefined;
}

/**
 * Returns when the leave that was given for one loss holds for another, which a write would have come to by now.
 *
 * `--yes` without a number, and a name that was given beforehand, hold for however many.
 *
 * @throws {FoxdenError} `not-confirmed.count`
 */
export function refuseMore(
  agreed: Loss,
  now: Loss,
  { yes, confirm, inParts }: Asker["options"] & InParts,
): void {
  if (yes === true || confirm !== undefined) return;
  const isCounted = typeof yes === "number";
  const [was, is] = isCounted ? [yes, hitBy(now)] : [agreed.count, now.count];
  const isExact = isCounted && !inParts;
  if (isExact ? is === was : is <= was) return;
  const message = `Another device has changed it meanwhile: now this hits ${recordsOf(is)}, not ${
    was.toLocaleString("en")
  }`;
  throw new FoxdenError("not-confirmed.count", message, { hit: is, agreed: was });
}

const hitBy = ({ hit, count }: Loss): number => hit ?? count;

const recordsOf = (count: number): string =>
  count === 1 ? "1 record" : `${count.toLocaleString("en")} records`;

async function ask(loss: Loss, asker: Asker): Promise<boolean> {
  const { act, warning, count, name } = loss;
  const question = warning === undefined ? `${act}?` : `${act}? ${warning}`;
  switch (agreementFor(loss)) {
    case "none":
      return true;
    case "yes":
      return await confirm(asker, { message: question, flag: "--yes" });
    case "count":
      return await isTyped(asker, `${question} Type the number to go on`, `--yes=${hitBy(loss)}`, `${count}`);
    case "name":
      return await isTyped(
        asker,
        `${question} Type ${name} to go on`,
        `--confirm ${shellWord(`${name}`)}`,
        `${name}`,
      );
  }
}

async function isTyped(asker: Asker, message: string, flag: string, wanted: string): Promise<boolean> {
  return (await askText(asker, { message, flag })).trim() === wanted;
}
