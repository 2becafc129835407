// A sync, and what came of it. Runs in the browser.
const lazy = {};
ChromeUtils.defineESModuleGetters(lazy, {
  Weave: "resource://services-sync/main.sys.mjs",
});

const ENDINGS = ["weave:service:sync:finish", "weave:service:sync:error"];
const ENGINE_TOPICS = ["applied", "uploaded", "error"].map((word) => `weave:engine:sync:${word}`);
/** Bookmarks check the whole tree of the server at every merge; other engines only now and then. */
const CHECKED = "weave:engine:validate:finish";

/** Syncs once, all engines. */
export async function sync() {
  await lazy.Weave.Service.promiseInitialized;
  leaveTimingToTests();
  const events = [];
  const observer = {
    observe(subject, topic, engine) {
      events.push({ topic, engine: engine ?? "", told: tellable(subject?.wrappedJSObject?.object ?? null) });
    },
  };
  const topics = [...ENDINGS, ...ENGINE_TOPICS, CHECKED];
  for (const topic of topics) Services.obs.addObserver(observer, topic);
  try {
    await lazy.Weave.Service.sync({ why: "user" });
  } finally {
    for (const topic of topics) Services.obs.removeObserver(observer, topic);
  }
  return summary(events);
}

/** Firefox would start syncs of its own after changes. */
function leaveTimingToTests() {
  const { scheduler } = lazy.Weave.Service;
  Object.defineProperty(scheduler, "syncThreshold", { get: () => Infinity, set() {}, configurable: true });
  scheduler.scheduleNextSync = () => {};
}

function tellable(subject) {
  if (subject === null || typeof subject !== "object") return subject;
  return subject instanceof Error || typeof subject.message === "string" ? String(subject) : subject;
}

function summary(events) {
  const { service, sync, login, engines } = lazy.Weave.Status;
  const engine = (word) => events.filter(({ topic }) => topic === `weave:engine:sync:${word}`);
  return {
    ended: events.filter(({ topic }) => ENDINGS.includes(topic)).map(({ topic }) => topic.split(":").at(-1)),
    status: { service, sync, login, engines: { ...engines } },
    errors: engine("error").map((event) => `${event.engine}: ${JSON.stringify(event.told)}`),
    problems: events.filter(({ topic }) => topic === CHECKED).flatMap(problems),
    applied: Object.fromEntries(engine("applied").map((event) => [event.engine, event.told])),
    uploaded: Object.fromEntries(engine("uploaded").map((event) => [event.engine, event.told])),
  };
}

const problems = ({ engine, told }) =>
  (told?.problems ?? []).filter(({ count }) => count > 0).map(({ name, count }) =>
    `${engine}: ${count} ${name}`
  );
