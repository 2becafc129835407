import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf } from "../../../core/bookmarks/same_address.ts";

Deno.test("an address is the one that Firefox stores, and text that is none stays as it is", () => {
  assert.equal(addressOf("HTTP://Example.org:80/a/../b c"), "http://example.org/b%20c");
  assert.equal(addressOf("no address"), "no address");
  assert.equal(addressOf("https://[oops/"), "https://[oops/");
});

Deno.test("an address is what a URL parser makes of it, however plain it looks", () => {
  const part = fc.constantFrom(
    ..."http https ftp HTTP : / // . .. ... - _ ~ ? # % %2e %2E.  \t \\ @ :80 :443 0x7f 127.1 1.2 a b.org xn-- ' ( ^ ü"
      .split(" "),
  );
  const joined = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  const plain = joined.map((rest) => `https://a.example/${rest}`);
  const hosts = fc.tuple(joined, joined).map(([host, rest]) => `http://${host}/${rest}`);
  fc.assert(
    fc.property(fc.oneof(joined, plain, hosts, fc.webUrl({ withQueryParameters: true })), (url) => {
      assert.equal(addressOf(url), URL.parse(url)?.href ?? url);
    }),
    { numRuns: 3000 },
  );
});
