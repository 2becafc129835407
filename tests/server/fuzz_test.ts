/** Random mixes of requests: nothing fails on the server's side, and nobody reaches what is another's. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { accountsService, profileService } from "../../server/accounts/service.ts";
import { rootService } from "../../server/discovery.ts";
import type { Route } from "../../server/router.ts";
import { storageService } from "../../server/storage/service.ts";
import { tokenService } from "../../server/token/service.ts";
import { accessToken, hawkSigner, openStorage, type SignedIn, signIn } from "./support/accounts.ts";
import type { Signer } from "./support/hawk.ts";
import { sendRaw, signRaw } from "./support/wire.ts";
import { action, headerText, type Probe, routeProbe, storageProbe } from "./support/random_requests.ts";
import type { Action } from "./support/storage_actions.ts";
import { Actor } from "./support/storage_actor.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

/** Both properties together stay below half a minute; a run that is cut off has passed so far. */
const STORAGE_MS = 11_000;
const ROUTES_MS = 8_000;
/** Longer than any answer may take. */
const HANGING_MS = 15_000;

const EMAILS = ["ann@example.org", "bob@example.org", "eve@example.org"] as const;

let world: World;
let people: SignedIn[];
let faults: string[];

Deno.test.beforeAll(async () => {
  faults = [];
  const log = (line: string) => void (/^fault|^\S+ \S+ 500 /.test(line) && faults.push(line));
  world = await makeWorld(EMAILS, { log });
  people = await Promise.all(EMAILS.map((email) => signIn(world.url, email, PASSWORD)));
});

Deno.test.afterAll(() => world.server.close());

async function send(target: string, probe: Probe, authorization: string): Promise<number> {
  const bodiless = ["GET", "HEAD", "OPTIONS", "TRACE"].includes(probe.method);
  const answer = sendRaw(world.url, {
    method: probe.method,
    target,
    headers: {
      "content-type": "application/json",
      ...probe.headers,
      ...(authorization === "" ? {} : { authorization }),
    },
    ...(bodiless ? {} : { body: probe.body }),
  });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer: ${probe.method} ${target}`)), HANGING_MS);
  try {
    const { status, text } = await Promise.race([answer, late.promise]);
    assert.ok(status !== 500 && status < 504, `${probe.method} ${target}: ${status} ${text}`);
    assert.deepEqual(faults, []);
    return status;
  } finally {
    clearTimeout(timer);
  }
}

const targetOf = (path: string, { query }: Probe) =>
  query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;

/** Somebody who knows how to sign, and sends what nobody should. */
async function probeStorages(
  probe: Probe,
  own: Actor,
  others: readonly Actor[],
  pick: number,
): Promise<void> {
  const actor = [own, own, own, ...others][pick % 5] ?? own;
  const { pathname } = new URL(actor.user.endpoint);
  const target = targetOf(pathname + probe.path, probe);
  const authorization = await signRaw(world.url, probe.method, target, own.user.signer);
  const status = await send(target, probe, authorization);
  const open = probe.method === "OPTIONS" || /^\/info\/configuration$/.test(probe.path);
  if (actor !== own && !open) {
    assert.ok(status >= 400 || status === 0, `${probe.method} ${target}: ${status}`);
  }
}

const turn = fc.oneof({ weight: 3, arbitrary: action }, { weight: 1, arbitrary: fc.constant(undefined) });
const actions = fc.array(turn, { maxLength: 18, size: "max" });
const probes = fc.array(fc.tuple(storageProbe, fc.nat(100)), { maxLength: 25, size: "max" });

Deno.test("three people's random requests: each storage is as its owner left it, and nothing fails", async () => {
  const storages = await Promise.all(people.map((person) => openStorage(world.url, person)));
  const property = fc.asyncProperty(actions, actions, probes, async (first, second, third) => {
    const [ann, bob, eve] = storages.map((storage) => new Actor(storage));
    assert.ok(ann && bob && eve);
    for (const actor of [ann, bob, eve]) await actor.act({ kind: "deleteAll", guard: "none" }, []);
    const work = async (actor: Actor, others: readonly Actor[], turns: readonly (Action | undefined)[]) => {
      for (const turn of turns) turn === undefined ? await actor.check() : await actor.act(turn, others);
      await actor.check();
    };
    const probing = async () => {
      for (const [probe, pick] of third) await probeStorages(probe, eve, [ann, bob], pick);
    };
    await Promise.all([work(ann, [bob, eve], first), work(bob, [ann, eve], second), probing()]);
    await Promise.all([ann.check(), bob.check()]);
    assert.deepEqual(faults, []);
  });
  const bounds = { interruptAfterTimeLimit: STORAGE_MS, markInterruptAsFailure: false, numRuns: 10_000 };
  await fc.assert(property, { ...bounds, endOnFailure: false });
});

/** Routes whose work is slow on purpose, and those that would end the session the others need. */
const LEFT_OUT = /login|create|reauth|destroy$|password/;

const ROUTES: readonly Route[] = [
  ...accountsService.routes,
  ...profileService.routes,
  ...tokenService.routes,
  ...storageService.routes,
  ...rootService.routes,
];

Deno.test("whatever is sent to whatever route, the server answers and does not fail", async () => {
  const [ann] = people;
  assert.ok(ann);
  const session = await hawkSigner(ann.sessionToken);
  const access = await accessToken(world.url, ann.session);
  const { endpoint, signer } = await openStorage(world.url, ann);
  const probes = routeProbe(ROUTES, endpoint.split("/").at(-1) ?? "");
  const credentials = fc.constantFrom("none", "session", "bearer", "storage", "odd");
  const property = fc.asyncProperty(probes, credentials, headerText, async (probe, kind, odd) => {
    const target = targetOf(probe.path, probe);
    const signed = (by: Signer) => signRaw(world.url, probe.method, target, by);
    const authorization = {
      none: "",
      session: LEFT_OUT.test(probe.path) ? "" : await signed(session),
      bearer: `Bearer ${access}`,
      storage: await signed(signer),
      odd: `Hawk ${odd}`,
    }[kind];
    await send(target, probe, authorization);
  });
  const bounds = { interruptAfterTimeLimit: ROUTES_MS, markInterruptAsFailure: false, numRuns: 100_000 };
  await fc.assert(property, bounds);
});
