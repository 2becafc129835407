/**
 * A random history: another device changes the server, the app refreshes at any moment and is disturbed, and in the end
 * holds what a fresh download gives. `FOXDEN_MIRROR_SOAK_SECONDS` makes it go on for longer.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { App } from "../../app/open.ts";
import { refresh } from "../../app/refresh.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { named } from "../core/sync/storage_support.ts";
import { asModelled, type Deed, Model } from "./refresh_model.ts";
import { contentsOf, openScene, type Scene } from "./refresh_support.ts";

const RUNS = 50;
const SOAK_MS = 1000 * Number(Deno.env.get("FOXDEN_MIRROR_SOAK_SECONDS") ?? 0);

const COLLECTIONS = ["forms", "history", "tabs", "clients", "unheard-of"] as const;

/** What comes between. */
type Disturbance =
  | { readonly kind: "none" }
  | { readonly kind: "busy" | "conflict" | "cut" | "refused" | "abort"; readonly nth: number }
  | { readonly kind: "deed"; readonly nth: number; readonly deed: Deed }
  | { readonly kind: "unsorted" | "another refresh" };

interface RefreshStep {
  readonly kind: "refresh";
  readonly collections: readonly string[] | "all";
  readonly full: boolean;
  /** Whether the app is another one from here on. */
  readonly reopen: boolean;
  readonly pageSize: number;
  readonly disturbance: Disturbance;
}

type Step = Deed | RefreshStep;

const collection = fc.constantFrom(...COLLECTIONS);
const anId = fc.integer({ min: 0, max: 11 }).map((n) => `r${n}`);
const ids = fc.uniqueArray(anId, { minLength: 1, maxLength: 6 });
const orAll: fc.Arbitrary<string | null> = fc.option(collection);
const value = fc.oneof(fc.nat(99), fc.constantFrom(-1, -2));
const deeds = {
  write: fc.record({
    kind: fc.constant("write" as const),
    collection,
    ids,
    value,
    batch: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, ids),
    sortindex: fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined }),
  }),
  touch: fc.record({
    kind: fc.constant("touch" as const),
    collection,
    id: anId,
    what: fc.constantFrom("sortindex" as const, "ttl" as const),
  }),
  remove: fc.record({ kind: fc.constantFrom("remove" as const, "expire" as const), collection, ids }),
  wipe: fc.record({ kind: fc.constant("wipe" as const), collection }),
  renew: fc.record({ kind: fc.constant("renew" as const), collection: orAll }),
  rekey: fc.record({
    kind: fc.constant("rekey" as const),
    collection: orAll,
    isResealed: fc.boolean(),
  }),
  restart: fc.constant({ kind: "restart" } as const),
} satisfies Record<string, fc.Arbitrary<Deed>>;

/** A deed of a kind, each as often as its weight says. */
const weighed = (weights: Readonly<Record<keyof typeof deeds, number>>): fc.Arbitrary<Deed> =>
  fc.oneof(
    ...Object.entries(deeds).map(([kind, arbitrary]) => ({
      weight: weights[kind as keyof typeof deeds],
      arbitrary: arbitrary as fc.Arbitrary<Deed>,
    })),
  );

/** What happens between refreshes, and what happens in the middle of one. */
const deed = weighed({ write: 10, touch: 2, remove: 4, wipe: 1, renew: 1, rekey: 2, restart: 1 });
const surprise = weighed({ write: 4, touch: 1, remove: 3, wipe: 1, renew: 1, rekey: 4, restart: 1 });

const nth = fc.integer({ min: 1, max: 12 });
const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: "none" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(...["busy", "conflict", "cut", "refused", "abort"] as const),
      nth,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("deed" as const), nth, deed: surprise }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("unsorted" as const, "another refresh" as const) }),
  },
);

const refreshStep: fc.Arbitrary<RefreshStep> = fc.record({
  kind: fc.constant("refresh"),
  collections: fc.oneof({ weight: 2, arbitrary: fc.constant("all" as const) }, fc.subarray([...COLLECTIONS])),
  full: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
  reopen: fc.boolean(),
  pageSize: fc.integer({ min: 1, max: 5 }),
  disturbance,
});

