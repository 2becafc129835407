/** Record payloads as the server has them, opened and sealed many at a time. */
import type { Bytes } from "../bytes.ts";
import {
  type Ciphertext,
  type Cleartext,
  decryptPayload,
  encryptPayload,
  type KeyBundle,
  type SealedPayload,
} from "../crypto/payload.ts";
import { isFoxdenError } from "../errors.ts";
import { object, parseJson, string } from "../json.ts";

const sealed = object({ ciphertext: string, IV: string, hmac: string });

/** @throws {FoxdenError} `server.shape` when `text` is not an encrypted payload */
export function sealedPayload(text: string, at: string): SealedPayload {
  return sealed(parseJson(text, at), at);
}

/** How many Web Crypto calls run at once: more gains nothing, one at a time costs half the speed. */
const LANES = 64;

/** @returns the cleartext of each payload, in order; undefined for one that is damaged or sealed with another key */
export async function decryptPayloads(
  payloads: readonly string[],
  key: KeyBundle,
): Promise<(Cleartext | undefined)[]> {
  return await inLanes(payloads, (payload) => tryDecrypt(payload, key));
}

async function tryDecrypt(payload: string, key: KeyBundle): Promise<Cleartext | undefined> {
  try {
    return await decryptPayload(sealedPayload(payload, "payload"), key);
  } catch (error) {
    if (isFoxdenError(error)) return undefined;
    throw error;
  }
}

/** @param random a source of fresh initialisation vectors */
export async function encryptPayloads(
  cleartexts: readonly Cleartext[],
  key: KeyBundle,
  random: (length: number) => Bytes,
): Promise<Ciphertext[]> {
  return await inLanes(cleartexts, (clear) => encryptPayload(clear, key, random(16)));
}

async function inLanes<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (let start = 0; start < items.length; start += LANES) {
    results.push(...await Promise.all(items.slice(start, start + LANES).map(work)));
  }
  return results;
}
