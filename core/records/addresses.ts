/** Addresses, engine version 1: one postal address for each record. */
import { type AutofillEntry, autofillFields } from "./autofill.ts";
import { type Codec, nestedCodec } from "./codec.ts";
import { requiredOneOf, textOrNull } from "./fields.ts";

/** A postal address. */
export interface Address extends AutofillEntry {
  readonly version: 1;
  /** The full name; old clients wrote only its parts. */
  readonly name: string | null;
  readonly givenName: string | null;
  readonly additionalName: string | null;
  readonly familyName: string | null;
  readonly organization: string | null;
  /** May hold several lines. */
  readonly streetAddress: string | null;
  readonly district: string | null;
  readonly city: string | null;
  /** State or province. */
  readonly region: string | null;
  readonly postalCode: string | null;
  /** Two letters of ISO 3166-1. */
  readonly country: string | null;
  /** E.164, such as `+12125550123`. */
  readonly tel: string | null;
  readonly email: string | null;
}

/** Firefox 153 refuses every version of `entry` but 1; so does this. */
export const addressCodec: Codec<Address> = nestedCodec<Address>("entry", {
  version: requiredOneOf("version", 1),
  name: textOrNull("name"),
  givenName: textOrNull("given-name"),
  additionalName: textOrNull("additional-name"),
  familyName: textOrNull("family-name"),
  organization: textOrNull("organization"),
  streetAddress: textOrNull("street-address"),
  district: textOrNull("address-level3"),
  city: textOrNull("address-level2"),
  region: textOrNull("address-level1"),
  postalCode: textOrNull("postal-code"),
  country: textOrNull("country"),
  tel: textOrNull("tel"),
  email: textOrNull("email"),
  ...autofillFields,
});
