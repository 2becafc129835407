/** Storages of nobody's account, opened with tokens that are signed here: no password has to be stretched. */
import { utf8 } from "../../../core/bytes.ts";
import { signToken, tokenKey } from "../../../core/crypto/tokenlib.ts";
import type { StorageUser } from "./accounts.ts";

/** Signs the tokens of every storage here. */
export const SECRET = "a master secret that only tests know";

/** @param url of a server whose master secret is {@link SECRET} */
export async function foreignStorage(url: string, uid: number): Promise<StorageUser> {
  const salt = "5a17ed";
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const id = await signToken(JSON.stringify({ uid, node: url, expires, salt }), SECRET);
  return { endpoint: `${url}/1.5/${uid}`, signer: { id, key: utf8(await tokenKey(id, salt, SECRET)) } };
}
