import assert from "node:assert/strict";
import fc from "fast-check";
import { webAddresses } from "../../../app/devices/web_urls.ts";

Deno.test("only pages of the web are opened, each once, in the order given", () => {
  const { urls, refused } = webAddresses([
    "https://b.example/x?y=1#z",
    "HTTP://a.example",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "about:config",
    "-version",
    "https://b.example/x?y=1#z",
    "",
    "https://",
  ]);
  assert.deepEqual(urls.map(({ href }) => href), ["https://b.example/x?y=1#z", "http://a.example/"]);
  assert.deepEqual(refused, [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "about:config",
    "-version",
    "",
    "https://",
  ]);
});

Deno.test("no program can take an address for anything else, whatever the text", () => {
  const text = fc.oneof(fc.string(), fc.webUrl(), fc.string().map((end) => `https://a.example/${end}`));
  fc.assert(fc.property(fc.array(text), (texts) => {
    for (const { href } of webAddresses(texts).urls) assert.match(href, /^https?:\/\/[!-~]+$/);
  }));
});
