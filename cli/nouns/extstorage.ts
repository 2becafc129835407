/** The words of `foxden extstorage`. */
import { noun } from "./noun.ts";

export const extstorage = noun("extstorage", {
  section: "Records",
  summary: "What extensions keep in the account",
  understood: { add: ["set"], edit: ["set"] },
  examples: [
    { line: "extstorage list darkreader" },
    { line: "extstorage get darkreader theme --field value" },
    { line: "extstorage set addon@darkreader.org previewNewDesign true" },
  ],
  commands: {
    list: ["Show what extensions keep", async () => (await import("../commands/extstorage.ts")).list],
    get: [
      "Show what one extension keeps, or some of it",
      async () => (await import("../commands/extstorage.ts")).get,
    ],
    set: [
      "Set what an extension keeps, on all devices",
      async () => (await import("../commands/extstorage_write.ts")).set,
    ],
    rm: [
      "Remove what an extension keeps, on all devices",
      async () => (await import("../commands/extstorage_write.ts")).rm,
    ],
  },
});
