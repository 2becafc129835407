/** What every command prints as JSON, held against the published schemas: on the demo's records and on a real Firefox's. */
import assert from "node:assert/strict";
import { KINDS } from "../../cli/kinds.ts";
import { isObject } from "../../core/json.ts";
import { readFixture } from "../../tools/fixture.ts";
import { expectSuccess, linesOf } from "../stories/expect.ts";
import { openFilledWorld } from "../stories/filled.ts";
import { openFirefoxWorld } from "../support/firefox_view_reading.ts";
import { EMAIL, type Run, type World } from "../support/world.ts";
import { runHere } from "./in_process.ts";
import { firstOfEach, makeOwnServer } from "./own_server.ts";
import { FAILURES, JSON_FREE, RUNS, type Trial } from "./runs.ts";
import { faultsIn } from "./validator.ts";

/** A world, and what the words of runs stand for in it. */
interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly names: Readonly<Record<string, string>>;
}

async function stageIn(world: World, account: string): Promise<Stage> {
  const serverData = `${world.home}/server`;
  const names = { account, home: world.home, serverData, ...await firstOfEach(world) };
  await makeOwnServer(world, serverData);
  return { world, names, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function openFirefoxStage(): Promise<Stage> {
  const fixture = await readFixture();
  const { email, password } = fixture.account;
  const world = await openFirefoxWorld(fixture);
  const words = ["auth", "login", "--server", world.server.url, "--email", email, "--password-stdin"];
  expectSuccess(await world.foxden(words, { stdin: `${password}\n` }));
  return await stageIn(world, email);
}

const STAGES = {
  "the demo's records": async () => await stageIn(await openFilledWorld(), EMAIL),
  "a real Firefox's account": openFirefoxStage,
};

/** Kinds that a command may print. */
const kindsOf = (command: string): string[] =>
  KINDS.filter(({ commands }) => commands.includes(command)).map(({ kind }) => kind);

/** The trial, run for one format; what it prints, once it has ended as it should. */
async function printed(stage: Stage, command: string, trial: Trial, format: string): Promise<string> {
  const words = `${command} ${trial.words}`.replace(
    /\{(\w+)\}/g,
    (_, name) => stage.names[name] ?? assert.fail(name),
  );
  const options = trial.stdin === undefined ? {} : { stdin: trial.stdin };
  const run = await runHere(stage.world, `${words} ${format}`, options);
  assert.ok((trial.exits ?? [0]).includes(run.code), `${words} ${format}: ${run.code}\n${run.stderr}`);
  return run.stdout;
}

/** Whether the account has what the words name. The demo has something of every kind. */
const isPossible = ({ names }: Stage, { words }: Trial): boolean =>
  [...words.matchAll(/\{(\w+)\}/g)].every(([, name = ""]) => name in names);

/** Faults in a document of JSON: a list in its envelope, or one object of the only kind there is. */
function faultsInDocument(command: string, text: string): string[] {
  const document: unknown = JSON.parse(text);
  if (!isObject(document)) return [`${command} prints no object`];
  if (document["schemaVersion"] === undefined) return faultsInOne(command, document);
  const { kind, items } = document;
  if (!kindsOf(command).includes(String(kind))) return [`${command} is no command of the kind "${kind}"`];
  const inItems = Array.isArray(items) ? items.flatMap((item) => faultsIn(String(kind), item)) : [];
  return [...faultsIn("envelope", document), ...inItems];
}

/** Nothing says of which kind a single object is; it must be of one that the command prints. */
function faultsInOne(command: string, value: unknown): string[] {
  const all = kindsOf(command).map((kind) => faultsIn(kind, value));
  return all.some((faults) => faults.length === 0) ? [] : all.flat();
}

async function judge(stage: Stage, command: string, trial: Trial): Promise<string[]> {
  const isWriting = !/(^| )(-n|--list)( |$)/.test(trial.words) && WRITING.has(command);
  const document = await printed(stage, command, trial, "--json");
  const faults = document === "" ? ["prints nothing"] : faultsInDocument(command, document);
  if (isWriting) return faults;
  const lines = linesOf(await printed(stage, command, trial, "--ndjson"));
  return [...faults, ...lines.flatMap((line) => faultsInOne(command, JSON.parse(line)))];
}

/** Commands whose second run would find nothing left to do. */
const WRITING = new Set(
  Object.keys(RUNS).filter((command) =>
    command !== "bookmarks check" && kindsOf(command).some((kind) => ["changes", "wipe"].includes(kind)) ||
    command === "backup create"
  ),
);

for (const [name, open] of Object.entries(STAGES)) {
  Deno.test(`what every command prints as JSON holds to its schema, on ${name}`, async (t) => {
    await using stage = await open();
    for (const [command, trials] of Object.entries(RUNS)) {
      await t.step(command, async () => {
        for (const trial of trials.filter((trial) => isPossible(stage, trial))) {
          assert.deepEqual(await judge(stage, command, trial), [], `${command} ${trial.words}`);
        }
      });
    }
  });
}

Deno.test("the demo has a record of every kind that a run asks for", async () => {
  await using stage = await STAGES["the demo's records"]();
  const impossible = Object.values(RUNS).flat().filter((trial) => !isPossible(stage, trial));
  assert.deepEqual(impossible, []);
});

Deno.test("every kind's commands are run", () => {
  const commands = new Set(KINDS.flatMap(({ commands }) => commands));
  assert.deepEqual([...commands].filter((command) => !Object.hasOwn(RUNS, command)), []);
  assert.deepEqual(Object.keys(RUNS).filter((command) => JSON_FREE.has(command)), []);
});

Deno.test("every failure holds to the schema of errors", async () => {
  await using world = await openFilledWorld();
  for (const [words, exit] of FAILURES) {
    const { code, stdout, stderr }: Run = await runHere(world, `${words} --json`);
    assert.deepEqual([code, stdout], [exit, ""], `${words}: ${stderr}`);
    assert.deepEqual(faultsIn("error", JSON.parse(stderr)), [], words);
  }
});

Deno.test("--version --json holds to its schema", async () => {
  await using world = await openFilledWorld();
  const { stdout } = expectSuccess(await world.foxden("--version --json"));
  assert.deepEqual(faultsIn("version", JSON.parse(stdout)), []);
});
