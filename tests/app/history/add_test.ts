import assert from "node:assert/strict";
import { type GivenVisit, prepareHistoryAdd } from "../../../app/history/add.ts";
import { readVisit, readVisitLines } from "../../../app/history/lines.ts";
import { failsWith } from "../../support/vectors.ts";
import { put } from "../app_support.ts";
import { undo } from "../tree_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "../writing_support.ts";

const NOW_MS = Date.UTC(2026, 6, 15, 12);
const DEFAULTS = { type: "link", at: undefined, nowMs: NOW_MS } as const;

const us = (text: string) => Date.parse(`${text}Z`) * 1000;

/** A visit of that instant. */
const visit = (url: string, at: string, over: Partial<GivenVisit> = {}): GivenVisit => (
  { url, title: null, dateUs: us(at), transition: 1, ...over }
);

const add = async ({ app }: WritingAccount, ...visits: readonly GivenVisit[]) =>
  await (await prepareHistoryAdd(app, { visits, inParts: false })).commit();

Deno.test("a page that is new gets an id of its own, a lifetime, and all that was given of it", async () => {
  await using account = await openWriting();
  const [change, ...more] = await add(
    account,
    visit("https://a.example/", "2026-03-01T10:00"),
    visit("https://a.example/", "2026-03-02T10:00", { title: "A", transition: 2 }),
  );
  assert.equal(more.length, 0);
  const { id = "", action } = change ?? {};
  assert.equal(action, "add");
  assert.match(id, /^[A-Za-z0-9_-]{12}$/);
  assert.deepEqual(await stored(account.app, "history", id), {
    [id]: {
      id,
      histUri: "https://a.example/",
      title: "A",
      visits: [{ date: us("2026-03-02T10:00"), type: 2 }, { date: us("2026-03-01T10:00"), type: 1 }],
    },
  });
  assert.deepEqual(account.writes.flatMap(({ bsos }) => bsos.map(({ ttl }) => ttl)), [5_184_000]);
});

Deno.test("a page without a title has null there, as Firefox writes it", async () => {
  await using account = await openWriting();
  const [change] = await add(account, visit("https://a.example/", "2026-03-01T10:00"));
  assert.equal(change?.after?.["title"], null);
});

const PAGE = {
  id: "aaaaaaaaaaaa",
  histUri: "https://a.example/",
  title: "A",
  visits: [{ date: us("2026-03-01T10:00"), type: 2, x_from: "y" }],
  x_future: { kept: true },
};

Deno.test("a page of that very address keeps its id, its visits and what foxden does not know", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE, { ...PAGE, id: "bbbbbbbbbbbb", histUri: "https://a.example/#b" });
  const changes = await add(account, visit("https://a.example/", "2026-02-01T10:00", { title: "B" }));
  assert.deepEqual(changes.map(({ id, action, members }) => [id, action, members]), [
    ["aaaaaaaaaaaa", "change", ["title", "visits"]],
  ]);
  assert.deepEqual((await stored(account.app, "history", "aaaaaaaaaaaa"))["aaaaaaaaaaaa"], {
    ...PAGE,
    title: "B",
    visits: [...PAGE.visits, { date: us("2026-02-01T10:00"), type: 1 }],
  });
});

Deno.test("what was added before is not sent again", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE);
  account.writes.length = 0;
  const same = visit("https://a.example/", "2026-03-01T10:00", { transition: 2, title: "B" });
  const [change] = await add(account, same);
  assert.deepEqual([change?.action, account.writes.length], ["skip", 0]);
  await add(account, visit("https://b.example/", "2026-03-01T10:00"));
  account.writes.length = 0;
  const [again] = await add(account, visit("https://b.example/", "2026-03-01T10:00"));
  assert.deepEqual([again?.action, account.writes.length], ["skip", 0]);
});

Deno.test("of two records of one address the one that was written last gets the visit", async () => {
  await using account = await openWriting();
  await put(account.app, "history", { ...PAGE, id: "cccccccccccc" });
  await put(account.app, "history", PAGE);
  const [change] = await add(account, visit("https://a.example/", "2026-02-01T10:00"));
  assert.equal(change?.id, "aaaaaaaaaaaa");
});

Deno.test("visits of another device that come in between are kept, and so is its title", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE);
  const theirs = { date: us("2026-03-03T10:00"), type: 1 };
  using _ = meanwhile(
    account,
    () => put(account.app, "history", { ...PAGE, title: "T", visits: [theirs, ...PAGE.visits] }),
  );
  await add(account, visit("https://a.example/", "2026-03-02T10:00"));
  assert.deepEqual((await stored(account.app, "history", "aaaaaaaaaaaa"))["aaaaaaaaaaaa"], {
    ...PAGE,
    title: "T",
    visits: [theirs, { date: us("2026-03-02T10:00"), type: 1 }, ...PAGE.visits],
  });
});

