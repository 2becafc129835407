/** Random writes through random faults, next to another device that writes between any two requests. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { prepareBookmarkWrite } from "../../app/bookmarks/write.ts";
import type { App } from "../../app/open.ts";
import type { JsonObject } from "../../core/json.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { clearOf, readState } from "../../core/bookmarks/state.ts";
import { comparable, type Model, modelOf } from "../core/bookmarks/model_support.ts";
import { anyEdit, anyModel, type Sketched } from "../core/bookmarks/model_trees.ts";
import { put } from "./app_support.ts";
import {
  assertMirrored,
  download,
  elsewhere,
  live,
  openTree,
  soundTree,
  undo,
  undoList,
} from "./tree_support.ts";
import type { WritingAccount } from "./writing_support.ts";

/** What becomes of a request. */
type Fate =
  | { readonly kind: "passed" }
  /** The server fails before it looks at it. */
  | { readonly kind: "busy" }
  /** It never reaches the server, and its answer is torn. */
  | { readonly kind: "lost" }
  /** It reaches the server, and its answer is torn. */
  | { readonly kind: "unheard" }
  /** The other device is faster. */
  | { readonly kind: "later"; readonly edit: Sketched };

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 14, arbitrary: fc.constant<Fate>({ kind: "passed" }) },
  { weight: 1, arbitrary: fc.constant<Fate>({ kind: "busy" }) },
  { weight: 1, arbitrary: fc.constant<Fate>({ kind: "lost" }) },
  { weight: 2, arbitrary: fc.constant<Fate>({ kind: "unheard" }) },
  { weight: 3, arbitrary: anyEdit.map((edit): Fate => ({ kind: "later", edit })) },
);

const story = fc.record({
  tree: anyModel,
  edits: fc.array(anyEdit, { minLength: 2, maxLength: 6 }),
  fates: fc.array(fate, { minLength: 10, maxLength: 80 }),
  undone: fc.nat({ max: 3 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const PASSED_ON = "x-passed-on";

/** The account, what its tree should be, and what has become of the write under way. */
class Stage {
  committed = 0;
  /** The live records before the newest write of foxden's, while nobody has written since. */
  before: Map<string, JsonObject> | undefined;
  /** Whether somebody wrote after a write whose answer was lost. */
  isBlurred = false;
  under: Sketched | undefined;
  /** What has happened, for who wants to know why the tree is another one. */
  readonly log: string[] = [];
  /** How often the other device has written. */
  others = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #run = 0;

  constructor(
    readonly account: WritingAccount,
    readonly other: App,
    readonly tree: Model,
    readonly fates: Fate[],
  ) {}

  /** Decides on each request of the storage that foxden sends, one after the other. */
  fault = (request: Request): Promise<Response | undefined> => {
    const decided = this.#turn.then(() => this.#decide(request));
    this.#turn = decided.catch(() => {});
    return decided;
  };

  async #decide(request: Request): Promise<Response | undefined> {
    const next = this.fates.shift() ?? { kind: "passed" };
    this.log.push(`${next.kind} ${request.method} ${request.url.replace(/.*\/1\.5\/\d+/, "")}`);
    if (next.kind === "busy") return new Response("0", { status: 503 });
    if (next.kind === "lost") return new Response('{"modi', { status: 200 });
    if (next.kind === "later") await this.#elsewhere(next.edit);
    const answer = await this.#passedOn(request);
    return next.kind === "unheard" ? new Response('{"modi', { status: 200 }) : answer;
  }

  /** Another device edits what there is, as sound as foxden would. */
  async #elsewhere(edit: Sketched): Promise<void> {
    const twin = edit(this.tree, `other${this.#run++}`);
    const state = readState([...await download(this.other)].map(([id, clear]) => ({ id, clear })));
    try {
      const changes = twin.real(state);
      if (changes.length === 0) return;
      const records = changes.map((change) =>
        change.kind === "put"
          ? { ...clearOf(change.item), id: change.item.id }
          : { id: change.id, deleted: true }
      );
      await put(this.other, "bookmarks", ...records);
      this.log.push(`  elsewhere: ${JSON.stringify(records)}`);
    } catch (error) {
      if (isFoxdenError(error) && /^(usage|not-found|ambiguous)\./.test(error.code)) return;
      throw error;
    }
    twin.plain(this.tree);
    this.others++;
    if (this.committed > 0) this.isBlurred = true;
    this.before = undefined;
  }

  /** Passes a request on to the server; what it makes visible happens to the model at that very moment. */
  async #passedOn(request: Request): Promise<Response> {
    const { method, url } = request;
    const headers = new Headers(request.headers);
    headers.set(PASSED_ON, "1");
    const body = await request.text();
    const isWrite = method === "POST" && url.includes("/storage/bookmarks");
    let before: Map<string, JsonObject> | undefined;
    if (isWrite) before = await live(this.other);
    const answer = await fetch(url, { method, headers, ...(body === "" ? {} : { body }) });
    const text = await answer.text();
    const passed = new Headers(answer.headers);
    for (const each of ["content-length", "content-encoding", "transfer-encoding"]) passed.delete(each);
    if (isWrite && answer.status === 200) this.#committed(before);
    return new Response(answer.status === 304 ? null : text, { status: answer.status, headers: passed });
  }

  #committed(before: Map<string, JsonObject> | undefined): void {
    assert.ok(this.under, "nothing is written that nobody asked for");
    this.under(this.tree, "").plain(this.tree);
    this.committed++;
    this.before = before;
    this.under = undefined;
  }
}

