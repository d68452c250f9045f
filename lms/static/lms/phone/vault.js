// What one learner keeps on this phone, under their PIN. The PIN makes a key (PBKDF2) that wraps a
// random data key, which closes every record (AES-GCM). docs/phone-profiles.md says what that is worth.
import { all, del, get, keys, put, tx } from "./store.js";

export const ITERATIONS = 600000;
const IDLE_MS = 15 * 60000, HIDDEN_MS = 60000, CAMERA_MS = 15 * 60000;
const FREE_TRIES = 5, FIRST_WAIT_MS = 30000, LONGEST_WAIT_MS = 3600000;
const TAB = "khaipen-tab", WHO = "khaipen-who";
const { subtle } = globalThis.crypto ?? {};
const bytesOf = (text) => new TextEncoder().encode(text);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));
const aes = (raw) => subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
const gcm = (iv, about) => ({ name: "AES-GCM", iv, additionalData: bytesOf(`khaipen-vault-1|${about}`) });
let mine = null, tab = null, hiddenAt = 0, patience = HIDDEN_MS, tell = () => {};

async function close(key, bytes, about) {
  const iv = random(12);
  return { iv, data: await subtle.encrypt(gcm(iv, about), key, bytes) };
}

const disclose = (key, { iv, data }, about) => subtle.decrypt(gcm(iv, about), key, data);

async function pinKey(pin, salt, iterations) {
  const typed = await subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function wrap(id, raw, pin) {
  const salt = random(16);
  const wrapped_key = await close(await pinKey(pin, salt, ITERATIONS), raw, `${id}|key`);
  return { salt, iterations: ITERATIONS, wrapped_key };
}

// The data key, or null where the PIN is wrong: then the wrapped key does not open.
async function dataKey({ id, salt, iterations, wrapped_key }, pin) {
  const key = await pinKey(pin, salt, iterations);
  return disclose(key, wrapped_key, `${id}|key`).catch(() => null);
}

const records = (id) => IDBKeyRange.bound([id, ""], [id, "\uffff"]);

/** Return the six digits that were typed, Thai digits understood; null where they are not six. */
export function cleanPin(text) {
  const digits = text.replace(/[๐-๙]/g, (one) => one.charCodeAt(0) - 0xe50).replace(/[\s-]/g, "");
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}

/** Put a profile {id, name, picture, token} on this phone, or renew it. Where the PIN does not open
 *  what was kept before (it was forgotten), that is thrown away; the outbox is not touched. */
export async function settle(profile, pin) {
  const before = await get("profiles", profile.id);
  const kept = before && (await dataKey(before, pin));
  const raw = kept ?? random(32);
  const row = { added_at: new Date().toISOString(), ...before, ...profile, wrong: 0, wait_until: 0, ...(await wrap(profile.id, raw, pin)) };
  await tx(["profiles", "vault"], "readwrite", (turn) => {
    if (!kept) turn.objectStore("vault").delete(records(profile.id));
    turn.objectStore("profiles").put(row);
  });
  await enter(profile.id, raw);
}

/** Open a profile. Returns "" when it is open, "wrong", or "wait" after too many wrong tries. */
export async function unlock(id, pin) {
  const profile = await get("profiles", id);
  if (Date.now() < (profile.wait_until ?? 0)) return "wait";
  const raw = await dataKey(profile, pin);
  const wrong = raw ? 0 : (profile.wrong ?? 0) + 1;
  const wait = wrong < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT_MS);
  if (wrong !== (profile.wrong ?? 0)) await put("profiles", { ...profile, wrong, wait_until: wait && Date.now() + wait });
  if (!raw) return wait ? "wait" : "wrong";
  await enter(id, raw);
  return "";
}

/** Wrap the data key anew under another PIN. Returns like `unlock`. */
export async function changePin(id, old, pin) {
  const profile = await get("profiles", id), raw = await dataKey(profile, old);
  if (!raw) return "wrong";
  await put("profiles", { ...profile, ...(await wrap(id, raw, pin)) });
  return "";
}

