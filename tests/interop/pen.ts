/** foxden's own use-cases in this process, where a test can let a Firefox act between a plan and its commit. */
import { beginSignIn, finishPasswordSignIn, signInWithPassword } from "../../app/account.ts";
import type { App } from "../../app/open.ts";
import { makeProfile } from "../app/app_support.ts";
import { EMAIL, PASSWORD } from "../support/world.ts";
import { type OpenHousehold, openHousehold } from "./household.ts";

/** The household, and one more foxden with a profile of its own. */
export interface WritingHousehold extends OpenHousehold {
  /** Nobody is signed in there before {@link signInApp}. */
  readonly app: App;
  /** A folder of this profile, which goes with it. */
  readonly folder: string;
}

/** Starts them all. */
export async function openWritingHousehold(): Promise<WritingHousehold> {
  await using stack = new AsyncDisposableStack();
  const household = stack.use(await openHousehold());
  const profile = stack.use(await makeProfile());
  const app = stack.use(profile.open());
  const opened = stack.move();
  return { ...household, app, folder: profile.home, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Signs foxden in to the account of {@link EMAIL}. */
export async function signInApp({ app, foxden: { url } }: WritingHousehold): Promise<void> {
  const attempt = await beginSignIn(app, { root: new URL(url), overrides: {} }, { deviceName: "pen" });
  const step = await signInWithPassword(attempt, { email: EMAIL, password: PASSWORD });
  if (step.step !== "signed-in") throw new Error(`the server asks for more: ${step.step}`);
  await finishPasswordSignIn(app, attempt, step.session);
}

/**
 * Makes a planned write, after others have had their turn.
 *
 * @param onAgain called when it had to be planned again, since they were faster
 */
export async function make<Pending extends { readonly commit: (agree: () => void) => Promise<unknown> }>(
  planning: Promise<Pending>,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  onAgain: () => void = () => {},
): Promise<Pending> {
  const pending = await planning;
  await meanwhile();
  await pending.commit(onAgain);
  return pending;
}
