import assert from "node:assert/strict";
import { discover, MOZILLA_ROOT, unexpectedStatus } from "../../../core/accounts/discovery.ts";
import { serve } from "../../../server/serve.ts";
import { loopbackContext, testContext } from "../../support/context.ts";
import { type ScriptedReply, scriptedServer } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { serversAt } from "./accounts_support.ts";

const CONFIGURATION = "/.well-known/fxa-client-configuration";
const OPENID = "/.well-known/openid-configuration";

const configuration = (more: object = {}) => ({
  auth_server_base_url: "https://auth.example.org",
  oauth_server_base_url: "https://oauth.example.org",
  profile_server_base_url: "https://profile.example.org",
  sync_tokenserver_base_url: "https://token.example.org",
  pairing_server_base_uri: "wss://pairing.example.org",
  ...more,
});

/** A deployment whose documents are these; what is left out is not there. */
function deployment(documents: Readonly<Record<string, ScriptedReply>>) {
  return scriptedServer(({ target }) => documents[target] ?? { status: 404, body: {} });
}

Deno.test("the embedded server is found by its root address alone", async () => {
  await using server = await serve();
  assert.deepEqual(await discover(loopbackContext(), new URL(server.url)), serversAt(server.url));
});

Deno.test("Mozilla's documents lead to Mozilla's services", async () => {
  const fetch = (request: Request) =>
    Promise.resolve(Response.json(
      request.url === MOZILLA_ROOT + CONFIGURATION
        ? {
          auth_server_base_url: "https://api.accounts.firefox.com",
          oauth_server_base_url: "https://oauth.accounts.firefox.com",
          pairing_server_base_uri: "wss://channelserver.services.mozilla.com",
          profile_server_base_url: "https://profile.accounts.firefox.com",
          sync_tokenserver_base_url: "https://token.services.mozilla.com",
        }
        : { authorization_endpoint: "https://accounts.firefox.com/authorization" },
    ));
  assert.deepEqual(await discover(testContext({ fetch }), new URL(MOZILLA_ROOT)), {
    content: "https://accounts.firefox.com",
    authorization: "https://accounts.firefox.com/authorization",
    auth: "https://api.accounts.firefox.com/v1",
    profile: "https://profile.accounts.firefox.com/v1",
    token: "https://token.services.mozilla.com/1.0/sync/1.5",
  });
});

Deno.test("slashes at the end of the root do not count, and a path in it is kept", async () => {
  for (const [given, base] of [["", ""], ["/", ""], ["//", ""], ["/fxa", "/fxa"], ["/fxa/", "/fxa"]]) {
    await using server = deployment({ [`${base}${CONFIGURATION}`]: { body: configuration() } });
    const servers = await discover(loopbackContext(), new URL(server.url + given));
    assert.equal(servers.content, server.url + base);
    assert.deepEqual(server.lines().sort(), [`GET ${base}${CONFIGURATION}`, `GET ${base}${OPENID}`]);
  }
});

Deno.test("documents may give roots or whole addresses, with a slash at the end or without", async () => {
  const auth = ["https://h/auth", "https://h/auth/", "https://h/auth/v1", "https://h/auth/v1/"];
  const token = ["https://h/t", "https://h/t/", "https://h/t/1.0/sync/1.5", "https://h/t/1.0/sync/1.5//"];
  for (const i of [0, 1, 2, 3]) {
    const documents = configuration({
      auth_server_base_url: auth[i],
      profile_server_base_url: auth[i]?.replace("auth", "profile"),
      sync_tokenserver_base_url: token[i],
    });
    await using server = deployment({ [CONFIGURATION]: { body: documents } });
    const found = await discover(loopbackContext(), new URL(server.url));
    assert.equal(found.auth, "https://h/auth/v1");
    assert.equal(found.profile, "https://h/profile/v1");
    assert.equal(found.token, "https://h/t/1.0/sync/1.5");
  }
});

Deno.test("what the documents leave out is where it usually is", async () => {
  const { profile_server_base_url: _, ...bare } = configuration();
  await using server = deployment({ [CONFIGURATION]: { body: bare } });
  const found = await discover(loopbackContext(), new URL(server.url));
  assert.equal(found.profile, `${server.url}/profile/v1`);
  assert.equal(found.authorization, `${server.url}/authorization`);
});

Deno.test("the sign-in page is where the OpenID document says", async () => {
  const openid = { issuer: "https://i", authorization_endpoint: "https://pages.example.org/authorization" };
  await using server = deployment({ [CONFIGURATION]: { body: configuration() }, [OPENID]: { body: openid } });
  const found = await discover(loopbackContext(), new URL(server.url));
  assert.equal(found.authorization, "https://pages.example.org/authorization");
});

