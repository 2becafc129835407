import assert from "node:assert/strict";
import * as api from "../../../core/accounts/api.ts";
import { OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { deriveTokenKeys } from "../../../core/crypto/token_keys.ts";
import { type ScriptedReply, scriptedServer } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  accountsAt,
  asSession,
  CLIENT_ID,
  EMAIL,
  type Endpoints,
  HEX32,
  sampleSession,
  sampleToken,
  testEndpoints,
} from "./accounts_support.ts";

const UID = "0123456789abcdef0123456789abcdef";
const keyFetch = await deriveTokenKeys(sampleToken, "keyFetchToken");

const device = { name: "den", type: "desktop" } as const;

const ENDPOINTS: Endpoints = {
  "credentials status": {
    call: (server) => api.credentialsStatus(server, EMAIL),
    sends: ["POST", "/account/credentials/status", null],
    body: { email: EMAIL },
    answer: { currentVersion: "v2", clientSalt: "salt", upgradeNeeded: false },
    gives: { currentVersion: "v2", clientSalt: "salt" },
  },
  "login": {
    call: (server) =>
      api.login(server, {
        email: EMAIL,
        authPW: sampleToken,
        unblockCode: "ABCD1234",
        originalLoginEmail: "Ann@x",
      }),
    sends: ["POST", "/account/login?keys=true", null],
    body: {
      email: EMAIL,
      authPW: HEX32,
      unblockCode: "ABCD1234",
      originalLoginEmail: "Ann@x",
      reason: "login",
      service: "sync",
      verificationMethod: "email-otp",
    },
    answer: { uid: UID, sessionToken: HEX32, keyFetchToken: HEX32, verified: true, authAt: 1 },
    gives: {
      uid: UID,
      sessionToken: sampleToken,
      keyFetchToken: sampleToken,
      keyFetchTokenVersion2: undefined,
      verificationMethod: undefined,
      verificationReason: undefined,
      verified: true,
      emailVerified: undefined,
      sessionVerified: undefined,
    },
  },
  "session status": {
    call: (server) => api.sessionStatus(server, sampleSession),
    sends: ["GET", "/session/status", asSession],
    answer: { state: "unverified", uid: UID },
  },
  "session destroy": {
    call: (server) => api.destroySession(server, sampleSession),
    sends: ["POST", "/session/destroy", asSession],
    body: {},
    answer: {},
    gives: undefined,
  },
  "verify code": {
    call: (server) => api.verifyCode(server, sampleSession, "123456"),
    sends: ["POST", "/session/verify_code", asSession],
    body: { code: "123456", service: "sync" },
    answer: {},
    gives: undefined,
  },
  "resend code": {
    call: (server) => api.resendCode(server, sampleSession),
    sends: ["POST", "/session/resend_code", asSession],
    body: {},
    answer: {},
    gives: undefined,
  },
  "verify totp": {
    call: (server) => api.verifyTotp(server, sampleSession, "123456"),
    sends: ["POST", "/session/verify/totp", asSession],
    body: { code: "123456", service: "sync" },
    answer: { success: false },
    gives: false,
  },
  "send unblock code": {
    call: (server) => api.sendUnblockCode(server, EMAIL),
    sends: ["POST", "/account/login/send_unblock_code", null],
    body: { email: EMAIL },
    answer: {},
    gives: undefined,
  },
  "account keys": {
    call: (server) => api.fetchKeyBundle(server, keyFetch),
    sends: ["GET", "/account/keys", `Bearer fxk_${keyFetch.id}`],
    answer: { bundle: "01".repeat(96) },
    gives: new Uint8Array(96).fill(1),
  },
  "scoped key data": {
    call: (server) =>
      api.fetchScopedKeyData(server, sampleSession, { clientId: CLIENT_ID, scope: OLDSYNC_SCOPE }),
    sends: ["POST", "/account/scoped-key-data", asSession],
    body: { client_id: CLIENT_ID, scope: OLDSYNC_SCOPE },
    answer: { [OLDSYNC_SCOPE]: { identifier: "i", keyRotationSecret: HEX32, keyRotationTimestamp: 5 } },
    gives: new Map([[OLDSYNC_SCOPE, { identifier: "i", keyRotationSecret: HEX32, keyRotationTimestamp: 5 }]]),
  },
  "devices by refresh token": {
    call: (server) => api.listDevices(server, { refreshToken: HEX32 }),
    sends: ["GET", "/account/devices", `Bearer ${HEX32}`],
    answer: [{
      id: "1",
      name: null,
      type: "mobile",
      lastAccessTime: 7,
      availableCommands: { c: "v" },
      location: {},
    }],
    gives: [{
      id: "1",
      name: null,
      type: "mobile",
      isCurrentDevice: undefined,
      lastAccessTime: 7,
      availableCommands: new Map([["c", "v"]]),
    }],
  },
  "register device": {
    call: (server) => api.registerDevice(server, sampleSession, device),
    sends: ["POST", "/account/device", asSession],
    body: { ...device, availableCommands: {} },
    answer: { id: "d1", ...device },
    gives: "d1",
  },
};

testEndpoints(ENDPOINTS);

Deno.test("an answer that lacks what is needed is refused by the path to it", async () => {
  const good = { uid: UID, sessionToken: HEX32, keyFetchToken: HEX32 };
  const cases: [keyof typeof ENDPOINTS, unknown, string][] = [
    ["login", { ...good, uid: UID.toUpperCase() }, "/account/login?keys=true.uid"],
    ["login", { ...good, sessionToken: "a5" }, "/account/login?keys=true.sessionToken"],
    ["login", { ...good, keyFetchToken: `${HEX32}00` }, "/account/login?keys=true.keyFetchToken"],
    ["session status", { state: "maybe", uid: UID }, "/session/status.state"],
    ["account keys", { bundle: HEX32 }, "/account/keys.bundle"],
    [
      "scoped key data",
      { s: { identifier: "i", keyRotationSecret: "", keyRotationTimestamp: 1 } },
      "/account/scoped-key-data.s.keyRotationSecret",
    ],
    ["devices by refresh token", [{ id: 5 }], "/account/devices[0].id"],
    ["verify totp", {}, "/session/verify/totp.success"],
  ];
  for (const [name, answer, at] of cases) {
    const reply: ScriptedReply = { body: answer };
    await using server = scriptedServer([reply]);
    const error = await failsWith("server.shape", () => ENDPOINTS[name]?.call(accountsAt(server.url)));
    assert.deepEqual(error.details, { at });
  }
});