/** Makes one edit as foxden would. @returns whether it says that it is done */
async function writeOne(stage: Stage, edit: Sketched, run: string): Promise<boolean> {
  const twin = edit(stage.tree, run);
  stage.under = () => twin;
  try {
    const app = stage.account.open();
    const made = await (await prepareBookmarkWrite(app, { title: run, begin: () => twin.real })).commit();
    stage.log.push(`  done: ${JSON.stringify(made.map(({ after }) => after))}`);
    return true;
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    stage.log.push(`  failed: ${error.message}`);
    assert.match(
      error.code,
      /^(usage\.value|not-found\.record|ambiguous\.match|conflict\.|server\.(busy|shape)|network\.|partial\.)/,
      String(error.stack),
    );
    return false;
  } finally {
    stage.under = undefined;
  }
}

async function play({ tree, edits, fates, undone }: Story): Promise<void> {
  await using account = await openTree(tree);
  const other = account.open({ env: elsewhere(account) });
  const { id } = (await other.sync()).server.state.token?.credentials ?? {};
  const stage = new Stage(account, other, structuredClone(tree), [...fates]);
  {
    using _ = account.faults.use((request) => {
      const isOurs = request.url.includes("/1.5/") && !request.headers.has(PASSED_ON) &&
        !request.headers.get("authorization")?.includes(`id="${id}"`);
      return isOurs ? stage.fault(request) : undefined;
    });
    for (const [i, edit] of edits.entries()) {
      const before = stage.committed;
      const isDone = await writeOne(stage, edit, `run${i}`);
      assert.ok(stage.committed - before <= 1, "nothing is done twice");
      if (stage.committed > before && !isDone) stage.isBlurred ||= stage.fates.length > 0;
    }
  }
  const app = account.open();
  const real = await soundTree(app);
  assert.deepEqual(comparable(modelOf(real)), comparable(stage.tree), stage.log.join("\n"));
  const told = await undoList(app);
  assert.deepEqual(told.filter((line) => line.endsWith("pending")), [], "all is settled");
  checkTold(stage, told);
  await assertMirrored(account, app, "bookmarks", { mode: "pull" });
  await takeBack(stage, told.slice(0, undone));
}

/** What is told as done was done; what was done is told, as unknown only where somebody else wrote. */
function checkTold({ committed, isBlurred, others }: Stage, told: readonly string[]): void {
  const unknown = told.filter((line) => line.endsWith("unknown")).length;
  const done = told.length - unknown;
  assert.ok(done <= committed, `${done} of ${committed}: ${told.join()}`);
  if (!isBlurred) {
    assert.ok(done + unknown >= committed, `${done} and ${unknown} of ${committed}: ${told.join()}`);
  }
  if (others === 0) assert.deepEqual([done, unknown], [committed, 0], told.join());
}

/** What was done goes back, or says why not; either way the tree is sound. */
async function takeBack(stage: Stage, told: readonly string[]): Promise<void> {
  const count = told.length;
  if (count === 0) return;
  const { account, before } = stage;
  try {
    await undo(account.open(), count);
    if (count === 1 && before) assert.deepEqual(await live(account.open()), before);
  } catch (error) {
    // What nobody knows the end of is not taken back unasked.
    const isUnknown = told.some((line) => line.endsWith("unknown"));
    const isExcused = isFoxdenError(error) &&
      (isUnknown ? error.code === "conflict.unknown" : /^conflict\.(fields|tree)/.test(error.code));
    if (!isExcused || (count === 1 && before)) throw new Error(stage.log.join("\n"), { cause: error });
  }
  await soundTree(account.open());
}

const SOAK_SECONDS = Number(Deno.env.get("FOXDEN_WRITE_SOAK_SECONDS") ?? 0);

Deno.test("whatever fails and whoever else writes, the tree is what was done to it, and undo knows what that was", async () => {
  const bounds = SOAK_SECONDS > 0
    ? { numRuns: 1_000_000, interruptAfterTimeLimit: SOAK_SECONDS * 1000 }
    : { numRuns: 25 };
  await fc.assert(fc.asyncProperty(story, play), { ...bounds, endOnFailure: true });
});
