import assert from "node:assert/strict";
import { put, type TestRecord } from "../../app/app_support.ts";
import { meanwhile, openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const ANN = "4be31f0a9c77";
const BO = "c0ffee123456";
const address = (id: string, entry: object): TestRecord => ({ id, entry: { version: 1, ...entry } });
const RECORDS = [
  address(ANN, {
    name: "Ann Lee",
    "street-address": "1 Main St\nApt 2",
    "address-level2": "Springfield",
    country: "US",
  }),
  address(BO, { "given-name": "安", "family-name": "李", "address-level2": "Ulm", tel: "+49731123456" }),
];

async function onAddresses(
  run: (account: WritingAccount) => Promise<void>,
  records: readonly TestRecord[] = RECORDS,
): Promise<void> {
  await using account = await openWriting();
  if (records.length > 0) await put(account.app, "addresses", ...records);
  account.writes.length = 0;
  await run(account);
}

const addresses = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["addresses", ...words], around);

async function shown(account: WritingAccount, id: string): Promise<Record<string, unknown>> {
  return JSON.parse(expectSuccess(await addresses(account, ["get", id, "--json"])).stdout);
}

Deno.test("addresses are listed by name, and found by words and fields", () =>
  onAddresses(async (account) => {
    const ids = async (...query: string[]) =>
      linesOf(expectSuccess(await addresses(account, ["list", "-f", "ids", "--", ...query])).stdout);
    assert.deepEqual(await ids(), [ANN, BO]);
    for (const query of ["lee", "city:springfield", "country:us", "street:apt", "id:4be3"]) {
      assert.deepEqual(await ids(query), [ANN], query);
    }
    for (const query of ["name:李安", "tel:731", "-lee", "-country:us"]) {
      assert.deepEqual(await ids(query), [BO], query);
    }
    const wrong = await addresses(account, ["list", "is:expired", "--json"]);
    assert.match(expectFailure(wrong, 2, "usage.value").message, /fields: name: organization: street:/);
  }));

Deno.test("one address is shown with all its fields, several are a list, and what is not there is exit 3", () =>
  onAddresses(async (account) => {
    const { street, name, country, masked } = await shown(account, "4be31f");
    assert.deepEqual([street, name, country, masked], ["1 Main St\nApt 2", "Ann Lee", "US", undefined]);
    assert.equal((await shown(account, BO))["name"], "李安");
    assert.equal(itemsOf(expectSuccess(await addresses(account, ["get", ANN, BO, "--json"]))).length, 2);
    const piped = await addresses(account, ["get", "-", "--json"], { stdin: `${BO}\n` });
    assert.equal(itemsOf(expectSuccess(piped)).length, 1);
    const some = await addresses(account, ["get", ANN, "000000000000", "--json"]);
    assert.deepEqual([some.code, itemsOf(some).length], [3, 1]);
    assert.match(some.stderr, /^not there: 000000000000$/m);
    expectFailure(await addresses(account, ["get", "nosuch", "--json"]), 3, "not-found.record");
  }));

Deno.test("an account without addresses has an empty list", () =>
  onAddresses(async (account) => {
    const { stdout, code } = await addresses(account, ["list", "--json"]);
    assert.deepEqual([code, itemsOf({ stdout, code, stderr: "" })], [0, []]);
  }, []));

Deno.test("an address that cannot be read is exit 9, and says which one it is", () =>
  onAddresses(async (account) => {
    const run = await addresses(account, ["get", "aaaaaaaaaaa1"]);
    assert.equal(run.code, 9);
    assert.match(run.stderr, /1 record could not be read .*aaaaaaaaaaa1/);
    const edit = await addresses(account, ["set", "aaaaaaaaaaa1", "city=Ulm", "--json"]);
    const { message } = expectFailure(edit, 2, "usage.records");
    assert.match(message, /aaaaaaaaaaa1, which cannot be read: entry.version/);
    expectSuccess(await addresses(account, ["rm", "aaaaaaaaaaa1"]));
  }, [{ id: "aaaaaaaaaaa1", entry: { version: 9 } }]));

Deno.test("a new address gets an id of Firefox's kind, and the parts of its name", () =>
  onAddresses(async (account) => {
    for (const verb of [["set", "new"], ["add"]]) {
      const words = [...verb, `name=Dr. ${verb[0]} van Dam`, "street=1 Main St\\nApt 2", "country=de"];
      const [item] = itemsOf(expectSuccess(await addresses(account, [...words, "--json"])));
      const id = String(item?.["id"]);
      assert.match(id, /^[0-9a-f]{12}$/);
      assert.deepEqual([item?.["action"], item?.["name"]], ["add", `Dr. ${verb[0]} van Dam`]);
      const { street, country, givenName, familyName, timesUsed, lastUsed } = await shown(account, id);
      assert.deepEqual([street, country, givenName, familyName, timesUsed, lastUsed], [
        "1 Main St\nApt 2",
        "DE",
        verb[0],
        "van Dam",
        0,
        null,
      ]);
    }
    assert.match(
      (await addresses(account, ["add", "city=Bonn"])).stderr,
      /^addresses: 1 added\.\nfoxden undo takes/m,
    );
  }));

