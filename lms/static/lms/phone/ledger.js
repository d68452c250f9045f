// What was fetched, in bytes as they go over the wire, by month and kind. Pages and worker count alike.
import { get, tx } from "./store.js";

// What a request weighs beside its address: the browser tells nobody, this is what ours send.
const REQUEST_BYTES = 620;
const SILENCE_MS = 30_000;

/** Return the month that a moment counts in, «2026-11», by the phone's own calendar. */
export const month = (at = new Date()) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`;

/** Add bytes of a kind ("packs", "pages", "clips", "shell") to this month. */
export function count(kind, bytes) {
  return tx(["ledger"], "readwrite", (transaction) => {
    const store = transaction.objectStore("ledger"), request = store.get(month());
    request.onsuccess = () => store.put({ ...request.result, [kind]: (request.result?.[kind] || 0) + bytes }, month());
  });
}

/** Return the bytes of this month by kind. */
export const spent = async () => (await get("ledger", month())) || {};

/** Return what request and answer weigh beside the body. */
export function headBytes(response) {
  let bytes = REQUEST_BYTES + response.url.length;
  response.headers.forEach((value, name) => { bytes += name.length + value.length + 4; });
  return bytes;
}

// The browser's own cache costs nothing; it says so a moment after the end.
async function wasHere(url) {
  await new Promise((done) => setTimeout(done));
  const entry = performance.getEntriesByName(url).pop();
  return entry?.transferSize === 0 && entry.decodedBodySize > 0;
}

/** Return how to ask: an address that carries its content's hash may come from the browser's own cache. */
export const freshness = (url) => (/\.[0-9a-f]{12}\.\w+$/.test(url) ? "default" : "no-store");

/** Fetch, read to the end and count, also what came before a network broke; one that stays silent for
 *  half a minute is broken. Resolves to {response, body: ArrayBuffer}; rejects as fetch does. */
export async function fetchCounted(url, options, kind) {
  const stalled = new AbortController();
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => stalled.abort(), SILENCE_MS); };
  wait();
  const response = await fetch(url, { ...options, signal: stalled.signal }).catch((error) => { clearTimeout(timer); throw error; });
  const name = response.url, parts = [], packed = response.headers.has("content-encoding") && Number(response.headers.get("content-length"));
  let bytes = 0;
  try {
    for (const reader = response.body?.getReader(); reader;) {
      const { done, value } = await reader.read();
      if (done) break;
      wait();
      bytes += value.length;
      parts.push(value);
    }
  } finally {
    clearTimeout(timer);
    if (!(options.cache === "default" && (await wasHere(name)))) await count(kind, headBytes(response) + (packed ? Math.min(packed, bytes) : bytes)).catch(() => {});
  }
  return { response, body: await new Blob(parts).arrayBuffer() };
}

/** Return the SHA-256 of bytes in hex. */
export async function hashOf(bytes) {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return an answer as a cache keeps it: unpacked, under its hash, with the policy it came with. */
export function keepable(response, body, sha256) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  headers.set("x-sha256", sha256);
  return new Response(body, { headers });
}
