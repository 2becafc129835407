/** A server, two browsers and foxden: everybody who shares one account. */
import { type Device, startTwo } from "./device.ts";
import { openServed, type Served } from "./served.ts";

export interface OpenHousehold extends AsyncDisposable {
  readonly den: Device;
  readonly laptop: Device;
  /** The server, and foxden beside it. */
  readonly foxden: Served;
}

/** Starts them all; nobody is signed in. */
export async function openHousehold(): Promise<OpenHousehold> {
  await using stack = new AsyncDisposableStack();
  const foxden = stack.use(await openServed());
  const { den, laptop } = stack.use(await startTwo(foxden.url));
  const opened = stack.move();
  return { den, laptop, foxden, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Signs everybody in; each browser knows of the other one. */
export async function signInAll({ den, laptop, foxden }: OpenHousehold): Promise<void> {
  for (const member of [den, laptop, foxden]) await member.signIn();
  for (const device of [den, laptop]) await device.meetDevices();
}
