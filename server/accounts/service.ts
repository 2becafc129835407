/** The tables of the accounts and profile services. */
import { type Reply, withHeaders } from "../reply.ts";
import type { Route, Service } from "../router.ts";
import { attachedClients, destroyAttachedClient } from "./attached_clients.ts";
import { invokeCommand, notifyDevices, pendingCommands } from "./device_commands.ts";
import { listDevices, registerDevice, removeDevice } from "./devices.ts";
import { refuseWithErrno } from "./errors.ts";
import { grantToken } from "./grants.ts";
import { accountKeys, scopedKeyData } from "./keys.ts";
import { accountStatus, accountStatusByEmail, credentialsStatus, login, unblockCode } from "./login.ts";
import {
  authorize,
  describeClient,
  destroyToken,
  introspect,
  publicKeys,
  verifyIdToken,
  verifyToken,
} from "./oauth.ts";
import { finishPasswordChange, startPasswordChange } from "./password_change.ts";
import { showAvatar, showProfile } from "./profile.ts";
import {
  duplicateSession,
  endSession,
  reauthenticate,
  resendCode,
  sessionStatus,
  signInByPhone,
  verifyBackupCode,
  verifyCode,
  verifyTotp,
} from "./sessions.ts";
import { createAccount, destroyAccount } from "./sign_up.ts";
import { accountEmails, accountProfile, emailStatus, someRandomBytes } from "./status.ts";

const ACCOUNT_ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/account/create", run: createAccount },
  { method: "POST", path: "/v1/account/destroy", run: destroyAccount },
  { method: "POST", path: "/v1/account/login", run: login },
  { method: "POST", path: "/v1/account/login/send_unblock_code", run: unblockCode },
  { method: "GET", path: "/v1/account/status", run: accountStatus },
  { method: "POST", path: "/v1/account/status", run: accountStatusByEmail },
  { method: "POST", path: "/v1/account/credentials/status", run: credentialsStatus },
  { method: "GET", path: "/v1/account/emails", run: accountEmails },
  { method: "GET", path: "/v1/account/profile", run: accountProfile },
  { method: "GET", path: "/v1/account/keys", run: accountKeys },
  { method: "POST", path: "/v1/account/scoped-key-data", run: scopedKeyData },
  { method: "POST", path: "/v1/password/change/start", run: startPasswordChange },
  { method: "POST", path: "/v1/password/change/finish", run: finishPasswordChange },
  { method: "GET", path: "/v1/recovery_email/status", run: emailStatus },
  { method: "POST", path: "/v1/get_random_bytes", run: someRandomBytes },
];

const SESSION_ROUTES: readonly Route[] = [
  { method: "GET", path: "/v1/session/status", run: sessionStatus },
  { method: "POST", path: "/v1/session/destroy", run: endSession },
  { method: "POST", path: "/v1/session/duplicate", run: duplicateSession },
  { method: "POST", path: "/v1/session/reauth", run: reauthenticate },
  { method: "POST", path: "/v1/session/verify_code", run: verifyCode },
  { method: "POST", path: "/v1/session/resend_code", run: resendCode },
  { method: "POST", path: "/v1/session/verify/totp", run: verifyTotp },
  { method: "POST", path: "/v1/session/verify/recoveryCode", run: verifyBackupCode },
  { method: "POST", path: "/v1/recovery_phone/signin/send_code", run: signInByPhone },
  { method: "POST", path: "/v1/recovery_phone/signin/confirm", run: signInByPhone },
];

const DEVICE_ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/account/device", run: registerDevice },
  { method: "GET", path: "/v1/account/devices", run: listDevices },
  { method: "POST", path: "/v1/account/device/destroy", run: removeDevice },
  { method: "GET", path: "/v1/account/device/commands", run: pendingCommands },
  { method: "POST", path: "/v1/account/devices/invoke_command", run: invokeCommand },
  { method: "POST", path: "/v1/account/devices/notify", run: notifyDevices },
  { method: "GET", path: "/v1/account/attached_clients", run: attachedClients },
  { method: "POST", path: "/v1/account/attached_client/destroy", run: destroyAttachedClient },
];

/** The second half are the same calls at the paths they had when OAuth was a server of its own. */
const OAUTH_ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/oauth/token", run: grantToken },
  { method: "POST", path: "/v1/oauth/authorization", run: authorize },
  { method: "POST", path: "/v1/oauth/destroy", run: destroyToken },
  { method: "POST", path: "/v1/oauth/id-token-verify", run: verifyIdToken },
  { method: "GET", path: "/v1/oauth/client/:client", run: describeClient },
  { method: "POST", path: "/v1/token", run: grantToken },
  { method: "POST", path: "/v1/verify", run: verifyToken },
  { method: "POST", path: "/v1/introspect", run: introspect },
  { method: "POST", path: "/v1/destroy", run: destroyToken },
  { method: "GET", path: "/v1/jwks", run: publicKeys },
  { method: "GET", path: "/v1/client/:client", run: describeClient },
];

/** Answers of these services hold tokens and must not be kept on the way. */
const uncached = (reply: Reply): Reply =>
  withHeaders(reply, {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    ...reply.headers,
  });

/** Accounts and OAuth, one process as at Mozilla. */
export const accountsService: Service = {
  prefix: "/v1/",
  routes: [...ACCOUNT_ROUTES, ...SESSION_ROUTES, ...DEVICE_ROUTES, ...OAUTH_ROUTES],
  refuse: refuseWithErrno,
  finish: uncached,
};

/** The profile service. */
export const profileService: Service = {
  prefix: "/profile/",
  routes: [
    { method: "GET", path: "/profile/v1/profile", run: showProfile },
    { method: "GET", path: "/profile/v1/avatar", run: showAvatar },
  ],
  refuse: refuseWithErrno,
  finish: uncached,
};
