import assert from "node:assert/strict";
import { homeFolder, withoutHome } from "../../../app/config/home.ts";

Deno.test("a home folder has one form, and what holds everything is none", () => {
  const forms = { "/home/ann": "/home/ann", "/home/ann//": "/home/ann", "/home/./ann/": "/home/ann" };
  for (const [value, folder] of Object.entries(forms)) assert.equal(homeFolder(value), folder);
  for (const value of [undefined, "", "/", "//", "."]) assert.equal(homeFolder(value), undefined);
});

Deno.test("only whole beginnings of paths become a tilde, in addresses of files too", () => {
  const said = (text: string) => withoutHome(text, "/home/ann lee/");
  assert.equal(said('in "/home/ann lee/x" (/home/ann lee), /home/ann lee:1'), 'in "~/x" (~), ~:1');
  assert.equal(said("at file:///home/ann%20lee/x.ts:1:2"), "at file://~/x.ts:1:2");
  for (const text of ["/mnt/home/ann lee/x", "/home/ann leeds", "x/home/ann lee"]) {
    assert.equal(said(text), text);
  }
  assert.equal(withoutHome("/a/b /", "/"), "/a/b /");
});
