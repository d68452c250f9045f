// What the open learner has on this phone: saved lessons, and what was done here since.
import { all, get } from "./store.js";
import { inLanguage } from "./ui.js";
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

/** Note an act on a lesson or a milestone, and give the record to be written with its row. */
export async function noted(place, key, change) {
  const done = await readDone();
  done[place][key] = await change(done[place][key] ?? {});
  return vault.closed("done", done);
}
