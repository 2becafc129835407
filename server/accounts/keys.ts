/** Keys: the sealed bundle of a keyFetchToken, and what scoped keys are derived from. */
import { object, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { accountByUid } from "./account_store.ts";
import { authenticateConfirmed, authenticateKeyFetch } from "./auth.ts";
import { readBody, text } from "./body.ts";
import { knownClient } from "./clients.ts";
import { accountsRefusal } from "./errors.ts";
import { allowedScopes, isKeyScope } from "./scopes.ts";
import { consumeKeyFetchToken } from "./session_store.ts";

/** `GET /v1/account/keys`: once, and not before the session is confirmed. */
export async function accountKeys(request: Incoming, backend: Backend): Promise<Reply> {
  const token = await authenticateKeyFetch(request, backend);
  if (token.challenge !== null) throw accountsRefusal(104);
  if (!consumeKeyFetchToken(backend.database, token.id)) throw accountsRefusal(110);
  return json({ bundle: token.bundle.toHex() });
}

const scopedKeyBody = object({ client_id: string, scope: text(1024) });

/** `POST /v1/account/scoped-key-data` */
export async function scopedKeyData(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateConfirmed(request, backend);
  const body = await readBody(request, scopedKeyBody);
  knownClient(body.client_id);
  const account = accountByUid(backend.database, session.uid);
  if (account === undefined) throw accountsRefusal(110);
  const entries = allowedScopes(body.scope).filter(isKeyScope).map((identifier) => [identifier, {
    identifier,
    keyRotationSecret: "0".repeat(64),
    keyRotationTimestamp: account.keys_changed_at_ms,
  }]);
  return json(Object.fromEntries(entries));
}
