/** The driver itself: what fails in the browser is told here, and no browser outlives the test that started it. */
import assert from "node:assert/strict";
import { firefoxTest } from "./expect.ts";
import { Firefox } from "./firefox.ts";
import { linesOf, programEnv } from "../support/world.ts";
import { until, within } from "./wait.ts";

const LIMIT_MS = 30_000;
/** Nobody listens there, and nobody is asked. */
const OPTIONS = { baseUrl: "http://127.0.0.1:9", deviceName: "den" };

interface Driven extends AsyncDisposable {
  firefox: Firefox;
}

firefoxTest<Driven>("a Firefox is driven", openDriven, {
  "a script's error comes back with its words and its place": scriptErrors,
  "a browser that is closed leaves no process and no file": leaveNothing,
  "a browser ends with the process that started it, even when that is killed": endTogether,
});

async function openDriven(): Promise<Driven> {
  const firefox = await Firefox.start(OPTIONS);
  return { firefox, [Symbol.asyncDispose]: () => firefox[Symbol.asyncDispose]() };
}

async function scriptErrors({ firefox }: Driven): Promise<void> {
  await assert.rejects(firefox.call("logins.mjs", "remove", "no-such-id"), (error: Error) => {
    assert.match(error.message, /^logins\.mjs remove: no login no-such-id\n/);
    assert.match(error.message, /byId@resource:\/\/foxden-interop\/logins\.mjs:\d+/);
    return true;
  });
  await assert.rejects(firefox.call("missing.mjs", "read"), /missing\.mjs/);
  assert.deepEqual(await firefox.call("logins.mjs", "read"), []);
}

async function leaveNothing({ firefox }: Driven): Promise<void> {
  assert.ok(processesNaming(firefox.folder).length > 0);
  await firefox[Symbol.asyncDispose]();
  assert.deepEqual(processesNaming(firefox.folder), []);
  await assert.rejects(Deno.stat(firefox.folder), Deno.errors.NotFound);
  await assert.rejects(firefox.call("logins.mjs", "read"), /the session with the browser is closed/);
}

async function endTogether(): Promise<void> {
  const starter = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-check",
      `
      import { Firefox } from ${JSON.stringify(new URL("firefox.ts", import.meta.url).href)};
      const firefox = await Firefox.start(${JSON.stringify(OPTIONS)});
      console.log(firefox.folder);
      await new Promise((resolve) => setTimeout(resolve, ${LIMIT_MS}));
    `,
    ],
    clearEnv: true,
    env: programEnv(),
    stdout: "piped",
  }).spawn();
  let folder = "";
  try {
    folder = (await within(LIMIT_MS, "the other Firefox", linesOf(starter.stdout).next())).value ?? "";
    assert.ok(folder !== "" && processesNaming(folder).length > 0);
  } finally {
    starter.kill("SIGKILL");
    await starter.status;
  }
  await until(LIMIT_MS, "its end", () => processesNaming(folder).length === 0 ? true : undefined);
  await Deno.remove(folder, { recursive: true });
}

/** The processes with this text among their words, by id. */
function processesNaming(text: string): string[] {
  const ids = [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => {
    try {
      return Deno.readTextFileSync(`/proc/${id}/cmdline`).includes(text);
    } catch {
      return false;
    }
  });
}
