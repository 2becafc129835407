/** Use-cases on payment cards. Numbers leave this file only where a caller asks for them. */
import {
  BILLING_ADDRESS,
  CARD_WORDS,
  cardKey,
  cardTexts,
  editCard,
  isNumberField,
  newCard,
  readCard,
  refusedInText,
} from "../../core/edits/card.ts";
import { cardNumber, holdsCardNumber, networkOf } from "../../core/edits/card_number.ts";
import { type EntryEdit, entryOf, type GivenFields } from "../../core/edits/autofill.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { cardCodec, cardLastFour, type CreditCard } from "../../core/records/creditcards.ts";
import type { Column, Listing } from "../columns.ts";
import type { Sought } from "../find.ts";
import { freshen } from "../freshen.ts";
import type { App } from "../open.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";
import { noSuchRecord } from "../raw_rows.ts";
import { mapReading, onePage, readAll, readLive, type Stored } from "../read.ts";
import { liveOf, type View } from "../write/view.ts";
import type { PlannedChange } from "../write/plan.ts";
import { type PendingWrite, refuseWriting } from "../write/write.ts";
import { ADDRESSES, getAddresses } from "./addresses.ts";
import { collator, UNSET, usageColumns } from "./columns.ts";
import {
  type EntryKind,
  type EntryRemovalInput,
  openEntry,
  prepareEntryAdd,
  prepareEntryRemoval,
  prepareEntrySet,
  readyToEdit,
} from "./entries.ts";
import { type FoundEntries, getEntries } from "./find.ts";
import type { Printed } from "./given.ts";
import { type Sheet, sheetOf } from "./sheet.ts";

export { CARD_WORDS, cardNumber, holdsCardNumber, isNumberField };

const CARDS = "creditcards" as CollectionName;

/** A card, and whether it can be used still; null where nobody can tell. */
export interface CardRow extends Stored<CreditCard> {
  readonly expired: boolean | null;
}

/** Year and month as they can be shown and compared; null where they make no date. */
function expiryOf({ expiryMonth, expiryYear }: CreditCard): string | null {
  // Two digits are a year of this century, as Firefox has it.
  const year = expiryYear !== null && expiryYear < 100 ? expiryYear + 2000 : expiryYear;
  if (expiryMonth === null || expiryMonth < 1 || expiryMonth > 12) return null;
  if (year === null || year > 9999) return null;
  return `${String(year).padStart(4, "0")}-${String(expiryMonth).padStart(2, "0")}`;
}

/** A card holds to the end of its month. */
function isExpired(card: CreditCard, nowMs: number): boolean | null {
  const expiry = expiryOf(card);
  return expiry === null ? null : expiry < new Date(nowMs).toISOString().slice(0, 7);
}

/** The network as it is written down, or as the number tells it. */
const networkNamed = ({ network, number }: CreditCard): string | null =>
  network || (networkOf(number.replace(/[-\s]/g, "")) ?? null);

const visible: readonly Column<CardRow>[] = [
  { name: "name", value: ({ record }) => record.name },
  { name: "network", value: ({ record }) => networkNamed(record) },
  { name: "lastFour", value: ({ record }) => cardLastFour(record) || null },
];
const details: readonly Column<CardRow>[] = [
  { name: "expiry", value: ({ record }) => expiryOf(record) },
  { name: "expired", value: ({ expired }) => expired, shape: "boolean", narrow: "spare" },
  { name: "id", value: ({ id }) => id },
  { name: "expiryMonth", value: ({ record }) => record.expiryMonth, shape: "integer", detail: true },
  { name: "expiryYear", value: ({ record }) => record.expiryYear, shape: "integer", detail: true },
  { name: "billingAddressId", value: ({ record }) => record.billingAddressId, detail: true },
  ...usageColumns,
];
const number: Column<CardRow> = { name: "number", value: ({ record }) => record.number };

/** Columns of cards whose numbers stay hidden. */
export const cardColumns: readonly Column<CardRow>[] = [...visible, { ...number, secret: true }, ...details];

/** Columns of cards whose numbers were asked for. */
export const revealedCardColumns: readonly Column<CardRow>[] = [...visible, number, ...details];

/** How cards are searched. */
export const cardSearch: SearchSpec<CardRow> = {
  fields: ["name", "network", "is", "id", "before", "after", "on"],
  choices: { is: ["expired", "valid"] },
  searchable: ({ id, modified, record, expired }) => {
    const [name, network] = [record.name ?? "", networkNamed(record) ?? ""];
    const is = expired === null ? [] : [expired ? "expired" : "valid"];
    // The number is not searched: whether it matches would already tell something about it.
    return {
      text: [name, network, cardLastFour(record)],
      fields: { name, network, is, id },
      atMs: record.timeLastModifiedMs ?? modified,
    };
  },
};

/** What a list of cards takes. */
export interface CardListInput extends ListInput {
  /** Whether numbers are shown. */
  readonly reveal?: boolean;
}

/** Cards in the order of their names. */
export async function listCards(app: App, input: CardListInput): Promise<Listing<CardRow>> {
  const narrow = narrowing(app, cardSearch, input);
  const rowOf = rowAt(app.ctx.now());
  const reading = narrow(mapReading(readLive(app, CARDS, cardCodec, input), rowOf));
  const keyOf = ({ record }: CardRow) =>
    [record.name ?? "", networkNamed(record) ?? "", expiryOf(record) ?? ""].join("\0");
  const rows = (await readAll(reading)).map((row) => ({ row, key: keyOf(row) }));
  rows.sort((a, b) => collator.compare(a.key, b.key));
  const columns = input.reveal ? revealedCardColumns : cardColumns;
  return { ...reading, kind: "cards", columns, pages: onePage(rows.map(({ row }) => row)) };
}

