/** A new password in a request body, and in which versions of stretching it comes. */
import { hex, optional } from "../../core/json.ts";
import { text } from "./body.ts";
import type { NewPassword } from "./credential_store.ts";
import { accountsRefusal } from "./errors.ts";

/** What every client salt of version 2 begins with. */
export const CLIENT_SALT_PREFIX = "identity.mozilla.com/picl/v1/quickStretchV2:";

/** Members of a body that sets a password. */
export const passwordMembers = {
  authPW: hex(32),
  wrapKb: optional(hex(32)),
  authPWVersion2: optional(hex(32)),
  wrapKbVersion2: optional(hex(32)),
  clientSalt: optional(text(80, /^identity\.mozilla\.com\/picl\/v1\/quickStretchV2:[0-9a-f]{32}$/)),
};

/** {@link passwordMembers}, decoded. */
export interface PasswordMembers {
  readonly authPW: string;
  readonly wrapKb: string | undefined;
  readonly authPWVersion2: string | undefined;
  readonly wrapKbVersion2: string | undefined;
  readonly clientSalt: string | undefined;
}

/**
 * The versions a body sets. Version 2 is all or nothing: half of it would leave an account that nobody can unwrap.
 *
 * @param drawWrapKB gives `wrapKB` where the client leaves that to the server; absent: the client may not
 * @throws errno 108 for what is missing
 */
export function passwordsOf(
  body: PasswordMembers,
  drawWrapKB?: () => Uint8Array<ArrayBuffer>,
): NewPassword[] {
  const { wrapKb, authPWVersion2, wrapKbVersion2, clientSalt } = body;
  const second = authPWVersion2 ?? wrapKbVersion2 ?? clientSalt;
  if (second !== undefined) requireAll({ wrapKb, authPWVersion2, wrapKbVersion2, clientSalt });
  if (drawWrapKB === undefined) requireAll({ wrapKb });
  const wrapKB = wrapKb === undefined ? drawWrapKB?.() : Uint8Array.fromHex(wrapKb);
  if (wrapKB === undefined) throw accountsRefusal(108, { param: "wrapKb" });
  const first: NewPassword = { version: 1, authPW: Uint8Array.fromHex(body.authPW), wrapKB };
  if (authPWVersion2 === undefined || wrapKbVersion2 === undefined || clientSalt === undefined) {
    return [first];
  }
  return [first, {
    version: 2,
    authPW: Uint8Array.fromHex(authPWVersion2),
    wrapKB: Uint8Array.fromHex(wrapKbVersion2),
    clientSalt,
  }];
}

function requireAll(members: Readonly<Record<string, string | undefined>>): void {
  for (const [param, value] of Object.entries(members)) {
    if (value === undefined) throw accountsRefusal(108, { param });
  }
}
