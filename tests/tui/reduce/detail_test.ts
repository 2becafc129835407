import assert from "node:assert/strict";
import { pages, Play } from "./playing.ts";

/** The row that the details were asked for last. */
function asked(play: Play): number | undefined {
  return play.take("show").at(-1)?.row;
}

Deno.test("the details are asked for whenever another record is under the cursor", () => {
  const play = new Play();
  play.press("3");
  play.fill("history", pages(50));
  assert.equal(asked(play), 0);
  play.press("j");
  assert.equal(asked(play), 1);
  play.press("/");
  play.type("host3");
  assert.equal(asked(play), 3);
  play.press("esc");
  assert.equal(asked(play), 1);
});

Deno.test("where nothing matches there are no details", () => {
  const play = new Play();
  play.press("3");
  play.fill("history", pages(50));
  const { seq } = play.state.detail;
  play.act({
    type: "shown",
    seq,
    record: { shelf: "history", key: "0", title: "page 0", url: null, tabs: [] },
    failed: null,
  });
  assert.equal(play.state.detail.record?.title, "page 0");
  play.press("/");
  play.type("nothing like it");
  assert.equal(play.state.detail.record, null);
});

Deno.test("details that come too late, of a row from before, are passed over", () => {
  const play = new Play();
  play.press("3");
  play.fill("history", pages(50));
  const { seq } = play.state.detail;
  play.press("j");
  play.act({
    type: "shown",
    seq,
    record: { shelf: "history", key: "0", title: "page 0", url: null, tabs: [] },
    failed: null,
  });
  assert.equal(play.state.detail.record, null);
});
