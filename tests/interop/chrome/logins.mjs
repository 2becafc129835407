// Saved logins. Runs in the browser.
const NAMES = [
  "origin",
  "formActionOrigin",
  "httpRealm",
  "username",
  "password",
  "usernameField",
  "passwordField",
];

const all = async () =>
  (await Services.logins.getAllLogins()).filter(({ origin }) => !origin.startsWith("chrome:"));

export async function read() {
  return (await all()).map((login) => ({
    id: login.QueryInterface(Ci.nsILoginMetaInfo).guid,
    ...Object.fromEntries(NAMES.map((name) => [name, login[name]])),
  }));
}

export async function add(logins) {
  const Login = Components.Constructor(
    "@mozilla.org/login-manager/loginInfo;1",
    Ci.nsILoginInfo,
    "init",
  );
  for (const values of logins) {
    await Services.logins.addLoginAsync(new Login(...NAMES.map((name) => values[name])));
  }
}

export async function change(id, changes) {
  const bag = Cc["@mozilla.org/hash-property-bag;1"].createInstance(Ci.nsIWritablePropertyBag);
  for (const [name, value] of Object.entries(changes)) bag.setProperty(name, value);
  await Services.logins.modifyLoginAsync(await byId(id), bag);
}

export async function remove(id) {
  await Services.logins.removeLoginAsync(await byId(id));
}

async function byId(id) {
  const found = (await all()).find((login) => login.QueryInterface(Ci.nsILoginMetaInfo).guid === id);
  if (!found) throw new Error(`no login ${id}`);
  return found;
}
