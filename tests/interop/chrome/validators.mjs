// Firefox's own comparison of what it has with what the server has. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  AddonValidator: "resource://services-sync/engines/addons.sys.mjs",
  FormValidator: "resource://services-sync/engines/forms.sys.mjs",
  PasswordValidator: "resource://services-sync/engines/passwords.sys.mjs",
  Weave: "resource://services-sync/main.sys.mjs",
});

/** By engine: how many records were compared, and the problems that were found with their counts. */
export async function validate() {
  const engineOf = (name) => lazy.Weave.Service.engineManager.get(name);
  return {
    passwords: await outcome(new lazy.PasswordValidator(), engineOf("passwords")),
    forms: await outcome(new lazy.FormValidator(), engineOf("forms")),
    addons: await outcome(new lazy.AddonValidator(engineOf("addons")), engineOf("addons")),
  };
}

async function outcome(validator, engine) {
  const { problems, recordCount } = await validator.validate(engine);
  const found = problems.getSummary(true).filter(({ count }) => count > 0);
  return {
    checked: recordCount,
    problems: Object.fromEntries(found.map(({ name, count }) => [name, count])),
  };
}
