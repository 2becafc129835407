import assert from "node:assert/strict";
import { domainToASCII, domainToUnicode } from "node:url";
import fc from "fast-check";
import { hostNames, hostOf, hostTerm } from "../../../app/query/host.ts";
import { readableHost } from "../../../app/query/punycode.ts";
import { matches, row } from "./support.ts";

/** What a browser shows, without any shorter way. */
const browserHost = (url: string): string => URL.parse(url)?.host || url;

Deno.test("the host of an address is what a browser shows of it, and the text itself where there is none", () => {
  const cases = {
    "https://Example.ORG/path": "example.org",
    "https://example.org": "example.org",
    "http://localhost:3000/": "localhost:3000",
    "http://example.org:80/": "example.org",
    "https://bücher.example": "xn--bcher-kva.example",
    "https://user:word@example.org/": "example.org",
    "http://127.1/x": "127.0.0.1",
    "http://0x7f.1/": "127.0.0.1",
    "http://a.1e/": "a.1e",
    "http://xn--zzzz---/": "http://xn--zzzz---/",
    "https://example.org\\@other.example/": "example.org",
    "https://example.org@other.example/": "other.example",
    "https://exa\tmple.org/": "example.org",
    "https:example.org/": "example.org",
    "about:config": "about:config",
    "javascript:void(0)": "javascript:void(0)",
    "no address": "no address",
    "": "",
  };
  for (const [url, host] of Object.entries(cases)) {
    assert.equal(hostOf(url), host, url);
    assert.equal(browserHost(url), host, url);
  }
});

Deno.test("the short way to a host says what the long one says", () => {
  const part = fc.constantFrom(
    ..."example org a A 1 0x1 xn--a bücher - -- . .. : / // \\ ? # @ :80 :443 :8080 % %41 _ \t [::1] ß".split(
      " ",
    ),
    " ",
  );
  const url = fc.tuple(
    fc.constantFrom("http://", "https://", "HTTP://", "http:", "ftp://", "", " https://"),
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
    fc.constantFrom("", "/", "/x?y#z", "?", "#"),
  ).map((parts) => parts.join(""));
  fc.assert(fc.property(url, (url) => assert.equal(hostOf(url), browserHost(url))), { numRuns: 5000 });
});

Deno.test("a host that was written in another script is known by the letters that people see", () => {
  for (
    const name of [
      "bücher.example",
      "例え.テスト",
      "münchen.müller.de",
      "пример.рф",
      "faß.de",
      "☃.net",
      "𐍈.x",
      "a.ünï",
    ]
  ) {
    const host = domainToASCII(name);
    assert.match(host, /xn--/);
    assert.deepEqual(hostNames(host), [host, domainToUnicode(host)]);
    assert.deepEqual(hostNames(`${host}:8080`), [`${host}:8080`, `${domainToUnicode(host)}:8080`]);
  }
  assert.deepEqual(hostNames("example.org"), ["example.org"]);
  const page = row("", { host: hostOf("https://www.bücher.example/") });
  for (const query of ["host:bücher", "host:BUCHER.example", "host:xn--bcher", 'host:"www.bücher.example"']) {
    assert.equal(matches(query, page), true, query);
  }
});

Deno.test("a host with a dot in it is that host and its subdomains, by whole labels, at any port", () => {
  const cases: Record<string, readonly [readonly string[], readonly string[]]> = {
    "x.co": [["x.co", "a.x.co", "x.co:8080", "b.a.x.co:1"], ["x.com", "ax.co", "x.co.uk", "x.co.uk:80"]],
    "t.co": [["t.co"], ["at.t.company", "at.co"]],
    "ads.example": [["www.ads.example", "ads.example."], ["ads.example.evil.org", "bads.example"]],
    "ADS.example.": [["ads.example", "a.ads.example"], ["ads.example.org"]],
    "x.co:80": [["x.co:80", "a.x.co:80"], ["x.co", "x.co:8080"]],
    "git": [["git.example", "my.github.example"], ["digit.example"]],
    "a.b": [["a.b"], ["mailto:x@a.b", "data:,x/c.a.b"]],
  };
  for (const [value, [hits, misses]] of Object.entries(cases)) {
    for (const host of hits) {
      assert.equal(matches(`host:${value}`, row("", { host })), true, `${value} ${host}`);
    }
    for (const host of misses) {
      assert.equal(matches(`host:${value}`, row("", { host })), false, `${value} ${host}`);
    }
  }
});

Deno.test("a term for a host takes what is a host, as the network writes it, and nothing else", () => {
  const cases = {
    "x.co": "x.co",
    "ADS.example.": "ads.example",
    "bücher.example": "xn--bcher-kva.example",
    "localhost:3000": "localhost:3000",
    "a_b.example": "a_b.example",
    "127.1": "127.0.0.1",
    "[::1]:80": "[::1]",
    "x.co.:8080": "x.co:8080",
  };
  for (const [text, host] of Object.entries(cases)) {
    assert.deepEqual(hostTerm(text)?.condition, {
      kind: "host",
      field: "host",
      pattern: { mode: "domain", text: host },
    });
  }
  const others =
    "https://ads.example|ads.example/|cm~|'x|x y|a@b.c|x.co:|.x.co|a..b|*.x.co|x?y|x#y|-x y|a\\b|\t|https:|"
      .split("|");
  for (const text of others) assert.equal(hostTerm(text), undefined, text);
});

Deno.test("labels become readable as the platform makes them readable", () => {
  const label = fc.string({
    unit: fc.constantFrom(..."abz09-éüßжя東京ไ☃𐍈".match(/./gu) ?? []),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
      const host = domainToASCII(labels.join("."));
      fc.pre(host !== "");
      assert.equal(readableHost(host), domainToUnicode(host));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what only looks like Punycode stays as it is, and no label takes long", () => {
  for (
    const host of [
      "xn--",
      "xn--.x",
      "xn--99999a",
      "xn---.x",
      "xn--99999999.x",
      "axn--bcher-kva",
      `xn--${"a".repeat(60)}`,
      `xn--${"9".repeat(59)}`,
    ]
  ) {
    assert.equal(readableHost(host), host);
  }
  fc.assert(
    fc.property(fc.stringMatching(/^xn--[a-z0-9-]{0,70}(\.xn--[a-z0-9-]{0,20})?$/), (host) => {
      assert.equal(typeof readableHost(host), "string");
    }),
  );
  const long = `https://xn--${"a".repeat(2_000_000)}/`;
  assert.deepEqual(hostNames(hostOf(long)), [long, long]);
});
