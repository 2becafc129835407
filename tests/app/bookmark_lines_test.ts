import assert from "node:assert/strict";
import { addressFault, readLinks } from "../../app/bookmarks/lines.ts";
import { failsWith } from "../support/vectors.ts";

Deno.test("each line is an address, and what follows the first tab a title", () => {
  const text = "\ufeffhttps://a.example/x\t A\tB \r\n\n\t\n  https://b.example  \njavascript:alert(1)\tlet";
  assert.deepEqual(readLinks(text), [
    { url: "https://a.example/x", title: "A\tB" },
    { url: "https://b.example", title: "" },
    { url: "javascript:alert(1)", title: "let" },
  ]);
  assert.deepEqual(readLinks(""), []);
});

Deno.test("every bad line is named by its number", async () => {
  const error = await failsWith("usage.records", () => readLinks("a\n\nhttps://b.example\n\tonly a title\n"));
  assert.deepEqual(error.details, {
    collection: "bookmarks",
    faults: ['line 1: "a" is no URL', 'line 4: "" is no URL'],
    forceable: false,
  });
});

Deno.test("an address without its beginning is refused with the one that may be meant", () => {
  for (const text of ["example.org", "example.org/x y", "localhost:80", "a.example:8080/x?y=z"]) {
    assert.match(
      addressFault(text) ?? "",
      new RegExp(`did you mean https://${text.replace("?", "\\?")}\\?$`),
    );
  }
  for (const text of ["two words", "", "/a/path", "ann@example.org", "https://"]) {
    assert.doesNotMatch(addressFault(text) ?? "did you mean", /did you mean/, text);
  }
  for (
    const text of ["https://a", "mailto:a@b.example", "about:config", "place:tag=x", "data:,x", "tel:112"]
  ) {
    assert.equal(addressFault(text), undefined, text);
  }
});
