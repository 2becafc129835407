/** What every test expects of two devices and foxden on one account. */
import assert from "node:assert/strict";
import { array, integer, object, record, string } from "../../core/json.ts";
import { needs } from "../support/pty.ts";
import type { Device } from "./device.ts";
import { FIREFOX } from "./firefox.ts";
import { ALLOWED_FORM_PROBLEMS, withoutForms } from "./quirks.ts";
import type { Foxden } from "./served.ts";
import { type AccountState, differences, stateOfDevice, stateOfFoxden } from "./state.ts";

/** One thing that a test shows, by a sentence. */
export type Steps<Shared> = Readonly<Record<string, (shared: Shared) => Promise<void>>>;

/**
 * A test that needs a Firefox: opens what its steps share, takes them in order, and closes everything. A step begins
 * where the one before it has ended, so after a failure the others are left out.
 */
export function firefoxTest<Shared extends AsyncDisposable>(
  name: string,
  open: () => Promise<Shared>,
  steps: Steps<Shared>,
): void {
  // Browsers are at work before a step and after it: only the test as a whole can leave nothing behind.
  const unchecked = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  const takeSteps = async (t: Deno.TestContext) => {
    await using shared = await open();
    let isGood = true;
    for (const [name, take] of Object.entries(steps)) {
      isGood = await t.step({ name, fn: () => take(shared), ignore: !isGood, ...unchecked });
    }
  };
  Deno.test(needs(FIREFOX, { name, fn: takeSteps }));
}

/** Two browsers and foxden, who share one account. */
export interface Household {
  readonly den: Device;
  readonly laptop: Device;
  readonly foxden: Foxden;
  /** Form entries that one of them has deleted. */
  readonly deletedForms?: readonly string[];
}

/** Brings what each device has to the other. */
export async function syncBoth({ den, laptop }: Household): Promise<void> {
  await den.sync();
  await laptop.sync();
  await den.sync();
}

/** Checks that all show the same, value by value, and that Firefox finds no fault. @returns what they show */
export async function expectSameState(household: Household): Promise<AccountState> {
  const { den, laptop, foxden, deletedForms = [] } = household;
  const states = await Promise.all([stateOfFoxden(foxden), stateOfDevice(den), stateOfDevice(laptop)]);
  const [listed, ofDen, ofLaptop] = states.map((state) => withoutForms(state, deletedForms));
  assert.ok(listed && ofDen && ofLaptop);
  assert.deepEqual(differences(ofDen, listed), [], "one: the den, the other: foxden");
  assert.deepEqual(differences(ofLaptop, listed), [], "one: the laptop, the other: foxden");
  for (const device of [den, laptop]) await expectNoFaults(device, listed.logins.length > 0);
  return listed;
}

const outcomeShape = object({ checked: integer, problems: record(integer) });
const validationShape = object({ passwords: outcomeShape, forms: outcomeShape, addons: outcomeShape });

/** Checks what Firefox's own validators say, and Places of its files. */
async function expectNoFaults(device: Device, hasLogins: boolean): Promise<void> {
  const { passwords, forms, addons } = validationShape(
    await device.call("validators", "validate"),
    "validation",
  );
  assert.deepEqual([...passwords.problems], [], `passwords of "${device.name}"`);
  if (hasLogins) assert.ok(passwords.checked > 0, `the validator saw the passwords of "${device.name}"`);
  assert.deepEqual([...addons.problems], [], `add-ons of "${device.name}"`);
  const unexpected = [...forms.problems].filter(([name]) => !ALLOWED_FORM_PROBLEMS.includes(name));
  assert.deepEqual(unexpected, [], `forms of "${device.name}"`);
  const said = array(string)(await device.call("bookmarks", "integrity"), "integrity");
  assert.deepEqual(said.filter((line) => !line.endsWith("is sane")), []);
}
