/** The people of a server: added, listed, removed, given another password. */
import { type Bytes, xor } from "../../core/bytes.ts";
import { type StretchedPassword, stretchV1, stretchV2 } from "../../core/crypto/stretch.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { Uid } from "../../core/ids.ts";
import { type Decoder, hex, integer, nullable, object, string } from "../../core/json.ts";
import {
  type Account,
  accountByEmail,
  accountByUid,
  changeKeys,
  deleteAccount,
  prepareAccount,
  raiseGeneration,
} from "../accounts/account_store.ts";
import {
  checkPassword,
  clientSaltOf,
  makeCredentials,
  type NewPassword,
  replaceCredentials,
} from "../accounts/credential_store.ts";
import { CLIENT_SALT_PREFIX } from "../accounts/password_body.ts";
import { endSignIns } from "../accounts/sign_in_store.ts";
import type { Database } from "../db.ts";
import { randomBytes, randomHex } from "../random.ts";
import { checkEmail, insertNew, taken, type User } from "./new_account.ts";

/**
 * Makes an account that can sign in at once.
 *
 * @throws {FoxdenError} `usage.value` when `email` is no address, `usage.account-exists`
 */
export async function addUser(database: Database, { email, password }: User): Promise<{ readonly uid: Uid }> {
  checkEmail(email);
  const { authPW } = await stretchV1(password, email);
  const passwords = [{ version: 1 as const, authPW, wrapKB: randomBytes(32) }];
  return { uid: insertNew(database, await prepareAccount(database, { email, passwords })) };
}

/**
 * Looks whether {@link addUser} could make such an account, before anybody is asked for a password.
 *
 * @throws {FoxdenError} `usage.value` when `email` is no address, `usage.account-exists`
 */
export function checkNewUser(database: Database, email: string): void {
  checkEmail(email);
  if (accountByEmail(database, email) !== undefined) throw taken(email);
}

/** A person as a list shows them; times are milliseconds since the epoch. */
export interface UserSummary {
  readonly email: string;
  readonly uid: Uid;
  readonly createdAtMs: number;
  /** The last use of a sign-in that is alive, or the last write to the storage; undefined when there is neither. */
  readonly lastUsedAtMs: number | undefined;
  readonly devices: number;
  /** Of payloads, in all storages of the account, with what has expired and is not yet cleaned away. */
  readonly bytes: number;
  readonly records: number;
}

const uid: Decoder<Uid> = (value, at) => hex(16)(value, at) as Uid;

const summaryRow = object({
  email: string,
  uid,
  created_at_ms: integer,
  last_used_at_ms: nullable(integer),
  devices: integer,
  bytes: integer,
  records: integer,
});

/** All people of a server, by address. */
export function listUsers(database: Database): readonly UserSummary[] {
  const rows = database.rows(
    summaryRow,
    `SELECT email, uid, created_at_ms,
            (SELECT max(at_ms) FROM (
               SELECT last_used_at_ms AS at_ms FROM session WHERE uid = account.uid
               UNION ALL SELECT last_used_at_ms FROM refresh_token WHERE uid = account.uid
               UNION ALL SELECT modified_ms FROM storage_user WHERE uid = account.uid AND modified_ms > 0
            )) AS last_used_at_ms,
            (SELECT count(*) FROM device WHERE uid = account.uid) AS devices,
            (SELECT coalesce(sum(bytes), 0) FROM collection JOIN storage_user USING (storage_uid)
              WHERE storage_user.uid = account.uid) AS bytes,
            (SELECT count(*) FROM bso JOIN collection ON collection.id = collection_id
               JOIN storage_user USING (storage_uid) WHERE storage_user.uid = account.uid) AS records
       FROM account ORDER BY email_key`,
  );
  return rows.map(({ email, uid, created_at_ms, last_used_at_ms, devices, bytes, records }) => ({
    email,
    uid,
    createdAtMs: created_at_ms,
    lastUsedAtMs: last_used_at_ms ?? undefined,
    devices,
    bytes,
    records,
  }));
}

/**
 * Removes an account with all it has, its storage included.
 *
 * @throws {FoxdenError} `usage.value` when there is no such account
 */
export function removeUser(database: Database, email: string): void {
  deleteAccount(database, knownUser(database, email).uid);
}

/**
 * Changes a password. The keys stay, so that what is stored stays readable; all sign-ins end.
 *
 * @throws {FoxdenError} `usage.value` when there is no such account, `auth.wrong-password`
 */
export async function changePassword(
  database: Database,
  { email, password, newPassword }: User & { readonly newPassword: string },
): Promise<void> {
  const account = knownUser(database, email);
  const kB = await keyOf(database, account, password);
  if (kB === undefined) throw wrongPassword();
  const credentials = await makeCredentials(await passwordsFor(database, account, newPassword, kB));
  database.write(() => {
    // Changed or reset meanwhile, it is the former password that was right, and the former keys it would bring back.
    if (accountByUid(database, account.uid)?.generation !== account.generation) throw wrongPassword();
    replaceCredentials(database, account.uid, credentials);
    raiseGeneration(database, account.uid);
    endSignIns(database, account.uid);
  });
}

/**
 * Sets a password without the former one. Only that one could have given the keys, so the account gets new ones, and
 * with them a storage that is empty; all sign-ins end.
 *
 * @throws {FoxdenError} `usage.value` when there is no such account
 */
export async function resetPassword(
  database: Database,
  { email, newPassword }: { readonly email: string; readonly newPassword: string },
): Promise<void> {
  const account = knownUser(database, email);
  const passwords = await passwordsFor(database, account, newPassword, randomBytes(32));
  const credentials = await makeCredentials(passwords);
  database.write(() => {
    if (accountByUid(database, account.uid) === undefined) throw unknownUser(email);
    replaceCredentials(database, account.uid, credentials);
    changeKeys(database, account.uid, randomBytes(32));
    endSignIns(database, account.uid);
  });
}

const wrongPassword = () => new FoxdenError("auth.wrong-password", "The password is wrong", {});

function knownUser(database: Database, email: string): Account {
  const account = accountByEmail(database, email);
  if (account !== undefined) return account;
  throw unknownUser(email);
}

const unknownUser = (email: string) =>
  new FoxdenError("usage.value", `There is no account for "${email}"`, { name: "email" });

/** kB, which the right password alone gives, in whichever version of stretching the account knows it. */
async function keyOf(database: Database, account: Account, password: string): Promise<Bytes | undefined> {
  const salt = clientSaltOf(database, account.uid);
  const versions = [() => stretchV1(password, account.email)];
  if (salt !== null) versions.push(() => stretchV2(password, salt));
  for (const stretch of versions) {
    const { authPW, unwrapBKey } = await stretch();
    const checked = await checkPassword(database, account.uid, authPW);
    if (checked !== undefined) return xor(checked.wrapKB, unwrapBKey);
  }
  return undefined;
}

/** A password in every version of stretching that the account knows already. */
async function passwordsFor(
  database: Database,
  account: Account,
  password: string,
  kB: Bytes,
): Promise<NewPassword[]> {
  const wrap = ({ version, authPW, unwrapBKey }: StretchedPassword): NewPassword => ({
    version,
    authPW,
    wrapKB: xor(kB, unwrapBKey),
  });
  const first = wrap(await stretchV1(password, account.email));
  if (clientSaltOf(database, account.uid) === null) return [first];
  const clientSalt = CLIENT_SALT_PREFIX + randomHex(16);
  return [first, { ...wrap(await stretchV2(password, clientSalt)), clientSalt }];
}
