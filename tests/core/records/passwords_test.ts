import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { loginCodec, loginKind, loginOrigin } from "../../../core/records/passwords.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const login = (members: JsonObject = {}) =>
  loginCodec.decode({ hostname: "https://a.example", password: "p", ...members }, "abc");

Deno.test("a login without a site or a password is malformed", () => {
  const kindOf = (members: JsonObject) =>
    decodeRecord(
      "passwords",
      JSON.stringify({ hostname: "https://a.example", password: "p", ...members }),
      "abc",
    )
      .kind;
  assert.equal(kindOf({}), "live");
  for (const none of ["", null, 5]) {
    assert.equal(kindOf({ hostname: none }), "malformed");
    assert.equal(kindOf({ password: none }), "malformed");
  }
});

Deno.test("a missing user name is an empty one, and times of old clients are none", () => {
  const record = login({
    username: null,
    timeCreated: -1,
    timePasswordChanged: "soon",
    timeLastUsed: 1.7e12,
  });
  assert.equal(record.username, "");
  assert.deepEqual(
    [record.timeCreatedMs, record.timePasswordChangedMs, record.timeLastUsedMs, record.timesUsed],
    [null, null, 1.7e12, null],
  );
});

Deno.test("a login is for a realm only when it names one and no form", () => {
  assert.equal(loginKind(login({ formSubmitURL: "https://a.example", httpRealm: null })), "form");
  assert.equal(loginKind(login({ formSubmitURL: "" })), "form");
  assert.equal(loginKind(login({ httpRealm: "Router" })), "realm");
  assert.equal(loginKind(login({ httpRealm: "Router", formSubmitURL: "" })), "realm");
  assert.equal(loginKind(login({ httpRealm: "Router", formSubmitURL: "https://a.example" })), "form");
  assert.equal(loginKind(login()), "form");
});

Deno.test("the origin of a login is cut down to scheme, host and port", () => {
  const tidy: [string, string][] = [
    ["https://A.Example:443/login?x=1#y", "https://a.example"],
    ["http://user:pw@b.example:8080/", "http://b.example:8080"],
    ["https://b\u00fccher.example", "https://xn--bcher-kva.example"],
    ["file:///home/ann/page.html", "file://"],
    ["moz-proxy://proxy.example:3128", "moz-proxy://proxy.example:3128"],
    ["chrome://addon", "chrome://addon"],
    ["localhost:8080", "localhost:8080"],
    ["just a name", "just a name"],
  ];
  for (const [hostname, origin] of tidy) assert.equal(loginOrigin(login({ hostname })), origin);
});

Deno.test("a changed password keeps the explicit null and the members of other clients", () => {
  const source = { id: "abc", hostname: "https://a.example", password: "p", httpRealm: null, x_breach: 4 };
  const changed = { ...loginCodec.decode(source, "abc"), password: "q", timePasswordChangedMs: 9 };
  assert.deepEqual(loginCodec.encode(changed), { ...source, password: "q", timePasswordChanged: 9 });
});