const rowAt = (nowMs: number) => (stored: Stored<CreditCard>): CardRow => (
  { ...stored, expired: isExpired(stored.record, nowMs) }
);

/** Cards by their ids, or six characters of them. @throws {FoxdenError} `ambiguous.match` */
export async function getCards(
  app: App,
  { reveal, ...sought }: Sought & Pick<CardListInput, "reveal">,
): Promise<FoundEntries<CardRow>> {
  const columns = reveal ? revealedCardColumns : cardColumns;
  const rowOf = rowAt(app.ctx.now());
  return await getEntries(
    app,
    { collection: CARDS, codec: cardCodec, kind: "cards", columns, rowOf },
    sought,
  );
}

/** What lists print of a card and nobody sets. */
export const PRINTED_CARD: Printed = { passedOver: ["lastFour", "expired", ...UNSET] };

const KIND: EntryKind = {
  collection: CARDS,
  noun: "cards",
  edit: editCard,
  make: newCard,
  keyOf: cardKey,
  check: refuseSameNumber,
};

/** Firefox takes two cards of one number for one. @throws {FoxdenError} `usage.value` */
function refuseSameNumber(view: View, changes: readonly PlannedChange[]): void {
  const other = changes.filter(({ before, after }) => after && numberOf(after) !== numberOf(before));
  const ids = new Set(other.map(({ id }) => id));
  const left = [...view.values()].filter(({ id }) => !ids.has(id));
  const held = new Map(left.map((record) => [numberOf(liveOf(CARDS, record)), record.id]));
  for (const { id, after } of other) {
    const number = numberOf(after);
    const holder = number === undefined ? undefined : held.get(number);
    if (holder !== undefined) throw sameNumber(holder, changes.some((change) => change.id === holder));
    held.set(number, id);
  }
}

const numberOf = (clear: JsonObject | undefined) => clear && cardNumber(String(entryOf(clear)["cc-number"]));

function sameNumber(other: string, isPlanned: boolean): FoxdenError<"usage.value"> {
  const message = isPlanned
    ? "number: no two cards have the same number"
    : `a card of this number is there already, with other fields; set those of ${other}`;
  return new FoxdenError("usage.value", message, { name: "number" });
}

/** Which fields of which cards are to hold what. */
export interface CardSetInput {
  readonly sought: Sought;
  readonly fields: GivenFields;
  /** Whether what others changed meanwhile is written over. */
  readonly force: boolean;
}

/**
 * Refuses what cannot be done with a card, before anybody is asked for its number.
 *
 * @throws {FoxdenError} `usage.value`, `auth.signed-out`, and as `app/write/write.ts` refuses to write at all
 */
export async function checkCard(app: App, fields: readonly GivenFields[]): Promise<void> {
  fields.forEach(readCard);
  await readyToEdit(app);
}

/** Sets fields of cards. @throws {FoxdenError} as `core/edits/card.ts` and `./entries.ts` say */
export async function prepareCardSet(
  app: App,
  { sought, fields, force }: CardSetInput,
): Promise<PendingWrite> {
  const edit = await withBillingAddress(app, readCard(fields));
  return await prepareEntrySet(app, KIND, { sought, edit, force });
}

/** Makes cards, unless there are such. @throws {FoxdenError} as `core/edits/card.ts` and `./entries.ts` say */
export async function prepareCardAdd(app: App, given: readonly GivenFields[]): Promise<PendingWrite> {
  const edits: EntryEdit[] = [];
  for (const edit of given.map(readCard)) edits.push(await withBillingAddress(app, edit));
  return await prepareEntryAdd(app, KIND, edits);
}

/** The whole id of the address that is meant. @throws {FoxdenError} `not-found.record`, `ambiguous.match` */
async function withBillingAddress(app: App, edit: EntryEdit): Promise<EntryEdit> {
  const text = edit.members.get(BILLING_ADDRESS);
  if (!text) return edit;
  refuseWriting(app);
  // Another device may have made it just now.
  await freshen(app, [ADDRESSES], { mode: "pull" });
  const { rows: [address] } = await getAddresses(app, { words: [String(text)], whole: [] });
  if (!address) throw noSuchRecord("addresses", String(text), "; nothing was changed");
  return { ...edit, members: new Map([...edit.members, [BILLING_ADDRESS, address.id]]) };
}

/** Deletes cards, on all devices. @throws {FoxdenError} as `./entries.ts` says */
export const prepareCardRemoval = (app: App, input: EntryRemovalInput): Promise<PendingWrite> =>
  prepareEntryRemoval(app, KIND, input);

/** A card as lines for an editor, without its number. @throws {FoxdenError} as `./entries.ts` says */
export async function openCardSheet(app: App, id: string): Promise<Sheet> {
  const { clear, prepare } = await openEntry(app, KIND, id);
  return sheetOf({
    fields: cardTexts(clear),
    plan: async (fields, force) => await prepare(await withBillingAddress(app, readCard(fields)), force),
    refusalOf: refusedInText,
    unkept: (text) =>
      holdsCardNumber(text.replaceAll("\0", "")) ? "it holds the number of a card" : undefined,
  });
}