Deno.test("a page that another device adds in between is found, and no second one is made", async () => {
  await using account = await openWriting();
  await put(account.app, "history", { ...PAGE, id: "bbbbbbbbbbbb", histUri: "https://b.example/" });
  using _ = meanwhile(account, () => put(account.app, "history", PAGE));
  const changes = await add(account, visit("https://a.example/", "2026-03-02T10:00"));
  assert.deepEqual(changes.map(({ id, action }) => [id, action]), [["aaaaaaaaaaaa", "change"]]);
});

Deno.test("a title against another one that came in between is a conflict", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE);
  using _ = meanwhile(account, () => put(account.app, "history", { ...PAGE, title: "theirs" }));
  const mine = visit("https://a.example/", "2026-03-02T10:00", { title: "mine" });
  const error = await failsWith("conflict.fields", () => add(account, mine));
  assert.ok(error.code === "conflict.fields");
  assert.deepEqual(error.details.fields.map(({ field }) => field), ["title"]);
});

Deno.test("undo takes a new page away and gives an old one its visits back", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE);
  const changes = await add(
    account,
    visit("https://a.example/", "2026-03-02T10:00", { title: "B" }),
    visit("https://new.example/", "2026-03-02T10:00"),
  );
  const added = changes.find(({ action }) => action === "add")?.id ?? "";
  await undo(account.app);
  assert.deepEqual(await stored(account.app, "history", "aaaaaaaaaaaa", added), {
    aaaaaaaaaaaa: PAGE,
    [added]: "deleted",
  });
});

Deno.test("lines hold an address, a title and a time, and a bad one is told by its number", async () => {
  const text =
    "\ufeffhttps://a.example\tA b\t2026-03-01T10:00Z\r\n\n  https://b.example/\nhttps://c.example/\t\t2h\n";
  assert.deepEqual(readVisitLines(text, { ...DEFAULTS, at: "2026-01-05" }).visits, [
    visit("https://a.example/", "2026-03-01T10:00", { title: "A b" }),
    visit("https://b.example/", "2026-01-05"),
    visit("https://c.example/", "2026-07-15T10:00"),
  ]);
  const bad = [
    "https://a.example/",
    "a.example\tA",
    "https://a.example/\tA\tsoon",
    "https://a.example/\tA\t2h\tmore",
    "https://a.example/\tA\t2027-01-01",
    "file:///x",
  ].join("\n");
  const error = await failsWith("usage.records", () => readVisitLines(bad, DEFAULTS));
  assert.ok(error.code === "usage.records");
  const { faults } = error.details;
  assert.deepEqual(faults.map((fault) => fault.split(":")[0]), [2, 3, 4, 5, 6].map((line) => `line ${line}`));
  assert.doesNotMatch(faults.join(), /--at/);
});

Deno.test("lines are read as a list writes them between tabs, and a page that was never visited adds nothing", () => {
  const text = "url\ttitle\tlastVisit\n" +
    "https://a.example/\ta\\tb\\\\n\\n\\q\t2026-03-01T10:00:00Z\nhttps://never.example/\tNever\t\n";
  assert.deepEqual(readVisitLines(text, DEFAULTS), {
    visits: [visit("https://a.example/", "2026-03-01T10:00", { title: "a\tb\\n\n\\q" })],
    never: 1,
  });
});

Deno.test("a title that is not written because no visit is new is told", async () => {
  await using account = await openWriting();
  await put(account.app, "history", PAGE);
  const same = (title: string | null) =>
    add(account, visit("https://a.example/", "2026-03-01T10:00", { transition: 2, title }));
  const told = async (title: string | null) =>
    (await same(title)).map(({ action, reason }) => `${action} ${reason}`);
  assert.match(`${await told("B")}`, /^skip has .*; keeps its title, since /);
  for (const title of ["A", null]) {
    assert.deepEqual(await told(title), ["skip has these visits, or newer ones"]);
  }
});

Deno.test("one visit is now, and a link, unless said otherwise", async () => {
  assert.deepEqual(
    readVisit("https://a.example", undefined, DEFAULTS),
    visit("https://a.example/", "2026-07-15T12:00"),
  );
  const typed = readVisit("https://a.example", "A", { ...DEFAULTS, type: "typed", at: "yesterday" });
  assert.deepEqual(typed, visit("https://a.example/", "2026-07-14", { title: "A", transition: 2 }));
  for (const at of ["", "soon", "2030", "1992"]) {
    await failsWith("usage.value", () => readVisit("https://a.example", "A", { ...DEFAULTS, at }));
  }
});
