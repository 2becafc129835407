/** The table of the storage service, version 1.5. */
import type { Backend } from "../backend.ts";
import { type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import type { Handler, Route, Service } from "../router.ts";
import { deleteEverything, deleteFromCollection, listCollection } from "./collection.ts";
import { refuseWithNumber } from "./errors.ts";
import { infoCollections, infoConfiguration, infoCounts, infoQuota, infoUsage } from "./info.ts";
import { postRecords } from "./post.ts";
import { deleteRecord, putRecord, readRecord } from "./record.ts";
import { readTime, timeText } from "./times.ts";

const ROUTES: readonly Route[] = [
  { method: "GET", path: "/1.5/:uid/info/collections", run: infoCollections },
  { method: "GET", path: "/1.5/:uid/info/collection_counts", run: infoCounts },
  { method: "GET", path: "/1.5/:uid/info/collection_usage", run: infoUsage },
  { method: "GET", path: "/1.5/:uid/info/quota", run: infoQuota },
  { method: "GET", path: "/1.5/:uid/info/configuration", run: infoConfiguration },
  { method: "DELETE", path: "/1.5/:uid", run: deleteEverything },
  { method: "DELETE", path: "/1.5/:uid/", run: deleteEverything },
  { method: "DELETE", path: "/1.5/:uid/storage", run: deleteEverything },
  { method: "GET", path: "/1.5/:uid/storage/:collection", run: listCollection },
  { method: "POST", path: "/1.5/:uid/storage/:collection", run: postRecords },
  { method: "DELETE", path: "/1.5/:uid/storage/:collection", run: deleteFromCollection },
  { method: "GET", path: "/1.5/:uid/storage/:collection/:id", run: readRecord },
  { method: "PUT", path: "/1.5/:uid/storage/:collection/:id", run: putRecord },
  { method: "DELETE", path: "/1.5/:uid/storage/:collection/:id", run: deleteRecord },
];

/** The reference server turns earlier Sync clients of iOS away, and so does this one. */
const OLDEST_IOS = 20;

function refuseOldClients({ method, path, run }: Route): Route {
  const guarded: Handler = (request, backend) => {
    const version = /^Firefox-iOS-Sync\/(\d+)\./.exec(request.headers.get("user-agent") ?? "")?.[1];
    return version !== undefined && Number(version) < OLDEST_IOS
      ? refuseWithNumber(503)
      : run(request, backend);
  };
  return { method, path, run: guarded };
}

/** Every answer tells the server's time, which is never before the time of what it speaks of. */
function finish(reply: Reply, request: Incoming, { database }: Backend): Reply {
  const modified = reply.headers?.["x-last-modified"];
  const timeMs = Math.max(database.clock.nowMs(), modified === undefined ? 0 : readTime(modified));
  return withHeaders(reply, {
    "x-weave-timestamp": timeText(timeMs),
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    ...crossOrigin(request),
  });
}

const EXPOSED =
  "x-last-modified, x-weave-timestamp, x-weave-records, x-weave-next-offset, x-weave-backoff, " +
  "x-weave-quota-remaining, retry-after";

/** Any page may speak to the storage: what counts is the signature, and that no page gets from the browser. */
function crossOrigin({ headers }: Incoming): Record<string, string> {
  const origin = headers.get("origin");
  if (origin === null) return {};
  return { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED, vary: "origin" };
}

const preflight: Handler = ({ headers }) => ({
  status: 200,
  headers: {
    "access-control-allow-methods": "DELETE, GET, POST, PUT",
    "access-control-allow-headers": headers.get("access-control-request-headers") ?? "*",
    "access-control-max-age": "1728000",
  },
});

/** The storage. */
export const storageService: Service = {
  prefix: "/1.5/",
  routes: ROUTES.map(refuseOldClients),
  refuse: refuseWithNumber,
  finish,
  preflight,
};
