/** Use-case: set an empty account up for Sync. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import {
  type AccountContents,
  createCryptoKeys,
  createMetaGlobal,
  readContents,
  type SetupStep,
  setupStep,
} from "../core/sync/setup.ts";
import type { SyncSession } from "../core/sync/session.ts";
import type { App } from "./open.ts";
import { refuseWriting } from "./write/write.ts";

/** An account that may be set up, and waits for a word. */
export interface PendingSetup {
  readonly email: string;
  /** `keys`: an earlier run was cut short, and only the keys are missing. */
  readonly step: Exclude<SetupStep, "nothing">;
  /** Writes what is missing. @throws {FoxdenError} `conflict.changed` when another device was faster */
  readonly commit: () => Promise<void>;
}

/**
 * Looks whether the account is empty; nothing is written before `commit`.
 *
 * @throws {FoxdenError} `not-found.empty-account` when it is not, and as `refuseWriting` says
 */
export async function prepareSetup(app: App): Promise<PendingSetup> {
  refuseWriting(app);
  const { email, syncKey } = await app.secrets();
  const session = await app.syncBeforeSetup();
  const contents = await readContents(session.server);
  const step = setupStep(contents);
  if (step === "nothing") throw notEmpty(contents);
  // Also tells a meta/global that nobody can use.
  if (step === "keys") await refuseUnusable(session);
  const commit = async () => {
    if (step === "everything") await createFirst(session);
    await createKeys(session, syncKey.k);
    await session.setup();
  };
  return { email, step, commit };
}

function notEmpty({ collections, hasMetaGlobal, hasCryptoKeys }: AccountContents): FoxdenError {
  const isSetUp = hasMetaGlobal && hasCryptoKeys;
  const holds = collections.length === 0 ? "" : `: it holds ${collections.join(", ")}`;
  const message = isSetUp
    ? `This account is set up for Sync already${holds}`
    : `This account is not empty${holds}; nothing was changed`;
  return new FoxdenError("not-found.empty-account", message, { holds: collections, isSetUp });
}

async function refuseUnusable(session: SyncSession): Promise<void> {
  try {
    await session.setup();
  } catch (error) {
    const isExpected = isFoxdenError(error) && error.code === "not-found.setup";
    if (!isExpected) throw error;
  }
}

async function createFirst({ server }: SyncSession): Promise<void> {
  try {
    await createMetaGlobal(server);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "conflict.changed") throw error;
    const message = "Another device has just begun to set this account up; nothing of it was changed";
    throw new FoxdenError("conflict.changed", message, { resource: "meta/global" }, { cause: error });
  }
}

/** Keys that another device wrote in the same moment are as good as ours: reading the setup then judges them. */
async function createKeys(
  session: SyncSession,
  syncKey: Parameters<typeof createCryptoKeys>[1],
): Promise<void> {
  try {
    await createCryptoKeys(session.server, syncKey);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "conflict.changed") throw error;
  }
}
