/** Two Firefoxes and foxden on one account of `foxden serve`: what one writes, the others show. */
import assert from "node:assert/strict";
import { anyObject, array, type JsonObject, string, unknownValue } from "../../core/json.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { pastWholeSeconds, withoutFormUploads } from "./quirks.ts";
import { type AccountState, rows } from "./state.ts";
import { ADDRESS, BOOKMARKS, CARD, FORMS, LOGINS, NOTES, pages, plannedRows, WIKI } from "./written.ts";

/** The household, and what everybody in it showed last. */
interface RoundTrip extends OpenHousehold {
  state: AccountState;
}

const NOTHING: AccountState = {
  bookmarks: [],
  logins: [],
  history: [],
  forms: [],
  addresses: [],
  creditcards: [],
};

firefoxTest<RoundTrip>(
  "two Firefoxes and foxden share one account",
  async () => ({ ...await openHousehold(), state: NOTHING }),
  {
    "what a device has before its first sync reaches all, in every value": firstSync,
    "a sync without changes uploads nothing but the open tabs": idleSync,
    "edits on both devices reach both": edits,
    "of two edits of one thing the later wins, and an edited bookmark outlives its deletion": conflicts,
    "deletions on both devices reach both, and foxden lists them as deleted": deletions,
  },
);

async function firstSync(trip: RoundTrip): Promise<void> {
  const { den } = trip;
  const visited = pages(Date.now());
  const ids = strings(await den.call("bookmarks", "add", "toolbar", BOOKMARKS), "ids");
  await den.call("logins", "add", LOGINS);
  await den.call("history", "add", visited);
  await den.call("forms", "add", FORMS);
  await den.call("autofill", "add", "addresses", ADDRESS);
  await den.call("autofill", "add", "creditCards", CARD);
  await signInAll(trip);
  await syncBoth(trip);
  const { bookmarks, logins, history, forms, addresses, creditcards } = trip.state = await expectSameState(
    trip,
  );

  assert.deepEqual(pick(bookmarks, ids), plannedRows("toolbar", BOOKMARKS, [...ids]));
  assert.deepEqual(valuesLike(logins, LOGINS[0]), valuesLike(LOGINS, LOGINS[0]));
  const wanted: JsonObject[] = visited.map((page) => ({ ...page }));
  assert.deepEqual(valuesLike(history, wanted[0]), valuesLike(wanted, wanted[0]));
  assert.deepEqual(forms, FORMS.map(({ name, value }) => `${name}=${value}`).sort());
  assert.deepEqual(valuesLike(addresses, ADDRESS), valuesLike([ADDRESS], ADDRESS));
  assert.deepEqual(valuesLike(creditcards, CARD), valuesLike([CARD], CARD));
}

async function idleSync({ den, laptop }: RoundTrip): Promise<void> {
  for (const device of [den, laptop]) {
    const { uploaded } = await device.sync();
    assert.deepEqual(withoutFormUploads(uploaded.keys()), ["tabs"], device.name);
  }
}

async function edits(trip: RoundTrip): Promise<void> {
  const { den, laptop, state: { bookmarks, logins, addresses, creditcards } } = trip;
  const bookmark = (title: string) => idOf(bookmarks, "title", title);
  const [work, grafana, wiki] = [bookmark("Work"), bookmark("Grafana"), bookmark("Wiki search")];
  await den.call("bookmarks", "change", work, { title: "Wörk" });
  await den.call("bookmarks", "change", wiki, { parentId: "menu", index: 0 });
  await den.call("bookmarks", "rekey", WIKI, "wiki");
  await den.call("bookmarks", "retag", NOTES, ["neu"]);
  await den.call("logins", "change", idOf(logins, "username", "ann"), { password: "neu ✓" });
  await den.call("history", "add", [{
    url: "https://old.example/",
    title: "Öld",
    visits: [[Date.now(), 2]],
  }]);
  await den.call("autofill", "change", "creditCards", creditcards[0]?.id, { "cc-exp-year": 2042 });

  await laptop.call("bookmarks", "change", grafana, { title: "Gräfana", url: "https://grafana.example/" });
  await laptop.call("bookmarks", "add", "mobile", [{ title: "On the go", url: "https://m.example/" }]);
  await laptop.call("logins", "change", idOf(logins, "username", "root"), { username: "admin" });
  await laptop.call("history", "add", pages(Date.now() - 5000).slice(0, 1));
  await laptop.call("forms", "add", [{ name: "city", value: "Zürich" }]);
  const changes = { organization: "", tel: "+12125550199" };
  await laptop.call("autofill", "change", "addresses", addresses[0]?.id, changes);

  await syncBoth(trip);
  expectEdited(trip.state = await expectSameState(trip), [work, grafana, wiki]);
}

