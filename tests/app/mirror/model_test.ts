/** The mirror against plain maps, whatever is done to it in whatever order. */
import fc from "fast-check";
import { COMMANDS, type Model, type Real } from "./support/model.ts";
import { makeMirror } from "./support/mirrors.ts";

Deno.test("the mirror agrees with a model of it after every step, and snapshots stay as they are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { size: "medium" }), async (commands) => {
      await using test = await makeMirror();
      const model: Model = { readable: new Map(), growing: new Map() };
      const real: Real = { test, mirror: test.mirror, reader: await test.open(), held: [] };
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands);
      } finally {
        for (const { snapshot } of real.held) snapshot[Symbol.dispose]();
      }
    }),
    { numRuns: 40 },
  );
});
