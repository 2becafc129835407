/** Programs that keep records of their own in the account, by the ids they have there. */
import { fromBase64url, fromUtf8 } from "../../core/bytes.ts";
import { DESKTOP_APPLICATION_ID } from "../../core/edits/pref_names.ts";

const NAMES: ReadonlyMap<string, string> = new Map([
  [DESKTOP_APPLICATION_ID, "Firefox"],
  ["{aa3c5121-dab2-40e2-81ca-7ea25febc110}", "Firefox for Android"],
  ["{3550f703-e582-4d05-9a08-453d09bdfdc6}", "Thunderbird"],
  ["{92650c4d-4b8e-4d2a-b7eb-24ecf4f6b63a}", "SeaMonkey"],
]);

/** What people call a program; its id where nobody knows better. */
export const applicationName = (id: string | null): string | null => id === null ? null : NAMES.get(id) ?? id;

/** The application whose preferences are in the record of that id: base64url of its own id, padded or not. */
export function applicationOfPrefs(recordId: string): string | null {
  try {
    return fromUtf8(fromBase64url(recordId));
  } catch {
    return null;
  }
}