Deno.test("an address that is there is not added once more, and its id is named", () =>
  onAddresses(async (account) => {
    const words = [
      "set",
      "new",
      "name=Ann Lee",
      "street=1 Main St\\nApt 2",
      "city=Springfield",
      "country=us",
    ];
    const run = expectSuccess(await addresses(account, [...words, "--json"]));
    assert.deepEqual(itemsOf(run).map(({ id, action, reason }) => [id, action, reason]), [
      [ANN, "skip", "is there already"],
    ]);
    assert.match((await addresses(account, words)).stderr, /^addresses: 1 unchanged\.$/m);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("fields are set and emptied, in one address or several, and undo takes it back", () =>
  onAddresses(async (account) => {
    expectSuccess(await addresses(account, ["set", ANN, "address-level2=Bern", "COUNTRY=ch", "street="]));
    const { city, country, street, name } = await shown(account, ANN);
    assert.deepEqual([city, country, street, name], ["Bern", "CH", null, "Ann Lee"]);
    expectSuccess(await addresses(account, ["edit", ANN, BO, "email=x@example.org"]));
    const ids = await addresses(account, ["set", "-", "organization=Den"], { stdin: `${ANN}\n${BO}\n` });
    assert.match(expectSuccess(ids).stderr, /^addresses: 2 changed\.$/m);
    assert.deepEqual([(await shown(account, BO))["email"], (await shown(account, BO))["organization"]], [
      "x@example.org",
      "Den",
    ]);
    expectSuccess(await runOn(account, ["undo", "3"]));
    assert.deepEqual((await shown(account, ANN))["city"], "Springfield");
    const list = await runOn(account, ["undo", "--list", "--json"]);
    assert.deepEqual(itemsOf(list).map(({ command }) => command).slice(-3), [
      "addresses set",
      "addresses set",
      "addresses set",
    ]);
  }));

Deno.test("a dry run says what would change, and sends nothing", () =>
  onAddresses(async (account) => {
    const run = await addresses(account, ["set", ANN, BO, "city=Springfield", "-n", "--json"]);
    assert.equal(JSON.parse(expectSuccess(run).stdout).dryRun, true);
    assert.deepEqual(itemsOf(run).map(({ action, members }) => [action, members]), [
      ["skip", []],
      ["change", ["entry.address-level2"]],
    ]);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("fields come from stdin as lines or as JSON, and what a list prints can be given back", () =>
  onAddresses(async (account) => {
    const lines = "# moved\nstreet=2 Oak St\\nApt 3\ncity = Bern\n";
    expectSuccess(await addresses(account, ["set", ANN, "-"], { stdin: lines }));
    const { street, city } = await shown(account, ANN);
    assert.deepEqual([street, city], ["2 Oak St\nApt 3", "Bern"]);
    const json = JSON.stringify({ city: "Genève", postalCode: 1200, tel: null });
    expectSuccess(await addresses(account, ["set", ANN, "-"], { stdin: json }));
    assert.equal((await shown(account, ANN))["postalCode"], "1200");

    const listed = expectSuccess(await addresses(account, ["list", "--json"])).stdout;
    expectSuccess(await addresses(account, ["rm", ANN, BO, "--yes"]));
    const back = expectSuccess(await addresses(account, ["set", "new", "-", "--json"], { stdin: listed }));
    assert.deepEqual(itemsOf(back).map(({ action }) => action), ["add", "add"]);
    const names = async () => itemsOf(await addresses(account, ["list", "--json"])).map(({ name }) => name);
    assert.deepEqual(await names(), ["Ann Lee", "李安"]);
  }));

Deno.test("words that mean nothing, or two things, are refused before anything is asked of a server", () =>
  onAddresses(async (account) => {
    const cases: [readonly string[], RegExp, string?][] = [
      [["set", ANN, "zip=1"], /"zip" is no field of an address/],
      [["set", ANN, "given-name=A"], /follows from name/],
      [["set", ANN, "country=Germany"], /did you mean DE\?/],
      [["set", ANN, "city=a\x07b"], /control character/],
      [["set", ANN, "city=a\\nb"], /one line/],
      [["set", ANN, "city=a", "street"], /word 2 of the fields/],
      [["set", ANN, "city=a", "address-level2=b"], /city is given twice/],
      [["set", ANN], /nothing to set: give FIELD=VALUE/],
      [["set", "new"], /nothing to set/],
      [["set", "new", "country=de"], /more than a country/],
      [["set", "new", ANN, "city=a"], /new stands alone/],
      [["set", ANN, "-", "city=a"], /reads the fields from stdin, and they stand/],
      [["set", "-", "-", "city=a"], /only once/],
      [["set", "-", "city=a"], /no ids on stdin/],
      [["set", ANN, "-"], /no fields on stdin/],
      [["set", "new", "-"], /no records on stdin/, "[]"],
      [["set", ANN, "-"], /"givenName" follows from name/, '{"givenName":"Bob"}'],
      [["set", ANN, "-"], /fields of one record/, '[{"city":"a"},{"city":"b"}]'],
      [["set", ANN, "-"], /record 2: each field holds text/, '{"city":"a"}\n{"city":{}}'],
      [["rm", "-"], /no ids on stdin/],
    ];
    for (const [words, told, stdin = ""] of cases) {
      const { message } = expectFailure(
        await addresses(account, [...words, "--json"], { stdin }),
        2,
        "usage.value",
      );
      assert.match(message, told, words.join(" "));
    }
    expectFailure(await addresses(account, ["set", "nosuch", "city=a", "--json"]), 3, "not-found.record");
    const offline = await addresses(account, ["set", ANN, "city=a", "--offline", "--json"]);
    expectFailure(offline, 7, "network.offline");
    assert.deepEqual(account.writes, []);
  }));

Deno.test("one that is not there keeps all others from being deleted, and several are asked about", () =>
  onAddresses(async (account) => {
    expectFailure(await addresses(account, ["rm", ANN, "nosuch", "--json"]), 3, "not-found.record");
    expectFailure(await addresses(account, ["rm", ANN, BO, "--json"]), 11, "not-confirmed.no-terminal");
    expectFailure(await addresses(account, ["rm", ANN, BO, "--yes=3", "--json"]), 11, "not-confirmed.count");
    assert.deepEqual(account.writes, []);
    const run = expectSuccess(
      await addresses(account, ["rm", "-", "-y"], { stdin: `${ANN}\n${BO}\n${ANN}\n` }),
    );
    assert.match(run.stderr, /^addresses: 2 removed\.$/m);
    expectSuccess(await runOn(account, ["undo"]));
    assert.equal((await shown(account, ANN))["city"], "Springfield");
  }));

Deno.test("beginnings that fit several records are exit 5 and name them", () =>
  onAddresses(async (account) => {
    const run = await addresses(account, ["set", "aaaaaa", "city=x", "--json"]);
    const { candidates } = expectFailure(run, 5, "ambiguous.match");
    assert.deepEqual(candidates, ["aaaaaa000001", "aaaaaa000002"]);
  }, [address("aaaaaa000001", { name: "A" }), address("aaaaaa000002", { name: "B" })]));

Deno.test("an editor gets a line for each field, of a record that is there and of a new one", () =>
  onAddresses(async (account) => {
    const path = `${account.home}/editor.sh`;
    const script = `grep -v '^#' "$1" > ${account.home}/log
      sed -i 's/^city=.*/city=Bern/; s/^organization=$/organization=Den and Co/' "$1"`;
    await Deno.writeTextFile(path, script);
    const around = { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
    expectSuccess(await addresses(account, ["set", ANN], around));
    assert.deepEqual(linesOf(await Deno.readTextFile(`${account.home}/log`)), [
      "name=Ann Lee",
      "organization=",
      "street=1 Main St\\nApt 2",
      "district=",
      "city=Springfield",
      "region=",
      "postalCode=",
      "country=US",
      "tel=",
      "email=",
    ]);
    const { city, organization, street } = await shown(account, ANN);
    assert.deepEqual([city, organization, street], ["Bern", "Den and Co", "1 Main St\nApt 2"]);
    const again = expectSuccess(await addresses(account, ["set", ANN], around));
    assert.match(again.stderr, /^nothing to change\.$/m);
    assert.match(expectSuccess(await addresses(account, ["set", "new"], around)).stderr, /1 added/);
  }));

Deno.test("a field that another device changed meanwhile is exit 6, and --force writes over it", () =>
  onAddresses(async (account) => {
    const theirs = () => put(account.app, "addresses", address(BO, { name: "B", "address-level2": "Basel" }));
    using _other = meanwhile(account, theirs);
    const conflict = await addresses(account, ["set", BO, "city=Bern"]);
    assert.equal(conflict.code, 6);
    assert.match(conflict.stderr, /entry\.address-level2 +"Ulm" +"Bern" +"Basel"/);
    assert.match(conflict.stderr, /foxden addresses get c0ffee123456 +to see what it wrote/);
    expectSuccess(await addresses(account, ["set", BO, "city=Bern", "--force"]));
    assert.equal((await shown(account, BO))["city"], "Bern");
  }));
