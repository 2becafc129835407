/** `foxden cards set` and `rm`: adding, changing and deleting payment cards. */
import {
  CARD_WORDS,
  checkCard,
  openCardSheet,
  prepareCardAdd,
  prepareCardRemoval,
  prepareCardSet,
  PRINTED_CARD,
} from "../../app/autofill/cards.ts";
import type { GivenFields } from "../../app/autofill/given.ts";
import type { App } from "../../app/open.ts";
import { changeColumns } from "../../app/write/plan.ts";
import {
  askCardNumber,
  NUMBER_STDIN,
  readCardNumber,
  refuseNumberIds,
  refuseNumbers,
} from "../card_number.ts";
import { askedToChange, refusal } from "../asked.ts";
import { YES } from "../confirm.ts";
import { FIELD_WORDS, readSetWish, type SetWords, splitSetWords } from "../field_words.ts";
import { openApp } from "../open.ts";
import { setInEditor } from "../set_in_editor.ts";
import { type Call, command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, UNDO } from "../writing.ts";

export const set = command({
  path: ["cards", "set"],
  summary: "Add or change cards",
  about:
    `Fields: ${
      CARD_WORDS.join(", ")
    }, or as Firefox calls them: cc-name, cc-exp-month and so on. What is not ` +
    "named stays as it is.\nThe number never stands on the command line: of a new card it is asked for, or read from " +
    `stdin with ${NUMBER_STDIN}; with - it may be among the fields. The network follows from it. There is no place for a ` +
    `security code.\n${FIELD_WORDS}\nWithout fields, $VISUAL or $EDITOR opens with all of them but the number.\nexpiry is ` +
    "2031-04 or 04/31, in place of month and year; billingAddress is the id of an address.\nIf another device changed " +
    `the same fields meanwhile, nothing is written, unless with --force.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    word: {
      label: "ID... FIELD=VALUE...",
      many: true,
      help: "Ids, or their first 6 characters or more, or new; then the fields",
    },
  },
  options: {
    numberStdin: {
      type: "flag",
      help: "Read the number from stdin; on a terminal ask for it without an echo",
    },
    force: FORCE,
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "cards set new name='Ann Lee' expiry=2031-04", note: "asks for the number" },
    { line: "cards set new --number-stdin name='Ann Lee' month=4 year=2031 < number.txt" },
    { line: "cards set 77c0ad expiry=04/35 billingAddress=4be31f" },
    { line: "cards set 77c0ad", note: "in your editor" },
  ],
  async run(call) {
    const { force, dryRun } = call.options;
    refuseNumbers(call.args.word);
    const words = splitSetWords(call.args.word);
    refuseTwice(call.options, words);
    const { sought, given } = await readSetWish(call, words, PRINTED_CARD);
    if (sought) refuseNumberIds(sought);
    const app = openApp(call);
    const [fields, ...more] = await withNumber(call, app, words, given);
    if (fields === undefined) {
      return await setInEditor(call, words, { name: "card.txt", open: (id) => openCardSheet(app, id ?? "") });
    }
    const pending = sought === undefined
      ? await prepareCardAdd(app, [fields, ...more])
      : await prepareCardSet(app, { sought, fields, force });
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending);
  },
});

/** @throws {FoxdenError} `usage.value` where stdin would be read for two things */
function refuseTwice({ numberStdin }: NumberCall["options"], { stdin }: SetWords): void {
  if (!numberStdin || stdin === undefined) return;
  throw refusal(
    NUMBER_STDIN,
    `- and ${NUMBER_STDIN} both read stdin: put the number among the fields there`,
  );
}

type NumberCall = Pick<Call, "io" | "globals"> & { readonly options: { readonly numberStdin: boolean } };

/**
 * The fields with the number, where that is asked for or needed.
 *
 * @throws {FoxdenError} as `../card_number.ts` says, and where no card could be written anyway
 */
async function withNumber(
  call: NumberCall,
  app: App,
  { ids, stdin }: SetWords,
  given: readonly GivenFields[],
): Promise<readonly GivenFields[]> {
  const { numberStdin } = call.options;
  const isNeeded = ids === undefined && stdin === undefined;
  if (!numberStdin && !isNeeded) return given;
  await checkCard(app, given);
  const number = numberStdin ? await readCardNumber(call) : await askCardNumber(call);
  return [new Map([...given[0] ?? [], ["number", number]])];
}

export const rm = command({
  path: ["cards", "rm"],
  summary: "Delete cards",
  about:
    "They are deleted on all devices. Nothing is, if one of them is not there.\nOne is deleted without a question, " +
    `several after a yes, 25 or more after their number is typed. --yes answers that beforehand.\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    id: { label: "ID", many: true, help: "An id, or its first 6 characters or more; - reads ids from stdin" },
  },
  options: { force: FORCE, dryRun: DRY_RUN, yes: YES },
  examples: [
    { line: "cards rm 77c0ad" },
    { line: "cards list is:expired -f ids | foxden cards rm - --yes", note: "ids from a pipe" },
  ],
  async run(call) {
    const sought = await askedToChange(call, call.args.id);
    refuseNumberIds(sought);
    const { force } = call.options;
    return await carryOut(call, await prepareCardRemoval(openApp(call), { sought, force }));
  },
});
