/** OAuth scopes this server knows. */
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { accountsRefusal } from "./errors.ts";

/** Lets a client ask for a session of its own. */
export const SESSION_SCOPE = "https://identity.mozilla.com/tokens/session";

const ALLOWED = [OLDSYNC_SCOPE, SESSION_SCOPE, "profile", "openid", "email"];

/** Splits scope text and drops repetitions. @throws errno 163 when one of them is not given to anybody */
export function allowedScopes(scope: string): string[] {
  const scopes = [...new Set(scope.split(/\s+/).filter((each) => each !== ""))];
  const allowed = scopes.every((each) => ALLOWED.includes(each) || each.startsWith("profile:"));
  if (!allowed) throw accountsRefusal(163, { invalidScopes: scopes.join(" ") });
  return scopes;
}

/** Whether keys belong to the scope, so that only a confirmed session may have it. */
export const isKeyScope = (scope: string): boolean => scope === OLDSYNC_SCOPE;

/** Whether `granted`, separated by spaces, holds `wanted` or the broader scope it is part of. */
export function includesScope(granted: string, wanted: string): boolean {
  return granted.split(" ").some((scope) => {
    const below = scope.startsWith("https:") ? "/" : ":";
    return scope === wanted || wanted.startsWith(scope + below);
  });
}
