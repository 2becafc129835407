/** `foxden addresses list` and `get`: postal addresses for forms. */
import { addressColumns, getAddresses, listAddresses } from "../../app/autofill/addresses.ts";
import { answerOrField, askedFor, FIELD } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["addresses", "list"],
  summary: "Show addresses",
  output: "list",
  source: "mirror",
  columns: addressColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words, and fields such as name: city: country: after:",
    },
  },
  examples: [
    { line: "addresses list" },
    { line: "addresses list country:DE --fields name,street,postalCode,city" },
    { line: "addresses list lee --json", note: "every field" },
  ],
  async run(call) {
    return rows(await listAddresses(openApp(call), { query: call.args.query.join(" ") }));
  },
});

export const get = command({
  path: ["addresses", "get"],
  summary: "Show one address, or several",
  output: "list",
  source: "mirror",
  columns: addressColumns,
  args: {
    id: { label: "ID", many: true, help: "An id, or its first 6 characters or more; - reads ids from stdin" },
  },
  options: { field: FIELD },
  examples: [
    { line: "addresses get 4be31f" },
    { line: "addresses get 4be31f --json", note: "one object" },
    { line: "addresses list country:DE -f ids | foxden addresses get - --json", note: "a list of them" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.id);
    return await answerOrField(call, await getAddresses(openApp(call), asked), asked, call.options.field);
  },
});
