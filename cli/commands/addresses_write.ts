/** `foxden addresses set` and `rm`: adding, changing and deleting postal addresses. */
import {
  ADDRESS_WORDS,
  openAddressSheet,
  prepareAddressAdd,
  prepareAddressRemoval,
  prepareAddressSet,
  PRINTED_ADDRESS,
} from "../../app/autofill/addresses.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { askedToChange } from "../asked.ts";
import { YES } from "../confirm.ts";
import { FIELD_WORDS, readSetWish, splitSetWords } from "../field_words.ts";
import { openApp } from "../open.ts";
import { setInEditor } from "../set_in_editor.ts";
import { command } from "../spec.ts";
import { carryOut, DRY_RUN, FORCE, UNDO } from "../writing.ts";

export const set = command({
  path: ["addresses", "set"],
  summary: "Add or change addresses",
  about:
    `Fields: ${
      ADDRESS_WORDS.join(", ")
    }, or as Firefox calls them: street-address, address-level1, postal-code ` +
    `and so on. What is not named stays as it is.\n${FIELD_WORDS}\nWithout fields, $VISUAL or $EDITOR opens with all of ` +
    "them.\ncountry is two letters, such as DE. A tel that begins with + is kept as + and digits, any other as it was " +
    `typed. The parts of a name, for older devices, follow from the name.\nAn address that is there already is not added ` +
    `once more. If another device changed the same fields meanwhile, nothing is written, unless with --force.\n${UNDO}`,
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
  options: { force: FORCE, dryRun: DRY_RUN },
  examples: [
    { line: "addresses set new name='Ann Lee' street='Waldweg 3\\nHinterhaus' city=Ulm country=DE" },
    { line: "addresses set 4be31f tel='+49 30 23125 042' organization=" },
    { line: "addresses set 4be31f", note: "in your editor" },
    {
      line: "addresses list city:Ulm -f ids | foxden addresses set - country=DE --dry-run",
      note: "the same in several",
    },
    { line: "addresses set new - < address.json", note: "an object, or a list of them" },
  ],
  async run(call) {
    const { force, dryRun } = call.options;
    const words = splitSetWords(call.args.word);
    const { sought, given: [fields, ...more] } = await readSetWish(call, words, PRINTED_ADDRESS);
    const app = openApp(call);
    if (fields === undefined) {
      return await setInEditor(call, words, {
        name: "address.txt",
        open: (id) => openAddressSheet(app, id),
      });
    }
    const pending = sought === undefined
      ? await prepareAddressAdd(app, [fields, ...more])
      : await prepareAddressSet(app, { sought, fields, force });
    return await carryOut({ ...call, options: { dryRun, yes: undefined } }, pending);
  },
});

export const rm = command({
  path: ["addresses", "rm"],
  summary: "Delete addresses",
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
    { line: "addresses rm 4be31f" },
    { line: "addresses list before:2020 -f ids | foxden addresses rm - --yes", note: "ids from a pipe" },
  ],
  async run(call) {
    const sought = await askedToChange(call, call.args.id);
    const { force } = call.options;
    return await carryOut(call, await prepareAddressRemoval(openApp(call), { sought, force }));
  },
});
