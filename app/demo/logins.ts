/** The demo's logins, as Firefox on the desktop writes them. */
import { guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Dice, diceFor, idsFor } from "./dice.ts";
import { LOGIN_TABLE, REUSED_PASSWORD } from "./login_table.ts";
import { DAY_MS, type DemoRecord, type DemoSource, tableRows } from "./account.ts";

const LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-:.";
const GENERATED_LENGTH = 15;
const TOMBSTONES = 3;

/** Every login, then some tombstones. */
export function demoLogins(source: DemoSource): DemoRecord[] {
  const ids = idsFor(source.seed, "passwords");
  const dice = diceFor(source.seed, "passwords");
  const rows = tableRows(LOGIN_TABLE);
  const logins = rows.map((row, i) => loginFields(row, ids.bracedUuid(i), dice(i), source));
  const gone = Array.from({ length: TOMBSTONES }, (_, i) => ids.bracedUuid(rows.length + i));
  return [
    ...logins.map((cleartext) => ({ id: guid(cleartext.id), cleartext })),
    ...gone.map((id) => ({ id: guid(id), cleartext: { id, deleted: true } })),
  ];
}

function loginFields(
  row: readonly string[],
  id: string,
  dice: Dice,
  source: DemoSource,
): JsonObject & { id: string } {
  const [hostname = "", username = "", password = "", how = "", note = ""] = row;
  const createdMs = (note === "old" ? 2500 : 60) * DAY_MS + dice.below(700 * DAY_MS);
  const changedMs = note === "old" || dice.below(2) === 0 ? createdMs : dice.below(createdMs);
  return {
    id,
    hostname,
    ...targetFields(hostname, how),
    username,
    password: choosePassword(password, dice),
    ...fieldNames(how),
    timeCreated: source.hourMs - createdMs,
    timePasswordChanged: source.hourMs - changedMs,
    // Firefox keeps this field of the phones as one it does not know.
    ...(note === "breach" && { timeLastBreachAlertDismissed: source.hourMs - dice.below(30 * DAY_MS) }),
  };
}

const REALM = /^realm: (.*)$/;

function targetFields(hostname: string, how: string): JsonObject {
  const realm = REALM.exec(how)?.[1];
  if (realm !== undefined) return { formSubmitURL: null, httpRealm: realm };
  const target = how.split(",")[2]?.trim() ?? hostname;
  return { formSubmitURL: target === "any" ? "" : target, httpRealm: null };
}

function fieldNames(how: string): JsonObject {
  if (REALM.test(how)) return { usernameField: "", passwordField: "" };
  const [usernameField = "", passwordField = ""] = how.split(",").map((name) => name.trim());
  return { usernameField, passwordField };
}

function choosePassword(entry: string, dice: Dice): string {
  if (entry === "=") return REUSED_PASSWORD;
  if (entry !== "*") return entry;
  return Array.from({ length: GENERATED_LENGTH }, () => LETTERS.charAt(dice.below(LETTERS.length))).join("");
}
