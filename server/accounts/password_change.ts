/** A password is changed: the old one is proved, then the new one set. The keys stay, newly wrapped. */
import { hex, object, optional } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { digestOf, drawToken } from "../tokens.ts";
import { accountByUid, raiseGeneration } from "./account_store.ts";
import { authenticateConfirmed, authenticatePasswordChange } from "./auth.ts";
import { email, readBody } from "./body.ts";
import { makeCredentials, type NewCredential, replaceCredentials } from "./credential_store.ts";
import { accountsRefusal } from "./errors.ts";
import { rightPassword } from "./guessing.ts";
import { knownAccount } from "./login.ts";
import { passwordMembers, passwordsOf } from "./password_body.ts";
import { consumePasswordChangeToken, insertPasswordChangeToken } from "./password_change_store.ts";
import { insertSession, useSession } from "./session_store.ts";
import { checkGeneration, drawKeys, issueKeys, signedInMembers, wantedPasswords } from "./sign_in.ts";
import { endSignIns } from "./sign_in_store.ts";

const startBody = object({ email, oldAuthPW: hex(32) });

/** `POST /v1/password/change/start`: proves the old password, and hands over what the new one has to wrap. */
export async function startPasswordChange(request: Incoming, backend: Backend): Promise<Reply> {
  const { database } = backend;
  const session = await authenticateConfirmed(request, backend);
  const { email, oldAuthPW } = await readBody(request, startBody);
  const account = knownAccount(backend, email);
  if (account.uid !== session.uid) throw accountsRefusal(102);
  const password = await rightPassword(backend, account, { email, authPW: oldAuthPW });
  const keys = await drawKeys(account, [password]);
  const drawn = await drawToken("passwordChangeToken");
  const members = database.write(() => {
    checkGeneration(backend, account);
    if (useSession(database, session.id) === undefined) throw accountsRefusal(110);
    insertPasswordChangeToken(database, drawn, session);
    return issueKeys(database, keys, session.id);
  });
  return json({ ...shortNames(members), passwordChangeToken: drawn.token, verified: true });
}

const finishBody = object({ ...passwordMembers, sessionToken: optional(hex(32)) });

/**
 * `POST /v1/password/change/finish`: every sign-in of the account ends but the session named by its token's id.
 * Answers as a sign-in does, with a new session; `?keys=true` gives its keys too.
 */
export async function finishPasswordChange(request: Incoming, backend: Backend): Promise<Reply> {
  const { database } = backend;
  const token = await authenticatePasswordChange(request, backend);
  const body = await readBody(request, finishBody);
  const passwords = passwordsOf(body);
  const kept = body.sessionToken === undefined ? undefined : await digestOf(body.sessionToken);
  const credentials = await makeCredentials(passwords);
  const account = accountByUid(database, token.uid);
  if (account === undefined) throw accountsRefusal(110);
  const keys = await drawKeys(account, wantedPasswords(request, passwords));
  const drawn = await drawToken("sessionToken");
  const userAgent = request.headers.get("user-agent") ?? "";
  const members = database.write(() => {
    if (!consumePasswordChangeToken(database, token.id)) throw accountsRefusal(110);
    if (kept !== undefined && useSession(database, kept)?.uid !== token.uid) throw accountsRefusal(110);
    setPasswords(backend, token.uid, credentials, kept);
    const session = insertSession(database, drawn, { uid: token.uid, userAgent, challenge: null });
    const issued = issueKeys(database, keys, session.id);
    return { ...signedInMembers(session), ...issued, ...shortNames(issued) };
  });
  return json({ ...members, sessionToken: drawn.token });
}

function setPasswords(
  { database }: Backend,
  uid: string,
  credentials: readonly NewCredential[],
  keepSessionId: string | undefined,
): void {
  replaceCredentials(database, uid, credentials);
  raiseGeneration(database, uid);
  endSignIns(database, uid, keepSessionId);
}

/** Around a change of password, clients know the token of version 2 by a shorter name than after a sign-in. */
function shortNames({ keyFetchToken, keyFetchTokenVersion2 }: Readonly<Record<string, string>>) {
  return {
    ...(keyFetchToken === undefined ? {} : { keyFetchToken }),
    ...(keyFetchTokenVersion2 === undefined ? {} : { keyFetchToken2: keyFetchTokenVersion2 }),
  };
}
