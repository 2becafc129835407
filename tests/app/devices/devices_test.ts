import assert from "node:assert/strict";
import { getDevices, listDevices, readClients } from "../../../app/devices/devices.ts";
import { registerDevice } from "../../../core/accounts/api.ts";
import { grantBySession, SYNC_SCOPES } from "../../../core/accounts/oauth.ts";
import { CLIENT_ID } from "../../core/accounts/accounts_support.ts";
import { openSession } from "../../core/accounts/open_session.ts";
import { cellsOf, openSignedIn, openSynced, put, putPayloads, type TestAccount } from "../app_support.ts";

/** Signs another device in to the same account and names it. */
async function addDevice(
  { app, server: { database } }: TestAccount,
  name: string,
  type: "desktop" | "mobile",
): Promise<string> {
  const { servers } = await app.secrets();
  const server = app.openAccounts(servers);
  const { token } = await openSession(database);
  const request = { clientId: CLIENT_ID, scope: SYNC_SCOPES, access: "offline" } as const;
  const { refresh_token: refreshToken = "" } = await grantBySession(server, token, request);
  return await registerDevice(server, { refreshToken }, { name, type });
}

Deno.test("devices of the account and what they told Sync are one row each, this device first", async () => {
  await using account = await openSynced();
  const { app } = account;
  const { deviceId: own } = await app.secrets();
  await put(app, "clients", {
    id: "left",
    name: "Old laptop",
    type: "desktop",
    fxaDeviceId: "0".repeat(32),
    application: "Firefox",
    version: "140.0",
    os: "Linux",
  });
  const phone = await addDevice(account, "phone of the account", "mobile");
  await put(app, "clients", {
    id: "phone-client",
    name: "Pixel",
    type: "mobile",
    fxaDeviceId: phone,
    os: "Android",
  });
  const listing = await listDevices(app);
  assert.equal(listing.kind, "devices");
  const rows = await cellsOf(listing, "name", "type", "state", "application", "os", "id", "clientId");
  assert.deepEqual(rows, [
    {
      name: "den",
      type: "desktop",
      state: "this device",
      application: null,
      os: null,
      id: own,
      clientId: null,
    },
    {
      name: "Pixel",
      type: "mobile",
      state: "signed in",
      application: null,
      os: "Android",
      id: phone,
      clientId: "phone-client",
    },
    {
      name: "Old laptop",
      type: "desktop",
      state: "not signed in",
      application: "Firefox 140.0",
      os: "Linux",
      id: "left",
      clientId: "left",
    },
  ]);
});

Deno.test("a device was seen when the account says, else when it last spoke to Sync", async () => {
  const device = (digit: string, lastAccessTime: number | null) => ({
    id: digit.repeat(32),
    name: digit,
    type: "desktop",
    isCurrentDevice: false,
    lastAccessTime,
  });
  const devices = [device("a", 1_700_000_000_123), device("b", 0), device("c", null), device("d", 0)];
  await using account = await openSynced({
    fault: ({ url }) => url.endsWith("/account/devices") ? Response.json(devices) : undefined,
  });
  const client = (name: string) => ({ id: name, name, type: "desktop", fxaDeviceId: name.repeat(32) });
  const modified = await put(account.app, "clients", client("a"), client("b"), client("c"));
  const rows = await cellsOf(await listDevices(account.app), "name", "lastSeen");
  const seen = Object.fromEntries(rows.map(({ name, lastSeen }) => [name, lastSeen]));
  const bySync = new Date(modified);
  assert.deepEqual(seen, { a: new Date(1_700_000_000_123), b: bySync, c: bySync, d: null });
});

Deno.test("devices after this one are listed by when they were seen last", async () => {
  const device = (name: string, lastAccessTime: number, isCurrentDevice = false) => ({
    id: name.repeat(32),
    name,
    type: "desktop",
    isCurrentDevice,
    lastAccessTime,
  });
  const devices = [device("a", 5), device("b", 9), device("c", 1, true), device("d", 0), device("e", 7)];
  await using account = await openSynced({
    fault: ({ url }) => url.endsWith("/account/devices") ? Response.json(devices) : undefined,
  });
  await put(account.app, "clients", { id: "left", name: "left", type: "desktop" });
  const names = (await cellsOf(await listDevices(account.app), "name")).map(({ name }) => name);
  assert.deepEqual(names, ["c", "left", "b", "e", "a", "d"]);
});

