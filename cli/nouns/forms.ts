/** The words of `foxden forms`. */
import { noun } from "./noun.ts";

const NEVER_CHANGED =
  "an entry of a form is never changed: remove it with forms rm, and add another with forms add";

export const forms = noun("forms", {
  section: "Records",
  summary: "What was typed into forms",
  examples: [
    { line: "forms list name:searchbar-history" },
    { line: `forms rm 'value:"old address"' --dry-run` },
  ],
  refused: { edit: NEVER_CHANGED, set: NEVER_CHANGED },
  commands: {
    list: ["Show what was typed into forms", async () => (await import("../commands/forms.ts")).list],
    get: ["Show one entry, or several", async () => (await import("../commands/forms.ts")).get],
    add: ["Add entries", async () => (await import("../commands/forms_write.ts")).add],
    rm: ["Delete entries", async () => (await import("../commands/forms_write.ts")).rm],
  },
});
