// The offline app: finds out who is here, shows what the address names, and counts what waits and what came back.
// What a view needs beyond that is loaded with the view.
import { all, keys } from "./store.js";
import { draw, lang, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const VIEWS = {
  "": () => import("./home.js"),
  shop: () => import("./home.js"),
  quiz: () => import("./quiz.js"),
  practice: () => import("./work.js"),
  claim: () => import("./work.js"),
  search: () => import("./search.js"),
  waiting: () => import("./waiting.js"),
  saved: () => ({ show: () => location.replace(lang === "en" ? "/en/saved/" : "/saved/") }),
  add: () => import("./profiles.js"),
  me: () => import("./profiles.js"),
};
// What everybody may see: which courses are saved, and the way to become a profile here.
const OPEN_TO_ALL = new Set(["saved", "add"]);
let shown = 0;

async function show() {
  const turn = (shown += 1);
  if (location.hash && !location.hash.startsWith("#/")) return; // the link to the content
  const [, name = "", ...rest] = location.hash.split("/").map(decodeURIComponent);
  if (name === "lock") {
    location.replace("#/");
    await vault.lock();
    return;
  }
  const load = VIEWS[name] ?? VIEWS[""];
  document.body.dataset.view = VIEWS[name] ? name : "";
  const isIn = await vault.resume();
  const view = await (isIn || OPEN_TO_ALL.has(name) ? load() : import("./profiles.js"));
  if (turn !== shown) return; // another address was chosen meanwhile
  await (isIn || OPEN_TO_ALL.has(name) ? view.show(VIEWS[name] ? name : "", ...rest) : view.show("pick"));
  document.documentElement.dataset.ready = "yes";
}

async function count() {
  const mine = vault.current(), rows = await all("outbox");
  for (const node of document.querySelectorAll("[data-count]")) {
    const state = node.dataset.count, found = rows.filter((row) => row.state === state && (!mine || row.profile === mine)).length;
    node.hidden = !found;
    node.querySelector("span").textContent = say(state, found);
  }
}

const send = async () => (await import("./send.js")).send();

async function start() {
  if (!globalThis.crypto?.subtle) { mount(draw("v-insecure", { address: location.origin.replace(/^http:/, "https:") })); return; }
  vault.watch(() => show());
  addEventListener("hashchange", show);
  addEventListener("outbox", count);
  document.addEventListener("view-shown", count);
  addEventListener("online", send);
  try {
    await show();
  } catch (error) {
    console.error(error);
    mount(draw("v-broken"));
  }
  if ((await all("outbox")).length) send();
  else if ((await keys("blobs")).length) (await import("./outbox.js")).sweep();
}

start();