// While a learner is inside, the data key is also closed under a key that lives in this tab alone, so
// that going to a lesson and coming back asks for no PIN. Locking removes both halves.
async function enter(id, raw) {
  await leaveTab();
  const half = random(32), name = `tab-${Array.from(random(8)).join("")}`, until = Date.now() + IDLE_MS;
  mine = { id, key: await aes(raw) };
  tab = { id, name, half: [...half], until };
  await put("settings", { until, ...(await close(await aes(half), raw, name)) }, name);
  remember();
  sessionStorage[WHO] = id;
}

function remember() {
  if (!tab) return;
  tab.until = Date.now() + IDLE_MS;
  sessionStorage[TAB] = JSON.stringify(tab);
}

async function leaveTab() {
  const name = (tab ?? JSON.parse(sessionStorage[TAB] ?? "null"))?.name;
  delete sessionStorage[TAB];
  tab = null;
  if (name) await del("settings", name);
}

/** Go on as whoever was inside in this tab a few minutes ago. Returns the profile's id, or null. */
export async function resume() {
  if (mine) return mine.id;
  try {
    const before = JSON.parse(sessionStorage[TAB] ?? "null");
    const closed = before && before.until > Date.now() && (await get("settings", before.name));
    if (!closed) throw new Error("over");
    mine = { id: before.id, key: await aes(await disclose(await aes(new Uint8Array(before.half)), closed, before.name)) };
    tab = before;
    remember();
    return mine.id;
  } catch {
    await leaveTab();
    return null;
  }
}

/** Forget the key. Nothing of the learner can be read until the PIN is typed again. */
export async function lock() {
  mine = null;
  delete sessionStorage[WHO];
  await leaveTab();
  tell();
}

/** Return the id of the profile that is open, or null. */
export const current = () => mine?.id ?? null;

/** Lock by itself: after a quarter of an hour without a touch, or a minute out of sight. */
export function watch(onLock) {
  tell = onLock;
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, remember, { passive: true });
  const look = () => {
    const isAway = hiddenAt && Date.now() - hiddenAt >= patience;
    if (mine && (isAway || Date.now() > tab.until)) lock();
  };
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", () => {
    look();
    hiddenAt = document.hidden ? Date.now() : 0;
    if (!document.hidden) patience = HIDDEN_MS;
  });
  sweep();
}

/** The camera hides the page: wait for it longer than for somebody who put the phone away. */
export function expectCamera() { patience = CAMERA_MS; }

// What a killed tab left behind: half a key, of no use without the other half.
async function sweep() {
  for (const name of await keys("settings", IDBKeyRange.bound("tab-", "tab-\uffff"))) {
    if ((await get("settings", name))?.until + 4 * IDLE_MS < Date.now()) await del("settings", name);
  }
}

/** Close a value under a name; returns [row, key] for the store "vault", to be written with other rows. */
export async function closed(name, value) {
  const { id, key } = mine;
  return [await close(key, bytesOf(JSON.stringify(value)), `${id}|${name}`), [id, name]];
}

/** Keep a value under a name. */
export const write = async (name, value) => put("vault", ...(await closed(name, value)));

/** Return what is kept under a name, or `otherwise`. */
export async function read(name, otherwise) {
  const { id, key } = mine;
  const row = await get("vault", [id, name]);
  return row ? JSON.parse(new TextDecoder().decode(await disclose(key, row, `${id}|${name}`))) : otherwise;
}

/** Read and write what is kept under a name while no other tab does. */
export const locked = (name, act) => (navigator.locks ? navigator.locks.request(`khaipen-${mine?.id}-${name}`, act) : act());

/** Take the open profile off this phone. Returns false while something of it still waits to be sent. */
export async function remove() {
  const { id } = mine;
  const rows = (await all("outbox")).filter((row) => row.profile === id);
  if (rows.some((row) => row.state === "waiting")) return false;
  await tx(["profiles", "vault", "outbox"], "readwrite", (turn) => {
    turn.objectStore("profiles").delete(id);
    turn.objectStore("vault").delete(records(id));
    for (const row of rows) turn.objectStore("outbox").delete(row.id);
  });
  await lock();
  return true;
}
