import assert from "node:assert/strict";
import { getLogin } from "../../app/passwords.ts";
import { failsWith } from "../support/vectors.ts";
import { openSynced, put, type TestAccount } from "./app_support.ts";

const SITES = [
  "https://forum.example.net",
  "https://example.org",
  "https://wiki.example.org",
  "https://prod.example.net:8443",
  "https://notexample.org",
];

async function withSites(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  const logins = SITES.map((hostname, i) => ({
    id: `{${String(i).repeat(8)}-0000-4000-8000-000000000000}`,
    hostname,
    formSubmitURL: hostname,
    username: i === 0 ? "forum.example" : "Ann",
    password: "p",
  }));
  await put(account.app, "passwords", ...logins);
  await run(account);
}

const siteOf = async ({ app }: TestAccount, query: string) => (await getLogin(app, { query })).record.origin;

Deno.test("what names a site never finds the login of another one, whatever holds its letters", () =>
  withSites(async (account) => {
    for (
      const query of ["forum.example", "example.ne", "xample.org", "gist.wiki.example.org", "localhost:3000"]
    ) {
      await failsWith("not-found.match", () => getLogin(account.app, { query }));
    }
  }));

Deno.test("a host is itself before it is its subdomains", () =>
  withSites(async (account) => {
    assert.equal(await siteOf(account, "example.org"), "https://example.org");
    assert.equal(await siteOf(account, "WIKI.example.org/"), "https://wiki.example.org");
    await failsWith("ambiguous.match", () => getLogin(account.app, { query: "example.net" }));
  }));

Deno.test("a whole address is exact in scheme and port, and a bare host stands for any port", () =>
  withSites(async (account) => {
    assert.equal(
      await siteOf(account, "https://prod.example.net:8443/deep/link"),
      "https://prod.example.net:8443",
    );
    assert.equal(await siteOf(account, "prod.example.net"), "https://prod.example.net:8443");
    await failsWith("not-found.match", () => getLogin(account.app, { query: "https://prod.example.net" }));
    await failsWith("not-found.match", () => getLogin(account.app, { query: "http://example.org" }));
  }));

Deno.test("words that name no site are looked for as words", () =>
  withSites(async (account) => {
    assert.equal(await siteOf(account, "forum"), "https://forum.example.net");
  }));

Deno.test("a user name in other letters is taken where none has it letter for letter", () =>
  withSites(async (account) => {
    const { record } = await getLogin(account.app, { query: "example.org", user: "ANN" });
    assert.equal(record.username, "Ann");
    await failsWith("not-found.match", () => getLogin(account.app, { query: "example.org", user: "anne" }));
  }));
