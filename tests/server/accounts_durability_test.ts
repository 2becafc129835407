/** Whatever a request to the accounts writes, a process that ends in the middle leaves all of it or nothing. */
import assert from "node:assert/strict";
import { pkceChallenge } from "../../core/crypto/pkce.ts";
import { OLDSYNC_SCOPE as SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { SESSION_SCOPE } from "../../server/accounts/scopes.ts";
import { serve } from "../../server/serve.ts";
import {
  type Answer,
  bearer,
  call,
  FOXDEN_CLIENT,
  type Json,
  login,
  tokenBearer,
  tokenUrl,
} from "./support/accounts.ts";
import { commitsIn } from "./support/commits.ts";
import { withDir } from "./support/data_dir.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";
const VERIFIER = "v".repeat(43);
const KEY_ID = `1-${"A".repeat(22)}`;

const CLIENT = { client_id: FOXDEN_CLIENT };
const SECOND_PASSWORD = {
  wrapKb: "1".repeat(64),
  authPWVersion2: "2".repeat(64),
  wrapKbVersion2: "3".repeat(64),
  clientSalt: `identity.mozilla.com/picl/v1/quickStretchV2:${"4".repeat(32)}`,
};

/** What one request leaves for the next. */
interface State {
  readonly url: string;
  readonly authPW: string;
  session: { readonly authorization: string };
  last: Json;
}

type Write = (state: State) => Promise<Answer>;

const post = ({ url }: State, path: string, body: Json, headers: Record<string, string> = {}) =>
  call("POST", `${url}/v1/${path}`, body, headers);

/** Goes on with the session that the answer gives. */
async function begin(state: State, answer: Answer): Promise<Answer> {
  state.session = await tokenBearer(answer.body.sessionToken);
  return answer;
}

const who = ({ authPW }: State) => ({ email: ANN, authPW });

const SIGN_INS: Readonly<Record<string, Write>> = {
  create: async (state) =>
    await begin(state, await post(state, "account/create?keys=true", { ...who(state), ...SECOND_PASSWORD })),
  login: async (state) => await begin(state, await post(state, "account/login?keys=true", who(state))),
  reauth: (state) => post(state, "session/reauth?keys=true", who(state), state.session),
  duplicate: (state) => post(state, "session/duplicate", {}, state.session),
  device: (state) => post(state, "account/device", { availableCommands: { open: "" } }, state.session),
  command: (state) => {
    const command = { target: state.last.id, command: "open", payload: {} };
    return post(state, "account/devices/invoke_command", command, state.session);
  },
};

const TOKENS: Readonly<Record<string, Write>> = {
  authorization: async (state) =>
    await post(state, "oauth/authorization", {
      ...CLIENT,
      state: "s",
      scope: `${SCOPE} ${SESSION_SCOPE}`,
      access_type: "offline",
      code_challenge: await pkceChallenge(VERIFIER),
      code_challenge_method: "S256",
    }, state.session),
  code: (state) => post(state, "oauth/token", { ...CLIENT, code: state.last.code, code_verifier: VERIFIER }),
  credentials: (state) =>
    post(state, "oauth/token", {
      ...CLIENT,
      grant_type: "fxa-credentials",
      scope: SCOPE,
      access_type: "offline",
    }, state.session),
  "storage token": async ({ url, last }) => {
    const headers = { ...bearer(last.access_token), "x-keyid": KEY_ID };
    const answer = await call("GET", tokenUrl(url), undefined, headers);
    return { ...answer, body: last };
  },
  refresh: async (state) => {
    const { refresh_token } = state.last;
    const answer = await post(state, "oauth/token", {
      ...CLIENT,
      grant_type: "refresh_token",
      refresh_token,
    });
    return { ...answer, body: { ...answer.body, refresh_token } };
  },
  revoke: (state) => {
    const { access_token, refresh_token } = state.last;
    return post(state, "oauth/destroy", { access_token, refresh_token });
  },
};

const ENDS: Readonly<Record<string, Write>> = {
  "change, begun": (state) =>
    post(state, "password/change/start", { email: ANN, oldAuthPW: state.authPW }, state.session),
  "change, done": async (state) => {
    const auth = await tokenBearer(state.last.passwordChangeToken, "passwordChangeToken");
    const wanted = { ...who(state), ...SECOND_PASSWORD };
    return await begin(state, await post(state, "password/change/finish?keys=true", wanted, auth));
  },
  keys: async ({ url, last }) => {
    const auth = await tokenBearer(last.keyFetchToken, "keyFetchToken");
    return await call("GET", `${url}/v1/account/keys`, undefined, auth);
  },
  "sign-out": (state) => post(state, "session/destroy", {}, state.session),
  deletion: (state) => post(state, "account/destroy", who(state)),
};

Deno.test("each write of the accounts and token services is one transaction", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir, signUp: true });
    const { authPW } = await stretchV1(PASSWORD, ANN);
    const state: State = {
      url: server.url,
      authPW: authPW.toHex(),
      session: { authorization: "" },
      last: undefined,
    };
    for (const [name, write] of Object.entries({ ...SIGN_INS, ...TOKENS, ...ENDS })) {
      const before = commitsIn(server.database.path);
      const answer = await write(state);
      assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`);
      assert.equal(commitsIn(server.database.path) - before, 1, name);
      state.last = answer.body;
    }
  }));

Deno.test("a session is confirmed by one transaction", () =>
  withDir(async (dataDir) => {
    await using world = await makeWorld([ANN], { dataDir, signIn: "code" });
    const count = () => commitsIn(world.server.database.path);
    const before = count();
    const session = await tokenBearer((await login(world.url, ANN, PASSWORD)).body.sessionToken);
    assert.equal(count() - before, 1);
    const code = world.mail.at(-1)?.code;
    assert.equal((await call("POST", `${world.url}/v1/session/verify_code`, { code }, session)).status, 200);
    assert.equal(count() - before, 2);
  }));