function expectEdited(state: AccountState, ids: readonly string[]): void {
  const shown = ["parentId", "title", "url", "keyword"];
  assert.deepEqual(pick(state.bookmarks, ids).map((item) => shown.map((name) => item[name])), [
    ["toolbar", "Wörk", null, null],
    [ids[0], "Gräfana", "https://grafana.example/", null],
    ["menu", "Wiki search", WIKI, "wiki"],
  ]);
  assert.equal(pick(state.bookmarks, [ids[2] ?? ""])[0]?.position, 0);
  assert.deepEqual(state.bookmarks.filter(({ url }) => url === NOTES).map(({ tags }) => tags), [
    ["neu"],
    ["neu"],
    ["neu"],
  ]);
  assert.deepEqual(
    state.bookmarks.filter(({ parentId }) => parentId === "mobile").map(({ title }) => title),
    [
      "On the go",
    ],
  );
  const secrets = state.logins.map(({ username, password }) => `${username}: ${password}`);
  assert.deepEqual(
    new Set(secrets),
    new Set(["ann: neu ✓", 'ann-work: q"\\,;', "admin: 🔑 with spaces ", ": 0"]),
  );
  const visits = state.history.map(({ url, visits }) => [url, array(unknownValue)(visits, "visits").length]);
  assert.deepEqual(Object.fromEntries(visits), {
    "https://news.example/": 6,
    "https://news.example/?q=%C3%A4#x": 1,
    "https://old.example/": 2,
    "https://untitled.example/": 1,
  });
  assert.ok(state.forms.includes("city=Zürich"));
  assert.deepEqual([state.addresses[0]?.organization, state.addresses[0]?.tel], [null, "+12125550199"]);
  assert.equal(state.creditcards[0]?.["cc-exp-year"], 2042);
}

async function conflicts(trip: RoundTrip): Promise<void> {
  const { den, laptop, state: before } = trip;
  const twice = idOf(before.bookmarks, "title", "Read later");
  const revived = idOf(before.bookmarks, "title", "Gräfana");
  const login = idOf(before.logins, "username", "ann");
  await den.call("bookmarks", "change", twice, { title: "first" });
  await den.call("bookmarks", "remove", revived);
  await den.call("logins", "change", login, { password: "first" });
  await den.sync();
  await pastWholeSeconds();
  await laptop.call("bookmarks", "change", twice, { title: "second" });
  await laptop.call("bookmarks", "change", revived, { title: "Still needed" });
  await laptop.call("logins", "change", login, { password: "second" });
  await syncBoth(trip);
  const { bookmarks, logins } = trip.state = await expectSameState(trip);
  assert.deepEqual(pick(bookmarks, [twice, revived]).map(({ title }) => title), ["second", "Still needed"]);
  assert.deepEqual(pick(logins, [login]).map(({ password }) => password), ["second"]);
}

async function deletions(trip: RoundTrip): Promise<void> {
  const { den, laptop, state: before } = trip;
  const folder = idOf(before.bookmarks, "title", "Old things");
  const gone = {
    bookmarks: [folder, ...childrenOf(before, folder), idOf(before.bookmarks, "title", "Still needed")],
    passwords: ["ann", "admin"].map((name) => idOf(before.logins, "username", name)),
    history: ["old", "news"].map((name) => idOf(before.history, "url", `https://${name}.example/`)),
    addresses: before.addresses.map(({ id }) => string(id, "id")),
    creditcards: before.creditcards.map(({ id }) => string(id, "id")),
  };
  await den.call("bookmarks", "remove", folder);
  await den.call("logins", "remove", gone.passwords[0]);
  await den.call("history", "remove", "https://old.example/");
  await den.call("autofill", "remove", "addresses", gone.addresses[0]);
  await den.call("forms", "remove", "city", "Ulm");
  await laptop.call("bookmarks", "remove", gone.bookmarks.at(-1));
  await laptop.call("bookmarks", "retag", NOTES, []);
  await laptop.call("bookmarks", "rekey", WIKI, null);
  await laptop.call("logins", "remove", gone.passwords[1]);
  await laptop.call("history", "remove", "https://news.example/");
  await laptop.call("autofill", "remove", "creditCards", gone.creditcards[0]);

  await syncBoth(trip);
  trip.state = await expectSameState({ ...trip, deletedForms: ["city=Ulm"] });
  for (const [collection, ids] of Object.entries(gone)) await expectDeleted(trip, collection, ids);
  const { bookmarks } = trip.state;
  assert.deepEqual(bookmarks.filter(({ url }) => url === NOTES).map(({ tags }) => tags), [[], [], []]);
  assert.deepEqual(bookmarks.filter(({ url }) => url === WIKI).map(({ keyword }) => keyword), [null]);
}

/** Nobody shows these any more, and the server has their tombstones and no others. */
async function expectDeleted(
  { foxden, state }: RoundTrip,
  name: string,
  ids: readonly string[],
): Promise<void> {
  const deleted = rows((await foxden.run(`records list ${name} --deleted --ndjson`)).stdout);
  assert.deepEqual(deleted.map(({ id }) => id).sort(), ids.toSorted(), name);
  const { forms: _, ...lists } = state;
  const shown = Object.values(lists).flat().map(({ id }) => string(id, "id"));
  assert.deepEqual(shown.filter((id) => ids.includes(id)), [], name);
}

const strings = array(string);

const childrenOf = ({ bookmarks }: AccountState, folder: string): string[] =>
  bookmarks.filter(({ parentId }) => parentId === folder).map(({ id }) => string(id, "id"));

/** What is told of the items with these ids, in this order. */
const pick = (items: readonly JsonObject[], ids: readonly string[]): JsonObject[] =>
  ids.map((id) => anyObject(items.find((item) => item.id === id), id));

/** The id of the one item with this member. */
function idOf(items: readonly JsonObject[], member: string, value: string): string {
  const found = items.filter((item) => item[member] === value);
  assert.equal(found.length, 1, `one item with ${member} ${value}`);
  return string(found[0]?.id, "id");
}

/** Of each item only the members that `sample` has, in an order that needs no ids. */
const valuesLike = (items: readonly JsonObject[], sample: JsonObject = {}): string[] =>
  items.map((item) => JSON.stringify(Object.keys(sample).map((name) => item[name] ?? null))).sort();
