// What was watched of a lesson's clip, for whoever learns on this phone: into the outbox. Lesson pages
// load it only when the network is away, or when a profile of this phone is inside.
import { keep, makeRow } from "./outbox.js";
import { all, get, tx } from "./store.js";
import { resume, locked, closed, read } from "./vault.js";

let last = null;

/** Return the profile that learns here: the one inside in this tab, else the only one; null for nobody. */
export async function learnerHere() {
  const who = sessionStorage["khaipen-who"];
  if (who && (await get("profiles", who))) return who;
  const profiles = await all("profiles");
  return profiles.length === 1 ? profiles[0].id : null;
}

/** Keep what was watched {watched, furthest_ms} of a lesson. True where somebody learns here. */
export async function keepWatched(lesson, { watched, furthest_ms }) {
  const who = await learnerHere();
  if (!who) return false;
  const row = await makeRow(who, "progress", { lesson, watched, furthest_ms });
  const isIn = (await resume()) === who;
  await locked("done", async () => keep(row, ...(isIn ? [await note(lesson, watched)] : [])));
  // A later report holds all that the one before did: the older leaves if it has not gone yet.
  const before = last;
  last = { id: row.id, lesson, who };
  if (before?.lesson === lesson && before.who === who) await tx(["outbox"], "readwrite", (turn) => {
    const store = turn.objectStore("outbox");
    store.get(before.id).onsuccess = ({ target: { result } }) => { if (result?.state === "waiting") store.delete(before.id); };
  });
  return true;
}

async function note(lesson, watched) {
  const done = await read("done", { lessons: {}, milestones: {} });
  const mine = done.lessons[lesson] ?? {};
  done.lessons[lesson] = { ...mine, watched: `${BigInt(mine.watched ?? 0) | BigInt(watched)}` };
  return closed("done", done);
}
