/** Cards as they are listed and written, and that nothing tells their numbers. */
import assert from "node:assert/strict";
import { listCards, openCardSheet, prepareCardAdd, prepareCardSet } from "../../../app/autofill/cards.ts";
import { listAddresses } from "../../../app/autofill/addresses.ts";
import { listUndo } from "../../../app/undo/undo.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, put } from "../app_support.ts";
import { meanwhile } from "../writing_support.ts";
import {
  address,
  card,
  entry,
  given,
  ID,
  MASTERCARD,
  onAccount,
  setting,
  undone,
  VISA,
} from "./entries_support.ts";

const CARD = "77c0ad12be90";
const DISCOVER = "6011111111111117";
const NUMBERS = new RegExp([VISA, MASTERCARD, DISCOVER].join("|"));

Deno.test("cards are listed by what can be read of them, whatever they hold", () => {
  const cards = [
    card({ "cc-exp-month": 4, "cc-exp-year": 2031 }, "aaaaaaaaaaa1"),
    card({ "cc-name": "B", "cc-exp-month": "12", "cc-exp-year": "24" }, "aaaaaaaaaaa2"),
    card({ "cc-name": "C", "cc-exp-month": 13, "cc-exp-year": 2031, "cc-type": 5 }, "aaaaaaaaaaa3"),
    card({ "cc-name": "D", "cc-exp-month": 0, "cc-number": "12" }, "aaaaaaaaaaa4"),
    card({ "cc-name": "E", version: 4, "cc-type": undefined, "cc-exp-year": 1e9 }, "aaaaaaaaaaa5"),
    card({ version: 9 }, "aaaaaaaaaaa6"),
    card({ "cc-number": 4111 }, "aaaaaaaaaaa7"),
  ];
  return onAccount(
    async ({ app }) => {
      const listing = await listCards(app, {});
      assert.deepEqual(await cellsOf(listing, "name", "network", "lastFour", "expiry", "expired"), [
        { name: "Ann Lee", network: "visa", lastFour: "1111", expiry: "2031-04", expired: false },
        { name: "B", network: "visa", lastFour: "1111", expiry: "2024-12", expired: true },
        { name: "C", network: "visa", lastFour: "1111", expiry: null, expired: null },
        { name: "D", network: "visa", lastFour: null, expiry: null, expired: null },
        { name: "E", network: "visa", lastFour: "1111", expiry: null, expired: null },
      ]);
      assert.equal(listing.malformed().count, 2);
      const found = async (query: string) => (await cellsOf(await listCards(app, { query }), "name")).length;
      assert.deepEqual([await found("is:expired"), await found("is:valid"), await found("-is:expired")], [
        1,
        1,
        4,
      ]);
      assert.deepEqual([await found("1111"), await found(VISA), await found("41111")], [4, 0, 0]);
    },
    "creditcards",
    ...cards,
  );
});

Deno.test("a number in conflict is not told, and no more is it in the plan or a trace", () =>
  onAccount(
    async (account) => {
      const { app } = account;
      const pending = await prepareCardSet(app, setting({ number: MASTERCARD }, ["77c0ad"]));
      assert.deepEqual(pending.changes[0]?.members, ["entry.cc-number", "entry.cc-type"]);
      using _other = meanwhile(
        account,
        () => put(app, "creditcards", card({ "cc-number": "4012888888881881" })),
      );
      const error = await failsWith("conflict.fields", () => pending.commit());
      const told = JSON.stringify([error.message, error.details, account.traces, account.warnings]);
      assert.match(told, /"entry.cc-number","before":"\(secret\)","mine":"\(secret\)"/);
      assert.doesNotMatch(told, /4111111111111111|5555555555554444|4012888888881881/);
    },
    "creditcards",
    card(),
  ));

Deno.test("the journal tells a number to nobody who lists it, and has it for the way back alone", () =>
  onAccount(
    async ({ app }) => {
      await (await prepareCardSet(app, setting({ number: MASTERCARD }, [CARD]))).commit();
      await (await prepareCardAdd(app, [given({ number: DISCOVER, name: "Bo" })])).commit();
      const journal = await app.journal();
      const entries = journal.entries();
      assert.deepEqual(entries.map(({ title }) => title), ["cards set new", "cards set"]);
      assert.doesNotMatch(JSON.stringify([entries, await cellsOf(await listUndo(app))]), NUMBERS);
      const kept = await Promise.all(entries.map(({ seq }) => journal.changes(seq)));
      assert.match(JSON.stringify(kept), new RegExp(`${VISA}.*${MASTERCARD}`));
      await undone(app);
      await undone(app);
      assert.equal((await entry(app, "creditcards", CARD))["cc-number"], VISA);
    },
    "creditcards",
    card(),
  ));

