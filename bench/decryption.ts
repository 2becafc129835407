/** How fast payloads open: one at a time, and in the lanes the program uses. */
import { type Cleartext, decryptPayload, importKeyBundle } from "../core/crypto/payload.ts";
import { decryptPayloads, encryptPayloads, sealedPayload } from "../core/sync/payload.ts";

const RECORDS = 20_000;

export async function* decryption(): AsyncGenerator<string> {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const key = await importKeyBundle(random(64));
  const clear = Array.from({ length: RECORDS }, (_, i) => page(i) as Cleartext);
  const payloads = await encryptPayloads(clear, key, random);
  const sequential = await rate(async () => {
    for (const payload of payloads) await decryptPayload(sealedPayload(payload, "payload"), key);
  });
  yield `decryption    one at a time ${sequential.toFixed(0)} records/s (baseline)`;
  const lanes = await rate(() => decryptPayloads(payloads, key));
  yield `decryption    in lanes ${lanes.toFixed(0)} records/s  ratio ${(lanes / sequential).toFixed(2)}`;
}

function page(i: number): string {
  const visits = Array.from({ length: 6 }, (_, n) => ({ date: 1_700_000_000_000_000 + i + n, type: 1 }));
  return JSON.stringify({
    id: `page${String(i).padStart(8, "0")}`,
    histUri: `https://host${i % 97}.example.org/docs/page/${i}?lang=en`,
    title: `Page number ${i} with a title of ordinary length`,
    visits,
  });
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return RECORDS / ((performance.now() - started) / 1000);
}
