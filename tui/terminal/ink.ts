/** Ink on our terminal: it draws frames and does nothing else. Loaded only once `NODE_ENV` says what React is to be. */
import { PassThrough } from "node:stream";
import { type Instance, render } from "ink";
import type { ReactNode } from "react";
import type { ScreenOutput } from "./output.ts";
import type { Terminal } from "./terminal.ts";

/** What is drawn, as `showScreen` takes it; input is for whoever mounts it. */
export interface Drawing {
  /** Shows another tree, or the same one with other properties. */
  readonly show: (node: ReactNode) => void;
  readonly redraw: () => void;
  readonly unmount: () => void;
  /** Rejects when a component throws. */
  readonly failed: Promise<unknown>;
  /** Resolves when all that is known so far is on the terminal. */
  readonly flushed: () => Promise<void>;
}

/** Mounts a tree. `maxFps` is the most frames that are drawn in a second. */
export function drawOn({ output }: Terminal, node: ReactNode, maxFps: number): Drawing {
  let shown = node;
  const instance: Instance = render(node, {
    stdout: asStream(output),
    stdin: silentInput(),
    patchConsole: false,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: false,
    incrementalRendering: true,
    maxFps,
  });
  return {
    show(next) {
      shown = next;
      instance.rerender(next);
    },
    redraw() {
      // Forgets the last frame, so that the next one is drawn whole, then learns the size and draws.
      instance.clear();
      output.emit("resize");
      instance.rerender(shown);
    },
    unmount: () => instance.unmount(),
    failed: instance.waitUntilExit(),
    flushed: () => instance.waitUntilRenderFlush(),
  };
}

/** Ink asks for a whole stream of Node's and uses only what {@link ScreenOutput} has. */
const asStream = (output: ScreenOutput): NodeJS.WriteStream => output as unknown as NodeJS.WriteStream;

/** Ink never reads: keys come from the terminal to the reducer. */
const silentInput = (): NodeJS.ReadStream => new PassThrough() as unknown as NodeJS.ReadStream;