Deno.test("no edit makes two cards of one number, nor do two records that are given at once", () =>
  onAccount(
    async (account) => {
      const { app, writes } = account;
      const refused = async (act: () => Promise<unknown>) => {
        const { message } = await failsWith("usage.value", act);
        assert.doesNotMatch(message, NUMBERS);
        return message;
      };
      const OTHER = "c0ffee123456";
      assert.match(
        await refused(() => prepareCardSet(app, setting({ number: VISA }, [OTHER]))),
        /of this number is there already, with other fields; set those of 77c0ad12be90$/,
      );
      const both = setting({ number: DISCOVER }, [CARD, OTHER]);
      assert.match(await refused(() => prepareCardSet(app, both)), /no two cards have the same number/);
      const twice = ["Bo", "Cy"].map((name) => given({ number: DISCOVER, name }));
      assert.match(await refused(() => prepareCardAdd(app, twice)), /no two cards have the same number/);
      assert.deepEqual(writes, []);
      const pending = await prepareCardSet(app, setting({ number: DISCOVER }, [OTHER]));
      using _other = meanwhile(account, () => put(app, "creditcards", card({ "cc-number": DISCOVER })));
      await refused(() => pending.commit());
      await (await prepareCardSet(app, setting({ number: MASTERCARD, name: "B" }, [OTHER, "c0ffee"])))
        .commit();
      assert.equal((await entry(app, "creditcards", OTHER))["cc-name"], "B");
    },
    "creditcards",
    card(),
    card({ "cc-number": MASTERCARD, "cc-type": "mastercard" }, "c0ffee123456"),
  ));

Deno.test("two cards that have one number from elsewhere can be changed in all else", () =>
  onAccount(
    async ({ app }) => {
      await (await prepareCardSet(app, setting({ name: "B" }, [CARD]))).commit();
      assert.equal((await entry(app, "creditcards", CARD))["cc-name"], "B");
    },
    "creditcards",
    card(),
    card({}, "c0ffee123456"),
  ));

Deno.test("what others have changed of a card since stays when an edit of it is undone", () =>
  onAccount(
    async ({ app }) => {
      await (await prepareCardSet(app, setting({ name: "Ann B. Lee" }, [CARD]))).commit();
      const now = await entry(app, "creditcards", CARD);
      await put(app, "creditcards", {
        id: CARD,
        entry: { ...now, "cc-exp-year": 2035, timesUsed: 9, timeLastUsed: 9000, timeLastModified: 9000 },
      });
      await undone(app);
      const { "cc-name": name, "cc-exp-year": year, timesUsed } = await entry(app, "creditcards", CARD);
      assert.deepEqual([name, year, timesUsed], ["Ann Lee", 2035, 9]);
    },
    "creditcards",
    card({ timesUsed: 1, timeLastModified: 1000 }),
  ));

Deno.test("a text for an editor has no place for a number, and one that holds a number is not to be kept", () =>
  onAccount(
    async ({ app }) => {
      const { text, prepare, unkept } = await openCardSheet(app, CARD);
      for (const word of ["number", "cc-number", "CardNumber"]) {
        const error = await failsWith("usage.value", async () => await prepare(`${text}${word}=1\n`, false));
        assert.match(error.message, /^number: the number of a card is not written into a text/);
        assert.deepEqual(error.details, { name: "number" });
      }
      const code = await failsWith("usage.value", async () => await prepare(`${text}cvv=737\n`, false));
      assert.match(code.message, /security code has no place here/);
      assert.equal(unkept?.(text), undefined);
      assert.equal(unkept?.(text.replace("name=", "name=B")), undefined);
      for (const typed of [`number=${VISA}`, "name=Ann 4111-1111 1111 1111", [...VISA].join("\0")]) {
        assert.equal(unkept?.(`${text}${typed}\n`), "it holds the number of a card");
      }
    },
    "creditcards",
    card(),
  ));

Deno.test("a card of a number that is there is not made, and one that is all the same is there already", () =>
  onAccount(
    async ({ app, writes }) => {
      const error = await failsWith(
        "usage.value",
        () => prepareCardAdd(app, [given({ number: VISA, name: "Bo" })]),
      );
      assert.match(
        error.message,
        /^a card of this number is there already, with other fields; set those of 77c0ad12be90$/,
      );
      assert.doesNotMatch(error.message, /4111/);
      const [same] = (await prepareCardAdd(app, [given({ number: VISA, name: "Ann Lee" })])).changes;
      assert.deepEqual([same?.id, same?.action, same?.reason], [CARD, "skip", "is there already"]);
      assert.deepEqual(writes, []);
    },
    "creditcards",
    card(),
  ));

Deno.test("a billing address is one of the account's, by its whole id or the beginning of it", () =>
  onAccount(
    async (account) => {
      const { app } = account;
      await put(app, "creditcards", card());
      const set = async (id: string) => {
        await (await prepareCardSet(app, setting({ billingAddress: id }, [CARD]))).commit();
        return (await entry(app, "creditcards", CARD))["billingAddressGUID"];
      };
      assert.equal(await set("4be31f"), ID);
      await put(app, "addresses", address({ name: "Bo" }, "d15c00000001"));
      const hour = { mode: "max-age", maxAgeMs: 3_600_000, lenient: true } as const;
      using later = account.open({ fresh: hour });
      await cellsOf(await listAddresses(later, {}));
      await put(app, "addresses", address({ name: "Cy" }, "cafe00000002"));
      const pending = await prepareCardSet(later, setting({ billingAddress: "cafe00" }, [CARD]));
      assert.deepEqual(pending.changes.map(({ members }) => members), [["entry.billingAddressGUID"]]);
      await failsWith("not-found.record", () => set("123456789012"));
      assert.equal(await set(""), undefined);
    },
    "addresses",
    address(),
  ));
