/** The profile service: who the account's owner is, for whoever holds a token with the scope. */
import { sha256 } from "../../core/crypto/hkdf.ts";
import { base64url, utf8 } from "../../core/bytes.ts";
import type { Backend } from "../backend.ts";
import { json, Refusal, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { accountByUid } from "./account_store.ts";
import { readAccessToken } from "./auth.ts";
import { accountsRefusal, errorBody } from "./errors.ts";
import { includesScope } from "./scopes.ts";

/** `GET /profile/v1/profile`, with an `ETag` */
export async function showProfile(request: Incoming, backend: Backend): Promise<Reply> {
  const token = await readAccessToken(request, backend);
  const account = token && accountByUid(backend.database, token.uid);
  if (!token || !account) throw accountsRefusal(110);
  const may = (scope: string) => includesScope(token.scope, scope);
  const members = {
    ...(may("profile:uid") ? { uid: account.uid } : {}),
    ...(may("profile:email") ? { email: account.email } : {}),
    ...(may("profile:locale") ? { locale: "en-US" } : {}),
    ...(may("profile:amr") ? { amrValues: ["pwd"], twoFactorAuthentication: false } : {}),
    ...(may("profile:avatar")
      ? { avatar: `${request.site.base}/profile/v1/avatar`, avatarDefault: true }
      : {}),
    ...(may("openid") ? { sub: account.uid } : {}),
  };
  if (Object.keys(members).length === 0) throw new Refusal(errorBody(403, 100, "Forbidden"));
  const etag = `"${base64url((await sha256(utf8(JSON.stringify(members)))).slice(0, 12))}"`;
  if (request.headers.get("if-none-match") === etag) return { status: 304, headers: { etag } };
  return json(members, 200, { etag });
}

const AVATAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<circle cx="16" cy="16" r="16" fill="#ddd"/><circle cx="16" cy="13" r="6" fill="#888"/>' +
  '<path d="M4 28a12 9 0 0 1 24 0z" fill="#888"/></svg>';

/** `GET /profile/v1/avatar`: the same picture for everybody. */
export const showAvatar = (): Reply => ({
  status: 200,
  headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" },
  body: AVATAR,
});
