// Courses kept on the phone: the signed list of what belongs to one, fetched piece by piece. Each piece
// is checked against its hash before it counts as there, so any end of it (a killed tab, a broken
// network, a full phone) leaves a state from which it goes on. docs/offline.md says what lies where.
import { all, del, get, keys, put } from "./store.js";
import { fetchCounted, freshness, hashOf, keepable } from "./ledger.js";
import { left, onWifi, settings } from "./budget.js";

const SPARE_BYTES = 10e6; // stays free for what waits to be sent
const channel = "BroadcastChannel" in self ? new BroadcastChannel("khaipen") : undefined;
const utf8 = new TextEncoder();
const base64url = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytesOf = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);
const cacheOf = (key) => caches.open(`pack-${key}`);
// As the browser writes an address: a Thai one has its letters spelt out.
const pathOf = (url) => new URL(url, location).pathname;
const chunksOf = (file) => IDBKeyRange.bound([file.sha256], [file.sha256, []]);

/** Why a download ended: paused, offline, budget, wifi, full, changed, forged. */
export class Stopped extends Error {
  constructor(reason) { super(reason); this.reason = reason; }
}

/** Return "" where lessons can be kept, else why not: "insecure" or "browser". */
export function hindrance() {
  if (!isSecureContext) return "insecure";
  const has = "serviceWorker" in navigator && "caches" in self && "indexedDB" in self && crypto.subtle && "locks" in navigator;
  return has ? "" : "browser";
}

async function ask(url, headers = {}) {
  let got;
  try {
    got = await fetchCounted(url, { cache: freshness(url), headers: { ...headers, "x-pack": "1" } }, "packs");
  } catch { throw new Stopped("offline"); }
  if (got.response.status >= 500) throw new Stopped("offline");
  return got;
}

const askJson = async (url) => JSON.parse(new TextDecoder().decode((await ask(url)).body));

/** Return the courses that can be kept, as the site lists them. */
export const offered = (language) => askJson(`/api/v1/packs?lang=${language}`);