Deno.test("a part that lives elsewhere can be said, with its version or without", async () => {
  const auth = ["https://own.example/a", "https://own.example/a/v1/"];
  const token = ["https://own.example/t/", "https://own.example/t/1.0/sync/1.5"];
  for (const i of [0, 1]) {
    await using server = deployment({ [CONFIGURATION]: { body: configuration() } });
    const overrides = { auth: new URL(auth[i] ?? ""), token: new URL(token[i] ?? "") };
    const found = await discover(loopbackContext(), new URL(server.url), overrides);
    assert.equal(found.auth, "https://own.example/a/v1");
    assert.equal(found.token, "https://own.example/t/1.0/sync/1.5");
    assert.equal(found.profile, "https://profile.example.org/v1", "the others stay as found");
  }
});

Deno.test("an address without an accounts deployment is told as such", async () => {
  await using server = deployment({});
  const error = await failsWith(
    "server.status",
    () => discover(loopbackContext(), new URL(`${server.url}/`)),
  );
  assert.deepEqual(error.details, { status: 404, at: server.url + CONFIGURATION });
});

Deno.test("a document that cannot be used fails by what is wrong with it", async () => {
  const cases: [ScriptedReply, Parameters<typeof failsWith>[0], unknown][] = [
    [{ body: "<html>" }, "server.shape", { at: "fxa-client-configuration" }],
    [{ body: configuration({ auth_server_base_url: "auth" }) }, "server.shape", {
      at: "fxa-client-configuration.auth_server_base_url",
    }],
    [{ body: configuration({ sync_tokenserver_base_url: "ftp://h" }) }, "server.shape", {
      at: "fxa-client-configuration.sync_tokenserver_base_url",
    }],
    [{ status: 403, body: {} }, "server.status", { status: 403, at: CONFIGURATION }],
    [{ status: 429, body: {} }, "server.busy", { status: 429, retryAfterSeconds: null }],
    [{ status: 406, body: "<html>" }, "server.challenge", { status: 406 }],
    [{ status: 503, headers: { "retry-after": "5" } }, "server.busy", { status: 503, retryAfterSeconds: 5 }],
  ];
  for (const [reply, code, details] of cases) {
    await using server = deployment({ [CONFIGURATION]: reply, [OPENID]: { body: {} } });
    const error = await failsWith(code, () => discover(loopbackContext(), new URL(server.url)));
    assert.deepEqual(error.details, details);
  }
});

Deno.test("a redirect is no document", async () => {
  const moved: ScriptedReply = { status: 302, headers: { location: "/elsewhere" }, body: "<html>" };
  await using server = deployment({ [CONFIGURATION]: moved, [OPENID]: { body: {} } });
  const error = await failsWith("server.status", () => discover(loopbackContext(), new URL(server.url)));
  assert.deepEqual(error.details, { status: 302, at: CONFIGURATION });
});

Deno.test("an encrypted root never leads to a service that is not", async () => {
  const documents = (clear: string) => {
    const body = configuration({ [clear]: "http://clear.example.org" });
    const openid = {
      authorization_endpoint: clear === "authorization" ? "http://clear.example.org" : "https://a",
    };
    const fetch = ({ url }: Request) =>
      Promise.resolve(Response.json(url.endsWith(CONFIGURATION) ? body : openid));
    return testContext({ fetch });
  };
  for (
    const name of [
      "auth_server_base_url",
      "profile_server_base_url",
      "sync_tokenserver_base_url",
      "authorization",
    ]
  ) {
    await failsWith("server.shape", () => discover(documents(name), new URL("https://accounts.example.org")));
    const found = await discover(documents(name), new URL("http://accounts.example.org"));
    assert.ok(Object.values(found).some((address) => address.startsWith("http://clear.example.org")));
  }
});

Deno.test("a status nobody expects is a failure of the server's, or its wish for a pause", () => {
  const answer = (status: number) => ({ status, text: "", headers: new Headers() });
  const codes = [302, 404, 429, 500].map((status) =>
    unexpectedStatus(testContext(), answer(status), "x").code
  );
  assert.deepEqual(codes, ["server.status", "server.status", "server.busy", "server.busy"]);
});

Deno.test("a part that is said to live elsewhere may be reached in clear: that was somebody's own word", async () => {
  const fetch = ({ url }: Request) =>
    Promise.resolve(
      url.endsWith(CONFIGURATION) ? Response.json(configuration()) : new Response(null, { status: 404 }),
    );
  const overrides = { auth: new URL("http://127.0.0.1:9000"), token: new URL("http://127.0.0.1:9001") };
  const root = new URL("https://accounts.example.org");
  const found = await discover(testContext({ fetch }), root, overrides);
  assert.equal(found.auth, "http://127.0.0.1:9000/v1");
  assert.equal(found.token, "http://127.0.0.1:9001/1.0/sync/1.5");
});
