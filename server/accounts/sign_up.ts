/** Accounts are made and deleted over HTTP. */
import { hex, object } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import type { Database } from "../db.ts";
import { randomBytes } from "../random.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import {
  accountByEmail,
  countAccountsSince,
  deleteAccount,
  insertAccount,
  prepareAccount,
} from "./account_store.ts";
import { authenticateIfPresent } from "./auth.ts";
import { email, readBody } from "./body.ts";
import { accountsRefusal } from "./errors.ts";
import { rightPassword, tooMany } from "./guessing.ts";
import { knownAccount } from "./login.ts";
import { passwordMembers, passwordsOf } from "./password_body.ts";
import { checkGeneration, startSession } from "./sign_in.ts";

/** Enough for any household, and little enough that nobody fills the disk with accounts overnight. */
const MAX_SIGN_UPS = 30;
const SIGN_UP_WINDOW_MS = 60 * 60 * 1000;

const createBody = object({ email, ...passwordMembers });

/**
 * `POST /v1/account/create`: the account counts as confirmed at once.
 *
 * @throws errno 202 where the server does not let people sign up, 114 after too many new accounts
 */
export async function createAccount(request: Incoming, backend: Backend): Promise<Reply> {
  const { database, rules } = backend;
  if (!rules.signUp) throw accountsRefusal(202);
  const body = await readBody(request, createBody);
  if (accountByEmail(database, body.email)) throw accountsRefusal(101, { email: body.email });
  checkSignUps(database);
  const passwords = passwordsOf(body, () => randomBytes(32));
  const prepared = await prepareAccount(database, { email: body.email, passwords });
  return await startSession(request, backend, prepared.account, { passwords, challenge: null }, () => {
    checkSignUps(database);
    if (!insertAccount(database, prepared)) throw accountsRefusal(101, { email: body.email });
  });
}

function checkSignUps(database: Database): void {
  const count = countAccountsSince(database, database.clock.nowMs() - SIGN_UP_WINDOW_MS);
  if (count >= MAX_SIGN_UPS) throw tooMany(SIGN_UP_WINDOW_MS);
}

const destroyBody = object({ email, authPW: hex(32) });

/**
 * `POST /v1/account/destroy`: the account with all it has, its storage included.
 *
 * The password is enough where it is enough to sign in; where a sign-in needs more, so does this.
 */
export async function destroyAccount(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateIfPresent(request, backend);
  const body = await readBody(request, destroyBody);
  const account = knownAccount(backend, body.email);
  if (session !== undefined && session.uid !== account.uid) throw accountsRefusal(102);
  const confirmed = session === undefined ? backend.rules.signIn === undefined : session.challenge === null;
  if (!confirmed) throw accountsRefusal(138);
  await rightPassword(backend, account, body);
  backend.database.write(() => {
    checkGeneration(backend, account);
    deleteAccount(backend.database, account.uid);
  });
  return json({});
}