// A key that is known never changes; another one has another id, and comes from the site only.
async function signingKey(id) {
  const known = (await get("settings", "signing_keys")) || {};
  if (!known[id]) {
    const { signing } = await askJson("/api/v1/keys");
    if (signing.id !== id) throw new Stopped("forged");
    known[id] = signing.jwk;
    await put("settings", known, "signing_keys");
  }
  return crypto.subtle.importKey("jwk", known[id], { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
}

/** Return the manifest of an envelope; one that the site did not sign is refused. */
export async function verified({ manifest, key, signature }) {
  const isOurs = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await signingKey(key), bytesOf(signature), utf8.encode(manifest));
  if (!isOurs) throw new Stopped("forged");
  return JSON.parse(manifest);
}

/** Look for a newer manifest; return the row, whose `next` is the manifest to change to, if any. */
export async function look(key, language) {
  const row = (await get("packs", key)) || { key, wanted: "saving", state: "", bytes_done: 0, left: [], done: {} };
  const same = row.manifest?.language === language && row.etag;
  const { response, body } = await ask(`/api/v1/packs/${key}?lang=${language}`, same ? { "If-None-Match": row.etag } : {});
  if (response.status === 404) throw new Stopped("gone");
  if (!response.ok) return row;
  const envelope = JSON.parse(new TextDecoder().decode(body));
  return { ...row, next: await verified(envelope), envelope, etag: response.headers.get("etag") };
}

const clipFile = (lesson, wanted) => lesson.clip?.files[wanted] || null;

function smallFiles(manifest) {
  const of = (lesson, one) => ({ ...one, url: pathOf(one.url), lesson: lesson?.key });
  return [
    ...[...manifest.shared, ...manifest.pages].map((one) => of(null, one)),
    ...manifest.lessons.flatMap((lesson) => [lesson.page, ...(lesson.clip ? [lesson.clip.cover, ...lesson.clip.captions] : [])].map((one) => of(lesson, one))),
  ];
}

/** Return what of a course is on the phone: {files: address → hash, chunks: file's hash → numbers}. */
export async function inventory(key) {
  const cache = await cacheOf(key), [requests, answers] = await Promise.all([cache.keys(), cache.matchAll()]);
  const files = new Map(requests.map(({ url }, n) => [pathOf(url), answers[n].headers.get("x-sha256")]));
  const chunks = new Map();
  for (const [file, n] of await keys("chunks")) chunks.set(file, (chunks.get(file) || new Set()).add(n));
  return { files, chunks };
}

/** Return what is still to fetch, in order: pages and what they need first, then clips lesson by lesson.
 *  Each piece has {lesson, bytes (on the wire)} and either {url, sha256} or {file, n}. */
export function missing(manifest, wanted, gone = [], { files, chunks }) {
  const pieces = smallFiles(manifest).filter(({ url, sha256: hash }) => files.get(url) !== hash).map((one) => ({ ...one, bytes: one.wire || one.bytes }));
  for (const lesson of manifest.lessons) {
    const file = clipFile(lesson, wanted), have = file && chunks.get(file.sha256);
    if (!file || gone.includes(lesson.key)) continue;
    file.chunks.forEach((_, n) => {
      if (!have?.has(n)) pieces.push({ lesson: lesson.key, file, n, bytes: Math.min(file.chunk_bytes, file.bytes - n * file.chunk_bytes) });
    });
  }
  return pieces;
}

export const sum = (pieces) => pieces.reduce((bytes, piece) => bytes + piece.bytes, 0);

/** Return how each lesson stands: {key, state, bytes (still to fetch)}. States: saved, without (its clip is
 *  not made yet), begun, waits, gone (was here, the browser removed it), left (made room). */
export function standing(row, here) {
  const { manifest, wanted } = row;
  const pieces = missing(manifest, wanted, row.left, here);
  return manifest.lessons.map((lesson) => {
    const file = clipFile(lesson, wanted), mine = pieces.filter((piece) => piece.lesson === lesson.key);
    const chunks = mine.filter((piece) => piece.file).length, hasPage = here.files.has(pathOf(lesson.page.url));
    let state = "waits";
    if (!mine.length) state = row.left?.includes(lesson.key) ? "left" : lesson.clip ? "saved" : "without";
    else if (row.state === "saved" && (!hasPage || chunks)) state = "gone";
    else if (hasPage && (!file || chunks < file.chunks.length)) state = "begun";
    return { key: lesson.key, state, bytes: sum(mine) };
  });
}

/** Tell all tabs and the worker that something changed. */
export function tell() {
  channel?.postMessage("packs");
  if (channel) dispatchEvent(new Event("packs"));
}
if (channel) channel.onmessage = () => dispatchEvent(new Event("packs"));

// Another tab may have noted finished lessons meanwhile.
const keepRow = async (row) => put("packs", { ...row, done: { ...(await get("packs", row.key))?.done, ...row.done } });

/** Fetch what is missing, one tab at a time. Resolves to the row, or to null where another tab is at it;
 *  rejects with Stopped. `onPiece(done, all)` hears the bytes; `signal` pauses. */
export function download(row, { signal, onPiece = () => {} } = {}) {
  return navigator.locks.request("khaipen-packs", { ifAvailable: true }, (lock) => lock && fetchAll(row, signal, onPiece));
}

async function fetchAll(row, signal, onPiece) {
  if (row.next) row = { ...row, before: row.manifest, manifest: row.next, next: undefined };
  row = { ...row, state: "fetching", seen_at: Date.now() };
  await keepRow(row);
  tell();
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        await fetchPieces(row, signal, onPiece);
        break;
      } catch (error) {
        // Something newer was published while we fetched: take its list, once.
        if (error.reason !== "changed" || tries) throw error;
        await new Promise((done) => setTimeout(done, 2500));
        const newer = await look(row.key, row.manifest.language);
        row = { ...newer, manifest: newer.next || newer.manifest, next: undefined, before: row.before, wanted: row.wanted };
        await keepRow(row);
      }
    }
    row = { ...row, state: "saved", finished_at: Date.now(), before: undefined };
    await keepRow(row);
    await tidy();
    return row;
  } catch (error) {
    if (error.reason !== "removed") await keepRow({ ...row, state: error.reason || "offline" }).catch(() => {});
    throw error.reason ? error : new Stopped("offline");
  } finally { tell(); }
}

async function fetchPieces(row, signal, onPiece) {
  const still = async () => missing(row.manifest, row.wanted, row.left, await inventory(row.key));
  let pieces = await still();
  if (await makeRoom(sum(pieces), row)) pieces = await still();
  const whole = sum(pieces);
  let done = 0;
  onPiece(0, whole);
  for (const piece of pieces) {
    if (signal?.aborted) throw new Stopped("paused");
    if (!(await get("packs", row.key))) throw new Stopped("removed");
    const { wifi_only } = await settings();
    if (wifi_only && onWifi() === false) throw new Stopped("wifi");
    if ((await left()) < piece.bytes) throw new Stopped("budget");
    if (row.left?.includes(piece.lesson)) continue;
    try {
      await (piece.file ? fetchChunk(row, piece) : fetchSmall(row, piece));
    } catch (error) {
      // Half a clip on a full phone is of no use, and what waits to be sent needs the room.
      if (error.reason === "full" && piece.file) await del("chunks", chunksOf(piece.file));
      throw error;
    }
    done += piece.bytes;
    onPiece(done, whole);
  }
}

