// Where the open learner stands: the server's last state joined with what was done on this phone since.
import { readDone } from "./mine.js";
import { join } from "./path.js";
import { all, get, put } from "./store.js";
import { lang } from "./ui.js";
import * as vault from "./vault.js";

/** Return the facts that decide the next step, the phone's own acts joined in; null before any were read. */
export async function facts() {
  const state = await vault.read("state", null);
  if (!state) return null;
  const waiting = new Set((await all("outbox")).filter((row) => row.state === "waiting").map((row) => row.id));
  return join(state, await readDone(), waiting);
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
