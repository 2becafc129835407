/** How long what the accounts service hands out lives: the clock stays, and the database is made older. */
import assert from "node:assert/strict";
import { pkceChallenge } from "../../core/crypto/pkce.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { removeExpired } from "../../server/housekeeping.ts";
import {
  accessToken,
  bearer,
  call,
  FOXDEN_CLIENT,
  type Json,
  login,
  tokenBearer,
} from "./support/accounts.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const VERIFIER = "v".repeat(43);
const MINUTE = 60;
const DAY = 24 * 60 * 60;

let world: World;
let url: string;
let signedIn: Json;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN]);
  url = world.url;
});

Deno.test.beforeEach(async () => {
  signedIn = (await login(url, ANN, PASSWORD)).body;
});

Deno.test.afterAll(() => world.server.close());

const session = () => tokenBearer(signedIn.sessionToken);
const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Json> =>
  (await call("POST", `${url}/v1/${path}`, body, headers)).body;

async function makeCode(): Promise<string> {
  const authorization = {
    client_id: FOXDEN_CLIENT,
    state: "s",
    scope: "profile",
    code_challenge: await pkceChallenge(VERIFIER),
    code_challenge_method: "S256",
  };
  return (await post("oauth/authorization", authorization, await session())).code;
}

async function makeRefreshToken(): Promise<string> {
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: "profile",
    access_type: "offline",
  };
  return (await post("oauth/token", grant, await session())).refresh_token;
}

interface Lifetime {
  readonly table: string;
  readonly column: string;
  readonly seconds: number;
  readonly make: () => Promise<string>;
  /** Gives the errno; undefined when what was made is still good. */
  readonly use: (text: string) => Promise<number | undefined>;
  readonly errno: number;
}

const lifetimes: Readonly<Record<string, Lifetime>> = {
  "a keyFetchToken": {
    table: "key_fetch_token",
    column: "expires_at_ms",
    seconds: 15 * MINUTE,
    make: () => Promise.resolve(signedIn.keyFetchToken),
    use: async (token) => {
      const headers = await tokenBearer(token, "keyFetchToken");
      return (await call("GET", `${url}/v1/account/keys`, undefined, headers)).body.errno;
    },
    errno: 110,
  },
  "a passwordChangeToken": {
    table: "password_change_token",
    column: "expires_at_ms",
    seconds: 15 * MINUTE,
    make: async () => {
      const { authPW } = await stretchV1(PASSWORD, ANN);
      const body = { email: ANN, oldAuthPW: authPW.toHex() };
      return (await post("password/change/start", body, await session())).passwordChangeToken;
    },
    // A body without a password is refused only after the token has been looked at.
    use: async (token) => {
      const { errno } = await post(
        "password/change/finish",
        {},
        await tokenBearer(token, "passwordChangeToken"),
      );
      return errno === 108 ? undefined : errno;
    },
    errno: 110,
  },
  "an OAuth code": {
    table: "oauth_code",
    column: "expires_at_ms",
    seconds: 15 * MINUTE,
    make: makeCode,
    use: async (code) =>
      (await post("oauth/token", { client_id: FOXDEN_CLIENT, code, code_verifier: VERIFIER })).errno,
    errno: 174,
  },
  "an access token": {
    table: "access_token",
    column: "expires_at_ms",
    seconds: 6 * 60 * MINUTE,
    make: async () => await accessToken(url, await session(), "profile"),
    use: async (token) =>
      (await call("GET", `${url}/profile/v1/profile`, undefined, bearer(token))).body.errno,
    errno: 110,
  },
  "a session nobody used": {
    table: "session",
    column: "last_used_at_ms",
    seconds: 30 * DAY,
    make: () => Promise.resolve(signedIn.sessionToken),
    use: async (token) =>
      (await call("GET", `${url}/v1/session/status`, undefined, await tokenBearer(token))).body.errno,
    errno: 110,
  },
  "a refresh token nobody used": {
    table: "refresh_token",
    column: "last_used_at_ms",
    seconds: 180 * DAY,
    make: makeRefreshToken,
    use: async (refresh_token) =>
      (await post("oauth/token", { grant_type: "refresh_token", client_id: FOXDEN_CLIENT, refresh_token }))
        .errno,
    errno: 182,
  },
};

const age = (table: string, column: string, seconds: number) =>
  world.server.database.run(`UPDATE ${table} SET ${column} = ${column} - ?`, seconds * 1000);

for (const [name, { table, column, seconds, make, use, errno }] of Object.entries(lifetimes)) {
  Deno.test(`${name} lives for ${seconds} seconds, and is cleaned away after`, async () => {
    const young = await make();
    age(table, column, seconds - MINUTE);
    assert.equal(await use(young), undefined);
    const old = name === "a keyFetchToken"
      ? (await login(url, ANN, PASSWORD)).body.keyFetchToken
      : await make();
    age(table, column, seconds + 1);
    assert.equal(await use(old), errno);
    removeExpired(world.server.database);
    assert.equal(world.server.database.row((row) => row, `SELECT 1 FROM ${table} LIMIT 1`), undefined);
  });
}

Deno.test("a session in use does not grow old", async () => {
  const headers = await session();
  const status = async () => (await call("GET", `${url}/v1/session/status`, undefined, headers)).status;
  for (let i = 0; i < 3; i++) {
    age("session", "last_used_at_ms", 20 * DAY);
    assert.equal(await status(), 200);
  }
});
