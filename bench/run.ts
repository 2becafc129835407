/**
 * Runs the benches and prints their figures beside a baseline measured in the same run.
 *
 * Machines differ and drift; the ratios are what counts. `deno task bench` builds the bundle first; words after it name
 * the benches to run.
 */
import { backup } from "./backup.ts";
import { bookmarks } from "./bookmarks.ts";
import { browser } from "./browser.ts";
import { decryption } from "./decryption.ts";
import { exports } from "./export.ts";
import { listing } from "./listing.ts";
import { mirror } from "./mirror/mirror.ts";
import { query } from "./query.ts";
import { scenarios } from "./scenarios.ts";
import { serverBatch } from "./server/batch.ts";
import { serverRates } from "./server/rates.ts";
import { startup } from "./startup.ts";

const BENCHES = {
  startup,
  scenarios,
  decryption,
  bookmarks,
  listing,
  mirror,
  query,
  exports,
  backup,
  browser,
  serverRates,
  serverBatch,
};

for (const [name, bench] of Object.entries(BENCHES)) {
  if (Deno.args.length > 0 && !Deno.args.includes(name)) continue;
  for await (const line of bench()) await Deno.stdout.write(new TextEncoder().encode(`${line}\n`));
}
