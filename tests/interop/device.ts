/** A Firefox as a device of the account, with a sync that either goes well in every part or fails the test. */
import assert from "node:assert/strict";
import { array, type Decoded, integer, nullable, object, record, string } from "../../core/json.ts";
import { EMAIL, PASSWORD } from "../support/world.ts";
import { Firefox } from "./firefox.ts";
import { syncPreferences } from "./preferences.ts";

/** What Firefox has switched on in these tests, `clients` besides. */
export const ENGINES = [
  "addons",
  "addresses",
  "bookmarks",
  "clients",
  "creditcards",
  "extension-storage",
  "forms",
  "history",
  "passwords",
  "prefs",
  "tabs",
] as const;

const reportShape = object({
  ended: array(string),
  status: object({ service: string, sync: string, login: string, engines: record(string) }),
  errors: array(string),
  problems: array(string),
  applied: record(object({ applied: integer, failed: integer, newFailed: integer })),
  uploaded: record(object({ sent: integer, failed: integer })),
});

const stateShape = object({
  status: string,
  email: nullable(string),
  isSignedIn: (value: unknown) => value === true,
  isSyncConfigured: string,
});

/** What came of a sync. */
export type SyncReport = Decoded<typeof reportShape>;
/** What Firefox's menus go by. */
export type AccountStatus = Decoded<typeof stateShape>;

/** One browser. */
export class Device implements AsyncDisposable {
  private constructor(readonly name: string, readonly firefox: Firefox, readonly baseUrl: string) {}

  /** Starts a browser that knows the server and is not signed in. */
  static async start(baseUrl: string, name: string): Promise<Device> {
    const firefox = await Firefox.start({ baseUrl, deviceName: name });
    try {
      await firefox.call("bookmarks.mjs", "ready");
      return new Device(name, firefox, baseUrl);
    } catch (error) {
      await firefox[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Signs in to the account of {@link EMAIL}, and does not sync yet. */
  async signIn(): Promise<void> {
    const choice = { baseUrl: this.baseUrl, deviceName: this.name };
    await this.call("preferences", "setAll", syncPreferences(choice));
    await this.firefox.call("account.mjs", "signIn", EMAIL, PASSWORD);
  }

  /** Disconnects Sync and the account, as Firefox's own button does; the data stays. */
  async signOut(): Promise<AccountStatus> {
    return stateShape(await this.firefox.call("account.mjs", "signOut"), "state");
  }

  /** Syncs every engine once, and tells how it went, which may be badly. */
  async trySync(): Promise<SyncReport> {
    return reportShape(await this.firefox.call("sync.mjs", "sync"), "report");
  }

  /** Syncs every engine once; each of them has to fare well. */
  async sync(): Promise<SyncReport> {
    const report = await this.trySync();
    const { ended, status, errors, problems, applied, uploaded } = report;
    const good = {
      service: "success.status_ok",
      sync: "success.sync",
      login: "success.login",
      engines: new Map(),
    };
    const failed = [...applied, ...uploaded].filter(([, counts]) => counts.failed > 0).map(([name]) => name);
    assert.deepEqual(
      { ended, status, errors, problems, failed, engines: [...applied.keys()].sort() },
      { ended: ["finish"], status: good, errors: [], problems: [], failed: [], engines: ENGINES },
      `a sync of "${this.name}"`,
    );
    return report;
  }

  /** Lets it learn at once which other devices there are; elsewhere a push message would. */
  async meetDevices(): Promise<void> {
    await this.firefox.call("account.mjs", "refreshDevices");
  }

  /** Runs an exported function of one of the browser's scripts. */
  async call(script: string, name: string, ...args: readonly unknown[]): Promise<unknown> {
    return await this.firefox.call(`${script}.mjs`, name, ...args);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.firefox[Symbol.asyncDispose]();
  }
}

/** Two browsers at once. */
export async function startTwo(
  baseUrl: string,
): Promise<AsyncDisposable & { readonly den: Device; readonly laptop: Device }> {
  const started = await Promise.allSettled(["den", "laptop"].map((name) => Device.start(baseUrl, name)));
  const devices = started.filter((each) => each.status === "fulfilled").map(({ value }) => value);
  const [den, laptop] = devices;
  const dispose = async () => {
    await Promise.all(devices.map((device) => device[Symbol.asyncDispose]()));
  };
  if (den !== undefined && laptop !== undefined) return { den, laptop, [Symbol.asyncDispose]: dispose };
  await dispose();
  throw new Error("a browser did not start", { cause: started });
}
