/** How pages are searched, by the words of a query and by flags. */
import type { VisitSpan } from "../../core/edits/history.ts";
import { FoxdenError } from "../../core/errors.ts";
import {
  historyCodec,
  type HistoryPage,
  newestVisitMs,
  transitionName,
  TRANSITIONS,
} from "../../core/records/history.ts";
import type { App } from "../open.ts";
import type { RecordFilter } from "../read.ts";
import { PLAIN_HOST } from "../query/host.ts";
import type { FieldSet, Searchable } from "../query/query.ts";
import { hostOf, hostTerm } from "../query/host.ts";
import {
  type ListInput,
  queryOn,
  recordFilter,
  type RecordSearch,
  type SearchSpec,
} from "../query/search.ts";
import type { Term } from "../query/terms.ts";
import type { HistoryRow } from "./list.ts";
import { spanOf } from "./span.ts";

/** What visits are called. */
export const VISIT_TYPES = Object.keys(TRANSITIONS);

const SEARCHED: FieldSet = {
  fields: ["host", "url", "title", "id", "type", "before", "after", "on", "visits"],
  choices: { type: [...VISIT_TYPES, "other"] },
};

/** How pages are searched. `type:` is how a page was come to, at any of its visits. */
export const historySearch: SearchSpec<HistoryRow> = {
  ...SEARCHED,
  searchable: ({ record }) => searchableOf(record, () => record),
};

/** The same of pages whose visits, which are most of them, are decoded only for queries that ask for visits. */
export const historyRecordSearch: RecordSearch = {
  ...SEARCHED,
  searchable: (clear, id) => {
    const { histUri: url, title } = clear;
    if (typeof url !== "string" || url === "") return undefined;
    const known = { id, url, title: typeof title === "string" ? title : null };
    return searchableOf(known, () => historyCodec.decode(clear, id));
  },
  asText: { fields: ["host", "title", "url"], isPlain: (text) => PLAIN_PAGE.test(text) },
};

/** The text of a page as Firefox writes it: under its own id, with an address that shows its host. */
const PLAIN_PAGE = new RegExp(
  `^\\["([^"\\\\]*)",\\d+,(?:null|-?\\d+),\\d+,\\{"id":"\\1","histUri":"${PLAIN_HOST}[/?#"]`,
);

function searchableOf(
  { id, url, title }: Pick<HistoryPage, "id" | "url" | "title">,
  page: () => HistoryPage,
): Searchable {
  return {
    text: [title ?? "", url],
    fields: {
      host: () => hostOf(url),
      url,
      title: title ?? "",
      id,
      type: () => page().visits.map(({ transition }) => transitionName(transition)),
      visits: () => page().visits.length,
    },
    atMs: () => newestVisitMs(page()) ?? undefined,
  };
}

/** What flags say of pages. */
export interface HistoryFlags {
  readonly host?: string | undefined;
  /** As the query language writes times. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** What a visit is called. */
  readonly type?: string | undefined;
}

export interface HistoryListInput extends ListInput, HistoryFlags {}

/** What tells the pages that are asked for; undefined where all are. @throws {FoxdenError} `usage.value` */
export function historyFilter(app: App, input: HistoryListInput): RecordFilter | undefined {
  const { query } = input;
  return recordFilter(app, historyRecordSearch, { query, terms: historyTerms(app, input) });
}

/** Flags as terms of a query. @throws {FoxdenError} `usage.value` */
export function historyTerms(app: App, { host, since, until, type }: HistoryFlags): readonly Term[] {
  const span = spanOf({ since, until }, app.ctx.now());
  return [
    ...host === undefined ? [] : [hostFlag(host)],
    ...since === undefined || !span ? [] : [timeTerm("after", since, { ...span, toMs: Infinity })],
    ...until === undefined || !span ? [] : [timeTerm("before", until, { ...span, fromMs: -Infinity })],
    ...type === undefined ? [] : queryOn(app, SEARCHED, { query: `type:${type}` }).terms,
  ];
}

const timeTerm = (field: string, value: string, span: VisitSpan): Term => ({
  word: { negated: false, field, value, quoted: true },
  condition: { kind: "time", ...span },
});

/** @throws {FoxdenError} `usage.value` */
function hostFlag(host: string): Term {
  const term = hostTerm(host);
  if (term) return term;
  throw new FoxdenError("usage.value", `--host: "${host}" is not a host`, { name: "--host" });
}
