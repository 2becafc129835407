/**
 * Runs every bench and prints its figures beside a baseline measured in the same run.
 *
 * Machines differ and drift; the ratios are what counts. `deno task bench` builds the bundle first.
 */
import { decryption } from "./decryption.ts";
import { listing } from "./listing.ts";
import { serverBatch } from "./server/batch.ts";
import { serverRates } from "./server/rates.ts";
import { startup } from "./startup.ts";

for (const bench of [startup, decryption, listing, serverRates, serverBatch]) {
  for await (const line of bench()) await Deno.stdout.write(new TextEncoder().encode(`${line}\n`));
}
