/** Values of form fields as Firefox 153 takes them into its history. Pure. */
import { FoxdenError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { holdsCardNumber } from "./card_number.ts";

/** A value once typed into a form field. */
export interface FormValue {
  readonly name: string;
  readonly value: string;
}

/** Firefox remembers nothing that is longer. */
const MOST_CHARACTERS = 200;

/**
 * The field and the value as they are kept.
 *
 * One that Firefox refuses is worse than none: it drops all that came with it.
 *
 * @throws {FoxdenError} `usage.value` for what Firefox would not keep; never with the value
 */
export function readForm(given: FormValue): FormValue {
  const [name, value] = [given.name.trim(), given.value.trim()];
  const fault = faultOf("NAME", name) ?? faultOf("VALUE", value);
  if (fault !== undefined) throw fault;
  return { name, value };
}

function faultOf(word: "NAME" | "VALUE", text: string): FoxdenError | undefined {
  const what = word === "NAME" ? "the name of the field" : "the value";
  if (text === "") return refuse(word, `${what} is empty`);
  if (text.length > MOST_CHARACTERS) {
    return refuse(word, `${what} has more than ${MOST_CHARACTERS} characters, which Firefox does not keep`);
  }
  if (holdsCardNumber(text)) {
    return refuse(word, `${what} holds the number of a card, which has no place in the history of forms`);
  }
  return /[\0\r\n\p{Cs}]/u.test(text)
    ? refuse(word, `${what} holds what no field of one line can hold`)
    : undefined;
}

const refuse = (name: string, message: string) => new FoxdenError("usage.value", message, { name });

/** A record of its own. */
export const newForm = (id: string, { name, value }: FormValue): JsonObject => ({ id, name, value });

/** The same for two records of one field and value, which are one to Firefox. */
export const formKey = ({ name, value }: JsonObject): string => JSON.stringify([name, value]);
