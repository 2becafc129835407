/** Passwords, engine version 1: one record for each saved login. */
import { type Codec, recordCodec, type SyncRecord } from "./codec.ts";
import { requiredNonEmpty, textOrEmpty, textOrNull, timeOrNull, wholeOrNull } from "./fields.ts";

/** A saved login of a web form or of an HTTP authentication realm. */
export interface Login extends SyncRecord {
  /** The site, as the record has it (`hostname` there); {@link loginOrigin} gives the tidy form. */
  readonly origin: string;
  /** Where the form is sent to: an origin, `""` for any, `null` for a realm. */
  readonly formActionOrigin: string | null;
  readonly httpRealm: string | null;
  /** May be `""`. */
  readonly username: string;
  readonly password: string;
  readonly usernameField: string;
  readonly passwordField: string;
  readonly timeCreatedMs: number | null;
  readonly timePasswordChangedMs: number | null;
  /** Only mobile clients write it. */
  readonly timeLastUsedMs: number | null;
  /** Only mobile clients write it. */
  readonly timesUsed: number | null;
}

/**
 * A login without site or password is refused, as Firefox 153 refuses it. One that names neither a form nor a
 * realm, or both, is kept: nobody should lose sight of a password for that.
 */
export const loginCodec: Codec<Login> = recordCodec<Login>({
  origin: requiredNonEmpty("hostname"),
  formActionOrigin: textOrNull("formSubmitURL"),
  httpRealm: textOrNull("httpRealm"),
  username: textOrEmpty("username"),
  password: requiredNonEmpty("password"),
  usernameField: textOrEmpty("usernameField"),
  passwordField: textOrEmpty("passwordField"),
  timeCreatedMs: timeOrNull("timeCreated", "ms"),
  timePasswordChangedMs: timeOrNull("timePasswordChanged", "ms"),
  timeLastUsedMs: timeOrNull("timeLastUsed", "ms"),
  timesUsed: wholeOrNull("timesUsed"),
});

/** What a login is for. A record that claims both counts as a form, as on Firefox for mobile. */
export function loginKind(login: Login): "form" | "realm" {
  return login.httpRealm && !login.formActionOrigin ? "realm" : "form";
}

/**
 * The site of a login as `scheme://host[:port]`: host in lower case and punycode, no default port, nothing else.
 *
 * Addresses that have no such origin (`moz-proxy://…`, a bare host name) come back as they are.
 */
export function loginOrigin(login: Login): string {
  const url = URL.parse(login.origin);
  if (url?.protocol === "file:") return "file://";
  return url && url.origin !== "null" ? url.origin : login.origin;
}
