// Sign-in and sign-out, by Firefox's own client code in place of the sign-in page. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  CommonUtils: "resource://services-common/utils.sys.mjs",
  CryptoUtils: "moz-src:///services/crypto/modules/utils.sys.mjs",
  FxAccounts: "resource://gre/modules/FxAccounts.sys.mjs",
  FxAccountsWebChannelHelpers: "resource://gre/modules/FxAccountsWebChannel.sys.mjs",
  SCOPE_APP_SYNC: "resource://gre/modules/FxAccountsCommon.sys.mjs",
  SyncDisconnect: "resource://services-sync/SyncDisconnect.sys.mjs",
  UIState: "resource://services-sync/UIState.sys.mjs",
  Weave: "resource://services-sync/main.sys.mjs",
  getFxAccountsSingleton: "resource://gre/modules/FxAccounts.sys.mjs",
  jwcrypto: "moz-src:///services/crypto/modules/jwcrypto.sys.mjs",
});

/** Does what the page and the browser do together between "Sign in" and the first sync, which is left out. */
export async function signIn(email, password) {
  const flow = await beginFlow();
  const client = lazy.getFxAccountsSingleton()._internal.fxAccountsClient;
  const session = await client.signIn(email, password, true);
  const keys = await scopedKeys(client, session, flow);
  const { code } = await client.oauthAuthorize(session.sessionToken, {
    client_id: flow.get("client_id"),
    state: flow.get("state"),
    scope: flow.get("scope"),
    access_type: flow.get("access_type"),
    code_challenge: flow.get("code_challenge"),
    code_challenge_method: flow.get("code_challenge_method"),
    keys_jwe: await sealedFor(flow.get("keys_jwk"), keys),
  });
  const page = new lazy.FxAccountsWebChannelHelpers({});
  const { uid, sessionToken, verified } = session;
  const services = { sync: { offeredEngines: [], declinedEngines: [] } };
  await page.login({ uid, email, sessionToken, verified, services });
  await page.oauthLogin({ code, state: flow.get("state") });
  await lazy.Weave.Service.promiseInitialized;
  return { uid, keyId: keys[lazy.SCOPE_APP_SYNC].kid };
}

/** The parameters of the page's address. */
async function beginFlow() {
  const address = await lazy.FxAccounts.config.promiseConnectAccountURI("foxden");
  return new URL(address).searchParams;
}

async function scopedKeys(client, { uid, sessionToken, keyFetchToken, unwrapBKey }, flow) {
  const { wrapKB } = await client.accountKeys(keyFetchToken);
  const kB = lazy.CryptoUtils.xor(wrapKB, lazy.CommonUtils.hexToBytes(unwrapBKey));
  const known = await client.getScopedKeyData(sessionToken, flow.get("client_id"), flow.get("scope"));
  const keys = await lazy.getFxAccountsSingleton().keys._deriveScopedKeys(uid, kB, known);
  for (const [scope, key] of Object.entries(keys)) key.scope = scope;
  return keys;
}

function sealedFor(keysJwk, keys) {
  const text = new TextDecoder().decode(ChromeUtils.base64URLDecode(keysJwk, { padding: "ignore" }));
  return lazy.jwcrypto.generateJWE(JSON.parse(text), new TextEncoder().encode(JSON.stringify(keys)));
}

/** Disconnects Sync and the account, and keeps the data. */
export async function signOut() {
  await lazy.SyncDisconnect.disconnect(false);
  return await state();
}

/** What Firefox's own menus go by. */
export async function state() {
  await lazy.UIState.refresh();
  const { status, email = null } = lazy.UIState.get();
  const user = await lazy.getFxAccountsSingleton().getSignedInUser();
  return { status, email, isSignedIn: user !== null, isSyncConfigured: lazy.Weave.Status.checkSetup() };
}

/** Reads the account's list of devices anew, which is otherwise kept for a minute; the next sync goes by it. */
export async function refreshDevices() {
  await lazy.getFxAccountsSingleton().device.refreshDeviceList({ ignoreCached: true });
}
