/** Setting the fields of one record by hand, in the person's own editor. */
import type { Sheet } from "../app/autofill/sheet.ts";
import { FoxdenError } from "../core/errors.ts";
import { canEdit, withEdited } from "./editor.ts";
import type { SetWords } from "./field_words.ts";
import { done, type Outcome } from "./outcome.ts";
import type { Call } from "./spec.ts";
import { carryOut } from "./writing.ts";

/** What is opened, and how its file is called. */
export interface SheetSource {
  readonly name: string;
  /** @param id undefined for a record that is to be made */
  readonly open: (id: string | undefined) => Promise<Sheet>;
}

type SettingCall = Pick<Call, "io" | "globals" | "say" | "meter"> & {
  readonly options: { readonly force: boolean; readonly dryRun: boolean };
};

/**
 * Opens the record that the words name, and writes what was made of it.
 *
 * @throws {FoxdenError} `usage.value` where nobody can edit, or several records are named
 */
export async function setInEditor(
  call: SettingCall,
  { ids, stdin }: SetWords,
  { name, open }: SheetSource,
): Promise<Outcome> {
  if (stdin !== undefined || !canEdit(call) || (ids !== undefined && ids.length !== 1)) {
    const message = "nothing to set: give FIELD=VALUE for each field";
    throw new FoxdenError("usage.value", message, { name: "FIELD=VALUE" });
  }
  const { options: { force, dryRun } } = call;
  const sheet = await open(ids?.[0]);
  return await withEdited(call, { text: sheet.text, name, unkept: sheet.unkept }, async (text) => {
    const pending = sheet.prepare(text, force);
    if (!pending) return done("nothing to change.");
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, await pending);
  });
}
