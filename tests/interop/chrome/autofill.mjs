// Addresses and credit cards. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  OSKeyStore: "resource://gre/modules/OSKeyStore.sys.mjs",
  formAutofillStorage: "resource://autofill/FormAutofillStorage.sys.mjs",
});

async function storage(name) {
  await lazy.formAutofillStorage.initialize();
  return lazy.formAutofillStorage[name];
}

/** Addresses, or the cards with their numbers in clear. @param name "addresses" or "creditCards" */
export async function read(name) {
  const entries = await (await storage(name)).getAll();
  return await Promise.all(entries.map(async ({ guid, ...entry }) => ({ id: guid, ...await opened(entry) })));
}

async function opened({ "cc-number-encrypted": sealed, ...entry }) {
  if (sealed === undefined) return entry;
  return { ...entry, "cc-number": await lazy.OSKeyStore.decrypt(sealed, "test") };
}

/** @returns the new id */
export async function add(name, entry) {
  return await (await storage(name)).add(entry);
}

/** Changes the named fields and keeps the others. */
export async function change(name, id, changes) {
  await (await storage(name)).update(id, changes, true);
}

export async function remove(name, id) {
  (await storage(name)).remove(id);
}
