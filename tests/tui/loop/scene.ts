/** An account with another device on it, and a browser that looks at it. */
import { serve, type ServeOptions } from "../../../server/serve.ts";
import { openScene as openAccount, type Scene } from "../../app/refresh_support.ts";
import { Loop, type LoopOptions } from "./loop.ts";
import { entry, login, page, toolbar } from "./records.ts";

export interface LoopScene extends Scene {
  /** Opens the browser; it ends with the scene. */
  readonly browse: (options?: LoopOptions) => Loop;
  /** Has the server gone. */
  readonly goDown: () => Promise<void>;
  /** Has it back at the same address, with all that it held, where it was given a folder. */
  readonly comeBack: () => Promise<void>;
}

/** @param isFilled whether all of it is on this machine already */
export async function openLoop(isFilled: boolean, options: ServeOptions = {}): Promise<LoopScene> {
  await using opened = new AsyncDisposableStack();
  const scene = opened.use(await openAccount({ closeGraceMs: 100, ...options }));
  scene.wire.pageSize = undefined;
  const { device } = scene;
  await device.write("bookmarks", ...toolbar("one", "two", "three", "four"));
  await device.write("passwords", ...["alpha", "beta", "gamma"].map(login));
  await device.write("history", ...Array.from({ length: 30 }, (_, at) => page(String(at), at)));
  await device.write("forms", ...["city", "street"].map(entry));
  if (isFilled) await scene.run();
  const kept = opened.move();
  const { server } = scene.account;
  const port = Number(new URL(server.url).port);
  return {
    ...scene,
    browse: (options = {}) => kept.use(new Loop(scene.account, options)),
    goDown: () => server.close(),
    comeBack: async () => void kept.use(await serve({ ...options, port, fault: scene.wire.fault })),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
