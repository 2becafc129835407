/** `foxden cards list` and `get`: payment cards. */
import { cardColumns, getCards, listCards, revealedCardColumns } from "../../app/autofill/cards.ts";
import { answerWith, askedFor, fieldColumn, fieldOf } from "../asked.ts";
import { refuseNumberIds, refuseNumbers } from "../card_number.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { refuseRevealOnTerminal, REVEAL } from "../reveal.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["cards", "list"],
  summary: "Show cards, without their numbers",
  output: "list",
  source: "mirror",
  columns: cardColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words, the last four digits, and fields such as name: network: is:expired",
    },
  },
  options: { reveal: REVEAL },
  examples: [
    { line: "cards list" },
    { line: "cards list is:expired --json" },
    { line: "cards list --reveal -f csv -o cards.csv", note: "all of them, in a file only you can read" },
  ],
  async run(call) {
    refuseNumbers(call.args.query);
    refuseRevealOnTerminal(call);
    const query = call.args.query.join(" ");
    return rows(await listCards(openApp(call), { query, reveal: call.options.reveal !== undefined }));
  },
});

export const get = command({
  path: ["cards", "get"],
  summary: "Show one card, or one field of it",
  about: "The number stays hidden unless --reveal or --field number asks for it.",
  output: "list",
  source: "mirror",
  columns: revealedCardColumns,
  args: {
    id: { label: "ID", many: true, help: "An id, or its first 6 characters or more; - reads ids from stdin" },
  },
  options: {
    field: { type: "string", label: "F", help: "Only this field, bare: number, name, expiry, …" },
    reveal: REVEAL,
    noNewline: { type: "flag", help: "No line end after the bare field" },
  },
  examples: [
    { line: "cards get 77c0ad" },
    { line: "cards get 77c0ad --field number | wc -c", note: "the number, to another program" },
    { line: "cards get 77c0ad --reveal=inline", note: "shown on the screen" },
  ],
  async run(call) {
    const { reveal, field, noNewline } = call.options;
    refuseRevealOnTerminal(call);
    const asked = await askedFor(call, call.args.id);
    refuseNumberIds(asked);
    if (field !== undefined) fieldColumn(revealedCardColumns, field, asked);
    const isRevealed = reveal !== undefined || field !== undefined;
    const found = await getCards(openApp(call), { ...asked, reveal: isRevealed });
    if (field === undefined || found.rows.length === 0) {
      return await answerWith(call, found, asked, "creditcards");
    }
    const secret = field === "number" && reveal === undefined;
    return await fieldOf(call, found, asked, field, { secret, newline: !noNewline });
  },
});
