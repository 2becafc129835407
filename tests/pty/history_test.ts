/** Half a million pages of history: what is typed finds them, and no key is lost. */
import assert from "node:assert/strict";
import { goTo, opened, position, sharedDemo, terminalTest } from "./screens.ts";

const PAGES = 500_000;
const home = sharedDemo(PAGES);

/** How long the first copy of so large an account may take. */
const COPYING_MS = 120_000;

terminalTest(
  "half a million pages are filtered as one types, and each of 200 keys moves the cursor by a row",
  async () => {
    await using tmux = await home().open();
    await tmux.waitFor("Collections");
    await tmux.type("3");
    await tmux.waitFor(/─ History 500,0\d\d /, COPYING_MS);
    await opened(tmux);
    const all = await goTo(tmux, "3", "History 500,");
    assert.equal(position(all)[0], 1);

    await tmux.type("/");
    for (const letter of "deno") await tmux.type(letter);
    const found = await tmux.waitFor((screen) =>
      screen.includes("││ / deno_") && rowsOf(screen).every((row) => /deno/i.test(row))
    );
    assert.match(found, /─ History 500,0\d\d > [\d,]+ match/);
    await tmux.send("Enter");
    const kept = await tmux.waitFor((screen) => /││ \/ deno +│/.test(screen) && position(screen)[1] > 0);
    const [at, of] = position(kept);
    assert.equal(at, 1);
    assert.ok(of > 1000, "many pages are about it");

    for (let pressed = 0; pressed < 200; pressed += 10) await tmux.type("j".repeat(10));
    const moved = await tmux.waitFor((screen) => position(screen)[0] > 200);
    assert.deepEqual(position(moved), [201, of]);
  },
);

/** The rows of the list below its filter line. */
function rowsOf(screen: string): readonly string[] {
  const lines = screen.split("\n");
  const from = lines.findIndex((line) => /││ ─+ │/.test(line)) + 1;
  const to = lines.findIndex((line) => /│└─/.test(line));
  assert.ok(from > 0 && to > from, screen);
  return lines.slice(from, to).filter((line) => /││.*\S.*│$/.test(line) && !line.includes("LAST VISIT"));
}
