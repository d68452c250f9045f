// The site as an app: brings the worker along after the page, says when a newer one waits (never while a
// quiz is open), leads out of LINE's browser, and notes what this page fetched. The words stand in the page.
const bars = document.getElementById("app-bars").content;
const inQuiz = () => /\/quiz\//.test(location.pathname + location.hash);
let release, asked;

function bar(name) {
  const here = document.querySelector(`body > [data-bar=${name}]`);
  if (here) return here;
  const node = bars.querySelector(`[data-bar=${name}]`).cloneNode(true);
  document.body.prepend(node);
  return node;
}

// Held while a quiz is open in this tab: the worker looks for it before it lets a newer one in.
function guard() {
  if (!inQuiz()) { release?.(); release = undefined; }
  else if (!release) {
    const done = new Promise((resolve) => { release = resolve; });
    navigator.locks?.request("khaipen-quiz", { mode: "shared" }, () => done);
  }
}

function offer(registration) {
  const show = () => {
    if (inQuiz() || !registration.waiting) return;
    bar("update").querySelector("button").onclick = () => {
      asked = true;
      registration.waiting.postMessage({ type: "update" });
    };
  };
  addEventListener("hashchange", show);
  show();
}

async function register() {
  const workers = navigator.serviceWorker;
  // Who saves data gets the worker with the first course that is kept, not before.
  if (navigator.connection?.saveData && !workers.controller && !document.querySelector("saved-packs,[data-app]")) return;
  workers.addEventListener("controllerchange", () => asked && location.reload());
  workers.addEventListener("message", ({ data }) => {
    if (data?.type === "busy") bar("update").querySelector("[data-busy]").hidden = false;
  });
  const registration = await workers.register("/sw.js", { updateViaCache: "none" });
  if (registration.waiting && workers.controller) offer(registration);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing.addEventListener("statechange", () => installing.state === "installed" && workers.controller && offer(registration));
  });
}

// What the page itself fetched, as the browser tells it; the worker and the packs count their own.
let noted = 0;
function note() {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const isOurs = ({ workerStart, initiatorType }) => !workerStart && !(initiatorType === "fetch" && document.querySelector("saved-packs"));
  const sum = entries.filter(isOurs).reduce((bytes, { transferSize }) => bytes + (transferSize || 0), 0);
  const now = new Date(), name = `wire-${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
  try { localStorage[name] = (Number(localStorage[name]) || 0) + Math.max(sum - noted, 0); } catch { /* remembers nothing */ }
  noted = sum;
}

if (/\bLine\//.test(navigator.userAgent)) {
  const here = new URL(location);
  here.searchParams.set("openExternalBrowser", "1");
  bar("line").querySelector("a").href = here;
} else if ("serviceWorker" in navigator) {
  const soon = () => setTimeout(() => register().catch(() => {}));
  if (document.readyState === "complete") soon(); else addEventListener("load", soon);
}
guard();
addEventListener("hashchange", guard);
addEventListener("pagehide", note);
