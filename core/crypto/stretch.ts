/**
 * Password stretching of the accounts protocol ("onepw"), versions 1 and 2.
 *
 * Neither the password nor `unwrapBKey` ever leaves the machine; only `authPW` does.
 */
import { type Bytes, utf8 } from "../bytes.ts";
import { hkdf, NAMESPACE, pbkdf2 } from "./hkdf.ts";

export interface StretchedPassword {
  readonly version: 1 | 2;
  /** 32 bytes: what the server checks. */
  readonly authPW: Bytes;
  /** 32 bytes: unwraps `kB` from what the server keeps. */
  readonly unwrapBKey: Bytes;
}

/**
 * Version 1, salted with the e-mail address.
 *
 * @param email the address exactly as the account was made with, letter case included
 */
export async function stretchV1(password: string, email: string): Promise<StretchedPassword> {
  return {
    version: 1,
    ...await split(await pbkdf2(password, utf8(`${NAMESPACE}quickStretch:${email}`), 1000, 32)),
  };
}

/**
 * Version 2, salted with a random value the server hands out.
 *
 * @param clientSalt the whole text from `/account/credentials/status`, its prefix included
 */
export async function stretchV2(password: string, clientSalt: string): Promise<StretchedPassword> {
  return { version: 2, ...await split(await pbkdf2(password, utf8(clientSalt), 650_000, 32)) };
}

async function split(quickStretched: Bytes): Promise<Omit<StretchedPassword, "version">> {
  const [authPW, unwrapBKey] = await Promise.all([
    hkdf(quickStretched, `${NAMESPACE}authPW`, 32),
    // The protocol spells this one with a lower-case k.
    hkdf(quickStretched, `${NAMESPACE}unwrapBkey`, 32),
  ]);
  return { authPW, unwrapBKey };
}
