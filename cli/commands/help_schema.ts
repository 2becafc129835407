/** `foxden help schema`: the published JSON schemas. */
import { FoxdenError } from "../../core/errors.ts";
import { definitions, type Page, titled } from "../help.ts";
import { KINDS } from "../kinds.ts";
import { schemas } from "../schemas.ts";
import { didYouMean } from "../suggest.ts";

/**
 * The schema that is asked for, or the names of all.
 *
 * @throws {FoxdenError} `usage.value` for a name that none has
 */
export async function schemaPage([name]: readonly string[], page: Page): Promise<string> {
  const all = await schemas();
  const schema = name === undefined ? undefined : all.get(name);
  if (schema) return JSON.stringify(schema, null, 2);
  if (name !== undefined) {
    const message = `there is no schema "${name}"${didYouMean(name, [...all.keys()])}`;
    throw new FoxdenError("usage.value", message, { name: "TOPIC" });
  }
  const kinds = KINDS.map(({ kind, what, commands }) => ({
    term: kind,
    text: `${what}: ${commands.join(", ")}`,
  }));
  const around = ["envelope", "error", "version"].map((term) => ({
    term,
    text: `${all.get(term)?.["title"]}`,
  }));
  return titled("Schemas", definitions([...kinds, ...around], page.width), page);
}
