/** Credit cards, engine version 1: one payment card for each record. There is no security code anywhere. */
import { type AutofillEntry, autofillFields } from "./autofill.ts";
import { type Codec, nestedCodec } from "./codec.ts";
import { requiredNonEmpty, requiredOneOf, textOrNull, wholeOrNull } from "./fields.ts";

/** A payment card. */
export interface CreditCard extends AutofillEntry {
  /** Firefox 153 writes 3. */
  readonly version: 1 | 2 | 3 | 4;
  readonly name: string | null;
  /** In clear digits. Never for a list or a log: show {@link cardLastFour}. */
  readonly number: string;
  /** 1 to 12. */
  readonly expiryMonth: number | null;
  /** Four digits. */
  readonly expiryYear: number | null;
  /** The network, such as `visa`. */
  readonly network: string | null;
  /** The record id of an address. */
  readonly billingAddressId: string | null;
}

/** Firefox 153 takes the versions 1 to 4 of `entry`; a card of another, or without a number, is refused. */
export const cardCodec: Codec<CreditCard> = nestedCodec<CreditCard>("entry", {
  version: requiredOneOf("version", 1, 2, 3, 4),
  name: textOrNull("cc-name"),
  number: requiredNonEmpty("cc-number"),
  expiryMonth: wholeOrNull("cc-exp-month"),
  expiryYear: wholeOrNull("cc-exp-year"),
  network: textOrNull("cc-type"),
  billingAddressId: textOrNull("billingAddressGUID"),
  ...autofillFields,
});

/** The last four digits of a card's number; `""` where there are too few digits to hide the rest. */
export function cardLastFour(card: CreditCard): string {
  const digits = card.number.replace(/\D/g, "");
  return digits.length < 8 ? "" : digits.slice(-4);
}
