/** What a session may ask about its own account, and the page that a code ends up on. */
import assert from "node:assert/strict";
import { bearer, call, FOXDEN_CLIENT, login, tokenBearer } from "./support/accounts.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

Deno.test("what is asked about one's own account is answered to a session", async () => {
  await using world = await makeWorld([ANN]);
  const { sessionToken } = (await login(world.url, ANN, PASSWORD)).body;
  const session = await tokenBearer(sessionToken);
  const get = (path: string, headers: Record<string, string> = session) =>
    call("GET", `${world.url}/v1/${path}`, undefined, headers);
  assert.deepEqual((await get("recovery_email/status")).body, {
    email: ANN,
    verified: true,
    sessionVerified: true,
    emailVerified: true,
  });
  assert.deepEqual((await get("account/emails")).body, { originalEmail: ANN, primaryEmail: ANN });
  assert.partialDeepStrictEqual((await get("account/profile")).body, {
    email: ANN,
    authenticationMethods: ["pwd"],
    authenticatorAssuranceLevel: 1,
  });
  const wanted = { grant_type: "fxa-credentials", client_id: FOXDEN_CLIENT, scope: "profile:locale" };
  const { access_token } = (await call("POST", `${world.url}/v1/oauth/token`, wanted, session)).body;
  const part = (await get("account/profile", bearer(access_token))).body;
  assert.deepEqual(Object.keys(part), ["locale", "profileChangedAt"]);
  for (const path of ["recovery_email/status", "account/emails", "account/profile"]) {
    assert.equal((await get(path, {})).body.errno, 110, path);
  }
  const random = async () => (await call("POST", `${world.url}/v1/get_random_bytes`)).body.data;
  const [one, two] = [await random(), await random()];
  assert.match(one, /^[0-9a-f]{64}$/);
  assert.notEqual(one, two);
});

Deno.test("where a code ends up that no program waits for, a page says what to do with it", async () => {
  await using world = await makeWorld([]);
  const page = await fetch(`${world.url}/oauth/success/${FOXDEN_CLIENT}?code=secret-code&state=s`);
  const text = await page.text();
  assert.deepEqual([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  assert.match(text, /Copy the whole address of this page/);
  assert.equal(text.includes("secret-code"), false);
  const home = await fetch(world.url);
  await home.body?.cancel();
  const policy = "content-security-policy";
  assert.equal(page.headers.get(policy), home.headers.get(policy));
  assert.deepEqual(
    [page.headers.get("cache-control"), page.headers.get("referrer-policy")],
    ["no-store", "no-referrer"],
  );
  for (const client of ["0123456789abcdef", "none", ""]) {
    assert.equal((await call("GET", `${world.url}/oauth/success/${client}`)).status, 404, client);
  }
});
