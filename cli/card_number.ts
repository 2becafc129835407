/** Numbers of cards: where they may come from, and where they are refused. */
import { cardNumber, holdsCardNumber, isNumberField } from "../app/autofill/cards.ts";
import type { Sought } from "../app/find.ts";
import { refusal } from "./asked.ts";
import { askSecret, readSecretLine } from "./prompt.ts";
import type { Call } from "./spec.ts";

/** The flag that has the number read from stdin. */
export const NUMBER_STDIN = "--number-stdin";

/** What a refusal is about, so that advice can say why. */
export const NUMBER_WORD = "number=";

/**
 * Refuses words that hold the number of a card anywhere, whatever else they are; nothing of it is repeated.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function refuseNumbers(words: readonly string[]): void {
  const isNumber = (word: string) => word.includes("=") && isNumberField(word.slice(0, word.indexOf("=")));
  if (!words.some(isNumber) && !joinedDigits(words).some(holdsCardNumber)) return;
  throw refusal(NUMBER_WORD, "the number of a card must not stand on the command line, and names no card");
}

/** An id, which may be twelve digits by chance. */
const ID = /^(-?id:|billing-?address(-?(id|guid))?=)?[\da-f]{12}$/i;

/** The words with what a shell has taken apart at the blanks of a number put together again, and without ids. */
function joinedDigits(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (ID.test(word)) joined.push("");
    else if (last && /^[\d-]+$/.test(word)) joined.splice(-1, 1, `${last} ${word}`);
    else joined.push(word);
  }
  return joined;
}

/** The same of words that commands take for ids, from a pipe too. @throws {FoxdenError} `usage.value` */
export const refuseNumberIds = ({ words, whole }: Sought): void => refuseNumbers([...words, ...whole]);

/**
 * The number, from whoever is at the keyboard, without an echo, or from the next line of stdin.
 *
 * @throws {FoxdenError} `not-confirmed.no-terminal`, `usage.value`
 */
export async function readCardNumber(call: Pick<Call, "io" | "globals">): Promise<string> {
  if (!call.io.stdin.isTerminal) return await readSecretLine(call.io, NUMBER_STDIN, "number");
  return await askCardNumber(call);
}

/** @throws {FoxdenError} `not-confirmed.no-terminal` when nobody can be asked */
export async function askCardNumber(call: Pick<Call, "io" | "globals">): Promise<string> {
  const faultOf = (answer: string) =>
    cardNumber(answer) === undefined ? "This is not the number of a card; look at it once more" : undefined;
  return await askSecret(call, { message: "Number of the card", flag: NUMBER_STDIN, faultOf });
}
