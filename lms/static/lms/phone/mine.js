// What the open learner has on this phone: saved lessons, what was done here since, and where that leaves
// them: the server's last state joined with it.
import { join } from "./path.js";
import { all, get, put } from "./store.js";
import { inLanguage, lang } from "./ui.js";
import * as vault from "./vault.js";

/** What was done here. Made anew each time: it must never lie in a value that the next learner gets. */
export const readDone = () => vault.read("done", null).then((done) => done ?? { lessons: {}, milestones: {} });

/** Return the lessons of all saved courses in order, each with `title` as text and the key of its course. */
export async function savedLessons() {
  const packs = await all("packs");
  return packs.flatMap(({ key, manifest }) => (manifest?.lessons ?? []).map((one) => ({ ...one, title: inLanguage(one.title), pack: key })));
}

/** Return the paths of the pages that open without a signal. */
export async function savedPaths() {
  const found = new Set();
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (!name.startsWith("pack-")) continue;
    for (const { url } of await (await caches.open(name)).keys()) found.add(new URL(url).pathname);
  }
  return found;
}

/** The phone's clock set right by what it was off at the last contact. */
export const nowIso = async () => new Date(Date.now() + ((await get("settings", "skew_ms")) ?? 0)).toISOString();

/** Today in Thailand, as «2026-12-01». */
export const today = async () => new Date(Date.parse(await nowIso()) + 252e5).toISOString().slice(0, 10);

/** Note an act on a lesson or a milestone, and give the record to be written with its row. */
export async function noted(place, key, change) {
  const done = await readDone();
  done[place] ??= {};
  done[place][key] = await change(done[place][key] ?? {});
  return vault.closed("done", done);
}

/** Return the facts that decide the next step, the phone's own acts joined in; null before any were read.
 *  `held` tells of a step or lesson what the phone has of it still: "waiting" to be sent, or "refused". */
export async function facts() {
  const state = await vault.read("state", null);
  if (!state) return null;
  const done = await readDone(), rows = await all("outbox"), held = {};
  const what = Object.fromEntries(rows.map((row) => [row.id, row.state === "waiting" ? row.state : row.state !== "sent" && "refused"]));
  for (const [key, { work, id = work?.id }] of Object.entries({ ...done.lessons, ...done.milestones })) held[key] = what[id];
  for (const code of Object.keys(done.milestones)) if (held[code] === "refused") {
    delete done.milestones[code];
    state.milestones[code] ||= "returned"; // to be mended, like what a person sent back
  }
  return { ...join(state, done, new Set(Object.keys(what).filter((id) => what[id] === "waiting"))), held };
}

/** Read the server's state anew where the site's session is this learner's. True where something is new. */
export async function freshen() {
  const asked = Date.now(), id = vault.current();
  const answer = await fetch(`/api/v1/me/state?lang=${lang}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return false;
  const state = await answer.json();
  await put("settings", state.profile, "session_of");
  if (state.profile !== id) await (await import("./profiles.js")).leaveOtherSession(id);
  if (state.profile !== id || vault.current() !== id) return false;
  await put("settings", Math.round(Date.parse(state.at) - (asked + Date.now()) / 2), "skew_ms");
  const before = await vault.read("state", null);
  await vault.write("state", state);
  return JSON.stringify({ ...before, at: "" }) !== JSON.stringify({ ...state, at: "" });
}
