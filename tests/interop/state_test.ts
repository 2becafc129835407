/** The comparison that the tests with browsers lean on: it finds every kind of difference, and only those. */
import assert from "node:assert/strict";
import { type AccountState, differences } from "./state.ts";

const state = (bookmarks: AccountState["bookmarks"], forms: readonly string[] = []): AccountState => ({
  bookmarks,
  logins: [],
  history: [],
  forms,
  addresses: [],
  creditcards: [],
});

const ONE = { id: "a", title: "One" };

Deno.test("equal states have no differences", () => {
  assert.deepEqual(differences(state([ONE], ["q=1"]), state([{ ...ONE }], ["q=1"])), []);
});

Deno.test("what differs is told, with the collection and the side that has it", () => {
  const changed = { ...ONE, title: "Two" };
  assert.deepEqual(differences(state([ONE]), state([changed])), [
    'bookmarks: one has {"id":"a","title":"One"}',
    'bookmarks: the other has {"id":"a","title":"Two"}',
  ]);
  assert.deepEqual(differences(state([ONE, ONE]), state([ONE])), [
    'bookmarks: one has {"id":"a","title":"One"} (2)',
  ]);
  assert.deepEqual(differences(state([]), state([], ["q=1"])), ['forms: the other has "q=1"']);
});

Deno.test("of many differences only the first few are told", () => {
  const many = Array.from({ length: 100 }, (_, id) => ({ id: String(id) }));
  assert.equal(differences(state(many), state([])).length, 5);
});