// A browser may promise room that it has not (Chrome always says 10 GiB): only writing tells.
async function stored(row, write) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (error?.name !== "QuotaExceededError") throw error;
      if (tries === 5) throw new Stopped("full");
      if (!tries) await makeRoom(1e6, row, true);
      await new Promise((done) => setTimeout(done, 1000)); // room that was given back comes a little later
    }
  }
}

async function fetchSmall(row, { url, sha256: wanted }) {
  const cache = await cacheOf(row.key), elsewhere = await caches.match(url, { ignoreVary: true });
  if (elsewhere?.headers.get("x-sha256") === wanted) { await stored(row, () => cache.put(url, elsewhere.clone())); return; }
  const { response, body } = await ask(url);
  if (!response.ok || (await hashOf(body)) !== wanted) throw new Stopped("changed");
  await stored(row, () => cache.put(url, keepable(response, body, wanted)));
}

async function fetchChunk(row, { file, n }) {
  const start = n * file.chunk_bytes, end = Math.min(start + file.chunk_bytes, file.bytes) - 1;
  const { response, body } = await ask(file.url, { Range: `bytes=${start}-${end}` });
  const isWhole = response.status === 206 || (response.ok && file.chunks.length === 1);
  if (!isWhole || base64url(await sha256(body)) !== file.chunks[n]) throw new Stopped("changed");
  await stored(row, () => put("chunks", body, [file.sha256, n]));
}

/** Return the finished lessons whose clip takes room, the longest finished first. */
async function finished() {
  const found = [];
  for (const row of await all("packs")) {
    for (const lesson of row.manifest?.lessons || []) {
      const file = clipFile(lesson, row.wanted), at = row.done?.[lesson.key];
      if (at && file && !row.left?.includes(lesson.key) && (await keys("chunks", chunksOf(file))).length) found.push({ row, lesson, file, at });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Return {free, leaving, isEnough}: the bytes that are free, the finished lessons that must leave for so
 *  many more, and whether that is enough. */
export async function roomFor(bytes, isFull) {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const free = quota - usage, leaving = [];
  let short = isFull ? bytes : bytes && bytes + SPARE_BYTES - free;
  for (const one of short > 0 ? await finished() : []) {
    if (short <= 0) break;
    leaving.push(one);
    short -= one.file.bytes;
  }
  return { free, leaving, isEnough: short <= 0 };
}

// Clips of finished lessons leave, their pages stay; what waits to be sent is never touched. Tells
// whether lessons of this very course left.
async function makeRoom(bytes, row, isFull) {
  if (isFull) await tidy();
  const { leaving, isEnough } = await roomFor(bytes, isFull);
  if (!isEnough) throw new Stopped("full");
  let isOwn = false;
  for (const { row: { key }, lesson, file } of leaving) {
    const kept = key === row.key ? row : await get("packs", key);
    kept.left = [...(kept.left || []), lesson.key];
    isOwn ||= kept === row;
    await keepRow(kept);
    await del("chunks", chunksOf(file));
  }
  return isOwn;
}

/** Note that a lesson is finished: should room be needed, the longest finished leave first. */
export async function markDone(lessonKeys, at = Date.now()) {
  for (const row of await all("packs")) {
    const mine = lessonKeys.filter((key) => !row.done?.[key] && row.manifest?.lessons.some((lesson) => lesson.key === key));
    if (mine.length) await keepRow({ ...row, done: { ...row.done, ...Object.fromEntries(mine.map((key) => [key, at])) } });
  }
}

/** Remove a course from the phone. */
export async function remove(key) {
  await del("packs", key);
  await caches.delete(`pack-${key}`);
  await tidy();
  tell();
}

// Removes what no course on this phone names any more: chunks of other sizes, files of older versions.
async function tidy() {
  const rows = await all("packs"), named = new Set();
  for (const { manifest, before, wanted, left: gone = [], key } of rows) {
    for (const lesson of [...(manifest?.lessons || []), ...(before?.lessons || [])]) {
      const file = clipFile(lesson, wanted);
      if (file && !gone.includes(lesson.key)) named.add(file.sha256);
    }
    const addresses = new Set(smallFiles(manifest).map(({ url }) => url)), cache = await cacheOf(key);
    for (const { url } of await cache.keys()) if (!addresses.has(pathOf(url))) await cache.delete(url);
  }
  const here = new Set((await keys("chunks")).map(([file]) => file));
  for (const sha of here) if (!named.has(sha)) await del("chunks", IDBKeyRange.bound([sha], [sha, []]));
}
