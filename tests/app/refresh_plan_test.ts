import assert from "node:assert/strict";
import type { CollectionName, ServerTime } from "../../core/ids.ts";
import type { Copy } from "../../app/mirror/copies.ts";
import { isDoubtful, planStep, type Step } from "../../app/refresh_plan.ts";

const time = (ms: number) => ms as ServerTime;

const COPY: Copy = {
  id: 1,
  name: "forms" as CollectionName,
  generation: "one",
  cursor: time(500),
  growing: false,
  settled: true,
  records: 3,
  timeSum: 0,
  miscount: 0,
  checkedAtMs: 1,
};

interface Case {
  readonly says: string;
  readonly step: Step;
  /** Null: there is none. */
  readonly copy?: Partial<Copy> | null;
  /** When the server says the collection changed; null: the server has none. */
  readonly modified?: number | null;
  readonly whole?: true;
  readonly full?: true;
}

const CASES: readonly Case[] = [
  { says: "nothing moved", step: "keep" },
  { says: "something was written", step: "follow", modified: 510 },
  { says: "changes are half taken over", step: "follow", copy: { settled: false, cursor: time(490) } },
  { says: "they are, and the cursor is already there", step: "follow", copy: { settled: false } },
  { says: "nothing is here", step: "grow", copy: null },
  { says: "it is another collection by now", step: "grow", copy: { generation: "two" } },
  {
    says: "it is another, and nothing moved since",
    step: "grow",
    copy: { generation: "two" },
    modified: 500,
  },
  { says: "the server went back in time", step: "grow", modified: 490 },
  { says: "a whole one did not move", step: "keep", whole: true },
  { says: "a whole one did", step: "grow", whole: true, modified: 510 },
  { says: "a whole one is half taken over", step: "grow", whole: true, copy: { settled: false } },
  { says: "everything is wanted anew", step: "grow", full: true },
  { says: "the server has none", step: "empty", modified: null },
  { says: "the server has none, and everything is wanted anew", step: "empty", modified: null, full: true },
  { says: "nobody has any", step: "empty", copy: null, modified: null },
];

for (const { says, step, copy = {}, modified = 500, whole = false, full = false } of CASES) {
  Deno.test(`${step}: ${says}`, () => {
    const given = {
      copy: copy === null ? undefined : { ...COPY, ...copy },
      remote: modified === null ? undefined : { modified: time(modified), count: 3 },
      generation: "one",
      whole,
      full,
    };
    assert.equal(planStep(given), step);
  });
}

Deno.test("ids are compared where the counts say another thing than the last time", () => {
  const doubtful = (step: Step, held: number, count: number | undefined, miscount = 0) =>
    isDoubtful(step, { miscount }, held, { modified: time(500), count });
  assert.equal(doubtful("keep", 3, 3), false);
  assert.equal(doubtful("keep", 3, 2), true);
  assert.equal(doubtful("follow", 3, 4), true);
  assert.equal(doubtful("keep", 3, 5, 2), false, "it always claims two more");
  assert.equal(doubtful("keep", 3, 3, 2), true, "it does so no more");
});

Deno.test("where the server does not count, ids are compared after each change", () => {
  const doubtful = (step: Step) => isDoubtful(step, COPY, 3, { modified: time(500), count: undefined });
  assert.deepEqual((["keep", "follow", "grow"] as const).map(doubtful), [false, true, true]);
});