Deno.test("commands are named without what all their names begin with", async () => {
  const device = {
    id: "f".repeat(32),
    name: null,
    type: null,
    isCurrentDevice: false,
    lastAccessTime: null,
    availableCommands: { "https://identity.mozilla.com/cmd/open-uri": "x", "https://own.example/cmd": "y" },
  };
  await using account = await openSynced({
    fault: ({ url }) => url.endsWith("/account/devices") ? Response.json([device]) : undefined,
  });
  const rows = await cellsOf(await listDevices(account.app), "name", "type", "lastSeen", "state", "commands");
  assert.deepEqual(rows, [{
    name: "(no name)",
    type: null,
    lastSeen: null,
    state: "signed in",
    commands: ["open-uri", "https://own.example/cmd"],
  }]);
});

Deno.test("a client record that cannot be read is counted, and the others are listed", async () => {
  await using account = await openSynced();
  await put(account.app, "clients", { id: "nameless" }, { id: "good", name: "good" });
  await putPayloads(account.app, "clients", { broken: "not JSON" });
  const listing = await listDevices(account.app);
  assert.deepEqual((await cellsOf(listing, "name")).map(({ name }) => name), ["den", "good"]);
  assert.deepEqual([listing.malformed().count, [...listing.malformed().ids].sort()], [2, [
    "broken",
    "nameless",
  ]]);
  assert.deepEqual((await readClients(account.app)).clients.map(({ id }) => id), ["good"]);
});

Deno.test("an account that has never synced has devices all the same", async () => {
  await using account = await openSignedIn();
  const listing = await listDevices(account.app);
  assert.deepEqual((await cellsOf(listing, "name")).map(({ name }) => name), ["den"]);
  assert.equal(listing.malformed().count, 0);
});

/** An account with this device, a phone and what a laptop has left behind. */
async function withDevices(run: (account: TestAccount, phone: string) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  const phone = await addDevice(account, "Pixel 9", "mobile");
  await put(
    account.app,
    "clients",
    {
      id: "phone-client",
      name: "Pixel 9",
      type: "mobile",
      fxaDeviceId: phone,
      os: "Android",
      version: "153.1",
      formfactor: "phone",
      protocols: ["1.5", 4],
      commands: [
        { command: "displayURI", args: ["https://a.example/", null] },
        { command: "" },
        "no command",
      ],
    },
    {
      id: "laptop-left",
      name: "Old laptop",
      type: "desktop",
      application: "Firefox",
      os: "Linux",
      protocols: "1.5",
    },
  );
  await run(account, phone);
}

Deno.test("a device is got by an id, its name or a part of that, with all that is known of it", () =>
  withDevices(async ({ app }, phone) => {
    const got = async (...words: string[]) => {
      const { rows, missing } = await getDevices(app, { words, whole: [] });
      return [rows.map(({ name }) => name), missing];
    };
    for (const word of [phone, phone.slice(0, 6), "phone-client", "Pixel 9", "pixel"]) {
      assert.deepEqual(await got(word), [["Pixel 9"], []], word);
    }
    assert.deepEqual(await got("laptop", "nobody", "den"), [["Old laptop", "den"], ["nobody"]]);
    await assert.rejects(got("e"), { code: "ambiguous.match" });
    const whole = await getDevices(app, { words: [], whole: ["pixel", "laptop-left"] });
    assert.deepEqual([whole.rows.map(({ name }) => name), whole.missing], [["Old laptop"], ["pixel"]]);
    const [row] = await cellsOf(await getDevices(app, { words: ["pixel"], whole: [] }));
    assert.deepEqual({ ...row, lastSeen: null }, {
      name: "Pixel 9",
      type: "mobile",
      lastSeen: null,
      state: "signed in",
      application: "153.1",
      os: "Android",
      commands: [],
      id: phone,
      clientId: "phone-client",
      version: "153.1",
      formFactor: "phone",
      protocols: ["1.5"],
      waitingCommands: ["displayURI"],
    });
  }));

Deno.test("a query knows the fields of devices", () =>
  withDevices(async ({ app }, phone) => {
    const cases: Record<string, string[]> = {
      pixel: ["Pixel 9"],
      linux: ["Old laptop"],
      "type:mobile": ["Pixel 9"],
      "is:this": ["den"],
      "is:signed-in": ["den", "Pixel 9"],
      "is:not-signed-in": ["Old laptop"],
      [`id:${phone.slice(0, 8)}`]: ["Pixel 9"],
      "id:laptop": ["Old laptop"],
      "device:den": ["den"],
      "before:1y": [],
      "": ["den", "Old laptop", "Pixel 9"],
    };
    for (const [query, expected] of Object.entries(cases)) {
      const names = (await cellsOf(await listDevices(app, { query }), "name")).map(({ name }) => name);
      assert.deepEqual(names.toSorted(), expected.toSorted(), query);
    }
  }));
