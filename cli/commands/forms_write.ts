/** `foxden forms add` and `rm`: adding and deleting what was typed into forms. */
import {
  type FormValue,
  prepareFormAdd,
  prepareFormRemoval,
  readFormLines,
  readFormValues,
} from "../../app/autofill/forms.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { askedFor, nothingOnStdin, refusal } from "../asked.ts";
import { CONFIRM, YES } from "../confirm.ts";
import { readText } from "../input.ts";
import { openApp } from "../open.ts";
import { AGREEMENT, ALL, carryOutRemoval } from "../removing.ts";
import { command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, IN_PARTS, UNDO } from "../writing.ts";

export const add = command({
  path: ["forms", "add"],
  summary: "Add entries",
  about:
    "With - one entry is added for each line of stdin, the name of a field with a tab and a value after it; if one " +
    "line cannot be used, nothing is added. What is there already is left as it is.\nAn entry is never changed, in " +
    `Firefox as here: remove it, and add another.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    name: { label: "NAME", help: "The name of the form's field; - reads lines NAME<TAB>VALUE from stdin" },
    value: {
      label: "VALUE",
      optional: true,
      help: "What is to be offered there; - reads values from stdin, one a line",
    },
  },
  options: { inParts: IN_PARTS, dryRun: DRY_RUN },
  examples: [
    { line: "forms add email ann@example.org" },
    { line: "forms add searchbar-history 'night train ulm berlin'", note: "for the search bar" },
    {
      line: "forms list name:mail -f plain --fields name,value | sed 's/^mail/email/' | foxden forms add -",
      note: "one for each line",
    },
  ],
  async run(call) {
    const { inParts, dryRun } = call.options;
    const values = await valuesOf(call);
    const pending = await prepareFormAdd(openApp(call), values, { inParts });
    return await carryOut({ ...call, options: { dryRun, inParts, yes: undefined } }, pending);
  },
});

type AddCall = Parameters<typeof readText>[0] & {
  readonly args: { readonly name: string; readonly value: string | undefined };
};

/** @throws {FoxdenError} `usage.value`, `usage.records` for lines that cannot be used */
async function valuesOf(call: AddCall): Promise<readonly FormValue[]> {
  const { name, value } = call.args;
  if (name !== "-" && value === undefined) throw refusal("VALUE", "missing argument VALUE");
  if (name !== "-" && value !== "-" && value !== undefined) return [{ name, value }];
  if (name === "-" && value !== undefined) {
    throw refusal("VALUE", "- reads the values from stdin too, and one stands on the command line");
  }
  const what = name === "-" ? "entries" : "values";
  const text = await readText(call, "-", what);
  const values = name === "-" ? readFormLines(text) : readFormValues(name, text);
  if (values.length === 0) throw nothingOnStdin(what);
  return values;
}

export const rm = command({
  path: ["forms", "rm"],
  summary: "Delete entries",
  about:
    `Everything that the query means is deleted, on all devices, or what the ids name.\n${AGREEMENT}\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    query: {
      label: "Q",
      many: true,
      optional: true,
      help: "Words, and fields such as name: value: after:; or whole ids; - reads ids from stdin",
    },
  },
  options: { all: ALL, force: FORCE, inParts: IN_PARTS, dryRun: DRY_RUN, yes: YES, confirm: CONFIRM },
  examples: [
    { line: `forms rm 'value:"old address"' --dry-run`, note: "what would go" },
    { line: "forms rm name:searchbar-history before:1y" },
    { line: "forms list name:coupon -f ids | foxden forms rm - --yes", note: "ids from a pipe" },
  ],
  async run(call) {
    const { all, force, inParts } = call.options;
    const { words, whole, fromStdin } = await askedFor(call, call.args.query);
    const wholeIds = fromStdin ? whole : undefined;
    const pending = await prepareFormRemoval(openApp(call), { words, wholeIds, all, force, inParts });
    return await carryOutRemoval(call, pending);
  },
});
