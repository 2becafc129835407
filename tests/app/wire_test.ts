import assert from "node:assert/strict";
import { wired } from "../../app/wire.ts";
import { testContext } from "../support/context.ts";

/** What is told of a request to a path, without its number and the time it took. */
async function told(path: string): Promise<string> {
  const lines: string[] = [];
  const ctx = testContext({ fetch: () => Promise.resolve(new Response()) });
  await wired(ctx, { trace: (line) => lines.push(line) }).fetch(new Request(`https://a.example${path}`));
  return (lines[0] ?? "").replace(/^GET https:\/\/a\.example(.*) 200 \d+ ms #1$/, "$1");
}

Deno.test("of a path only words that every server has are told", async () => {
  const paths = {
    "/v1/oauth/token": "/v1/oauth/token",
    "/.well-known/fxa-client-configuration": "/.well-known/fxa-client-configuration",
    "/token/1.0/sync/1.5": "/token/1.0/sync/1.5",
    "/1.5/42/info/collections?x=secretname": "/1.5/…/info/collections",
    "/1.5/42/info/secretname@example.org": "/1.5/…/info/…",
    "/1.5/42/storage/history": "/1.5/…/storage/history",
    "/1.5/42/storage/ann-notes": "/1.5/…/storage/…",
    "/1.5/42/storage/crypto/keys": "/1.5/…/storage/crypto/…",
    "/1.5/42/storage/history/a/info/collections": "/1.5/…/storage/history/…",
    "/anns-den/v1/account/devices": "/…/v1/account/devices",
    "/INFO/%69nfo": "/…/…",
    "/": "/",
  };
  for (const [path, expected] of Object.entries(paths)) assert.equal(await told(path), expected, path);
});