const history = fc.array<Step>(
  fc.oneof({ weight: 3, arbitrary: deed }, { weight: 2, arbitrary: refreshStep }),
  { minLength: 4, maxLength: 24 },
);

Deno.test("whatever happens to the server and the refreshes, the last one ends as a fresh download does", async () => {
  const options = SOAK_MS > 0 ? { numRuns: Infinity, interruptAfterTimeLimit: SOAK_MS } : { numRuns: RUNS };
  await fc.assert(fc.asyncProperty(history, live), options);
});

async function live(steps: readonly Step[]): Promise<void> {
  await using scene = await openScene();
  const model = await Model.begin(scene);
  let app = scene.open();
  try {
    for (const step of steps) {
      if (step.kind !== "refresh") await model.act(step);
      else {
        if (step.reopen) {
          app[Symbol.dispose]();
          app = scene.open();
        }
        await disturbed(scene, model, app, step);
        const held = await contentsOf(app);
        const isWhole = step.disturbance.kind === "none" && step.collections === "all";
        if (isWhole) assert.deepEqual(asModelled(held), model.contents());
      }
    }
    await refresh(app, { collections: "all" });
    const held = await contentsOf(app);
    assert.deepEqual(asModelled(held), model.contents());
    assert.deepEqual(held, await scene.downloaded());
    scene.wire.reset();
    await scene.run();
    assert.deepEqual([scene.wire.requests.length, scene.wire.records], [2, 0]);
  } finally {
    app[Symbol.dispose]();
  }
}

/** Codes a refresh may end with when it is disturbed. */
const EXPECTED = ["server.busy", "server.shape", "conflict.changed", "network.unreachable"];

/** One refresh, and what comes between. It may fail, as far as it says why. */
async function disturbed(scene: Scene, model: Model, app: App, step: RefreshStep): Promise<void> {
  const { disturbance: { kind }, full, pageSize } = step;
  const collections = step.collections === "all" ? "all" as const : step.collections.map(named);
  const stop = new AbortController();
  const failures: unknown[] = [];
  using _ = trap(scene, model, step.disturbance, stop, (error) => failures.push(error));
  scene.wire.pageSize = pageSize;
  scene.wire.sort = kind === "unsorted" ? "index" : undefined;
  const work = kind === "abort"
    ? scene.run({ collections, full }, { signal: stop.signal })
    : refresh(app, { collections, full });
  const others = kind === "another refresh" ? [scene.run({ collections })] : [];
  for (const { status, reason } of failed(await Promise.allSettled([work, ...others]))) {
    const isExpected = isFoxdenError(reason)
      ? EXPECTED.includes(reason.code) || (reason.code === "not-found.setup" && isEmptied(step.disturbance))
      : stop.signal.aborted;
    if (kind === "none" || !isExpected) failures.push(status, reason);
  }
  scene.wire.sort = undefined;
  if (failures.length > 0) throw failures.find((each) => each instanceof Error) ?? failures[0];
}

/** Whether the account is empty for a moment: what is asked beside the request that is held up may see it so. */
const isEmptied = (disturbance: Disturbance): boolean =>
  disturbance.kind === "deed" && disturbance.deed.kind === "restart";

const failed = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter((result) => result.status === "rejected");

function trap(
  { wire }: Scene,
  model: Model,
  disturbance: Disturbance,
  stop: AbortController,
  fail: (error: unknown) => void,
): Disposable {
  if (!("nth" in disturbance)) return { [Symbol.dispose]: () => {} };
  return wire.before(disturbance.nth, /\/(storage|info)\//, async (request) => {
    switch (disturbance.kind) {
      case "deed":
        await model.act(disturbance.deed).catch(fail);
        return undefined;
      case "abort":
        return void stop.abort(new Error("called off"));
      case "busy":
        return new Response("0", { status: 503 });
      case "refused":
        return new Response("0", { status: 401 });
      case "conflict":
        return request.headers.has("x-if-unmodified-since") ? new Response(null, { status: 412 }) : undefined;
      case "cut":
        return new Response("[", { headers: { "content-length": "9", connection: "close" } });
    }
  });
}
