/**
 * foxden as a library: sign in to an account, and read and write its Sync storage, with Web Crypto alone.
 *
 * Every function takes the world as a `Context`; `webContext()` makes one of the platform's own globals.
 */
export { type Bytes } from "./core/bytes.ts";
export { type Context, webContext, type WebContextOptions } from "./core/context.ts";
export {
  type AnyFoxdenError,
  type ErrorCode,
  type ErrorKind,
  FoxdenError,
  isFoxdenError,
} from "./core/errors.ts";
export {
  type CollectionName,
  collectionName,
  formatServerTime,
  type Guid,
  guid,
  newGuid,
  parseServerTime,
  type ServerTime,
  type Uid,
} from "./core/ids.ts";

export { discover, MOZILLA_ROOT, type ServerOverrides, type Servers } from "./core/accounts/discovery.ts";
export { type AccountsServer, openAccountsServer } from "./core/accounts/transport.ts";
export {
  type PasswordSignIn,
  type Session,
  signIn,
  type SignInStep,
  submitCode,
  submitTotp,
} from "./core/accounts/login.ts";
export { fetchSyncKey } from "./core/accounts/keys.ts";
export {
  finishBrowserSignIn,
  type PendingBrowserSignIn,
  readBrowserAnswer,
  startBrowserSignIn,
} from "./core/accounts/browser.ts";
export {
  destroyToken,
  grantByRefreshToken,
  grantBySession,
  type OAuthClient,
  SYNC_SCOPES,
  type TokenGrant,
} from "./core/accounts/oauth.ts";
export { destroySession, type Device, listDevices, registerDevice } from "./core/accounts/api.ts";

export { deriveScopedKey, deriveSyncKey, OLDSYNC_SCOPE, type ScopedKey } from "./core/crypto/scoped_key.ts";
export { decryptPayload, encryptPayload, importKeyBundle, type KeyBundle } from "./core/crypto/payload.ts";

export { exchangeToken, type StorageToken } from "./core/sync/token.ts";
export { SyncSession } from "./core/sync/session.ts";
export {
  downloadCollection,
  type DownloadedPage,
  type DownloadedRecord,
  downloadIds,
  downloadPages,
} from "./core/sync/collection.ts";
export {
  type CommittedBatch,
  type OutgoingRecord,
  type PreparedUpload,
  prepareUpload,
  sendUpload,
  type UploadOptions,
  uploadRecords,
} from "./core/sync/upload.ts";
export { type Bso, type NewBso, postBsos, putBso, readBso, readCollection } from "./core/sync/storage.ts";
export { infoCollectionCounts, infoCollections, infoQuota } from "./core/sync/info.ts";
export { type MetaGlobal, readCryptoKeys, readMetaGlobal } from "./core/sync/meta.ts";
export {
  type AccountContents,
  createCryptoKeys,
  createMetaGlobal,
  readContents,
  type SetupStep,
  setupStep,
} from "./core/sync/setup.ts";

export { type Codec, decodeClear, decodeText, type Incoming, type SyncRecord } from "./core/records/codec.ts";
export type { Addon } from "./core/records/addons.ts";
export { type ExtensionStorage, storedItems } from "./core/records/extension_storage.ts";
export type { Preferences } from "./core/records/prefs.ts";
export { collections, decodeRecord, type RecordOf } from "./core/records/registry.ts";
export { envelopeOf, type OutgoingEnvelope, shapeFault, tombstoneOf } from "./core/records/writing.ts";
export { type BookmarkNode, type BookmarkTree, buildTree, pathOf, walk } from "./core/bookmarks/tree.ts";
