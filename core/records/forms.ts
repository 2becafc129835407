/** Forms, engine version 1: one record for each value once typed into a form field. Firefox never edits one. */
import { type Codec, recordCodec, type SyncRecord } from "./codec.ts";
import { requiredText } from "./fields.ts";

/** A value once typed into a form field. */
export interface FormEntry extends SyncRecord {
  /** The field's name, such as `searchbar-history`. */
  readonly name: string;
  readonly value: string;
}

/** An entry is nothing without both of its members. */
export const formCodec: Codec<FormEntry> = recordCodec<FormEntry>({
  name: requiredText("name"),
  value: requiredText("value"),
});
