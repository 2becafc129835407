/** `foxden forms list` and `get`: what was typed into forms. */
import { formColumns, getForms, listForms } from "../../app/autofill/forms.ts";
import { answerOrField, askedFor, FIELD } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["forms", "list"],
  summary: "Show what was typed into forms",
  about: "name is that of the form's field; what was typed into the search bar is under searchbar-history.",
  output: "list",
  source: "mirror",
  columns: formColumns,
  args: {
    query: { optional: true, many: true, label: "Q", help: "Words, and fields such as name: value: after:" },
  },
  examples: [
    { line: "forms list name:searchbar-history" },
    { line: "forms list value:ulm after:30d", note: "that changed within 30 days" },
    { line: "forms list name:email --template '{value}'" },
  ],
  async run(call) {
    return rows(await listForms(openApp(call), { query: call.args.query.join(" ") }));
  },
});

export const get = command({
  path: ["forms", "get"],
  summary: "Show one entry, or several",
  output: "list",
  source: "mirror",
  columns: formColumns,
  args: {
    id: { label: "ID", many: true, help: "An id, or its first 6 characters or more; - reads ids from stdin" },
  },
  options: { field: FIELD },
  examples: [
    { line: "forms get 6qU3bPz0hXy1" },
    { line: "forms list ulm -f ids | foxden forms get - --json", note: "a list of them" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.id);
    return await answerOrField(call, await getForms(openApp(call), asked), asked, call.options.field);
  },
});
