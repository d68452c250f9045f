// Sends the sealed files of one act by the site's resumable uploads: what arrived is never sent again.
import { get } from "./store.js";

const CHUNK_BYTES = (1 << 20) + 16;
const PASSING = new Set(["wrong-size", "wrong-hash", "parts-missing", "store-away", "no-such-part"]);
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));

// A network that takes connections and never answers: at 5 kB a second everything should be over.
const patience = (body) => AbortSignal.timeout?.(60000 + Math.round((body?.size ?? 0) / 5));

/** Send all files of a row. Raises an error with `refused` where the server says no for good. */
export async function sendFiles(row, token) {
  for (const [place, id] of row.blobs.entries()) await sendOne(id, row.sizes[place], token);
}

async function sendOne(id, size_bytes, token) {
  const call = (method, path, body) => ask(token, method, path, JSON.stringify(body));
  let told = await call("POST", "", { id, name: "sealed", size_bytes, content_type: "", purpose: "sealed", kind: "video" });
  if (told.state !== "receiving") return;
  const part = (number) => slice(id, (number - 1) * told.part_bytes, Math.min(number * told.part_bytes, size_bytes));
  for (const number of told.missing) await sendPart(`/${id}/parts/${number}`, await part(number), told, token);
  const hashes = [];
  for (let number = 1; number <= told.part_count; number += 1) hashes.push(await sha256(await part(number)));
  told = await call("POST", `/${id}/finish`, { sha256: hashes });
  if (told.state === "receiving") throw new Error("parts are missing");
}

async function sendPart(path, part, told, token) {
  const hash = await sha256(part);
  if (!told.is_direct) return ask(token, "PUT", path, part, { "X-Part-Sha256": hash, "Content-Type": "application/octet-stream" });
  const { url, headers } = await ask(token, "POST", `${path}/link`, JSON.stringify({ sha256: hash }));
  const stored = await fetch(url, { method: "PUT", headers, body: part, signal: patience(part) });
  if (!stored.ok) throw new Error("the store did not take a part");
  return ask(token, "POST", `${path}/arrived`, JSON.stringify({ sha256: hash, etag: stored.headers.get("ETag") ?? "" }));
}

async function ask(token, method, path, body, more = { "Content-Type": "application/json" }) {
  const english = globalThis.document?.documentElement.lang === "en" ? "?lang=en" : "";
  const headers = { Authorization: `Bearer ${token}`, ...more };
  const answer = await fetch(`/api/v1/uploads${path}${english}`, { method, credentials: "omit", headers, body, signal: patience(body) });
  if (answer.ok) return answer.json();
  const { code = "", message = "" } = await answer.json().catch(() => ({}));
  const refused = answer.status >= 400 && answer.status < 500 && ![401, 404, 408, 429].includes(answer.status) && !PASSING.has(code);
  throw Object.assign(new Error(message || `the server answered ${answer.status}`), { refused, code });
}

// Some bytes of the whole upload, out of the sealed chunks it is kept in.
async function slice(id, start, end) {
  const parts = [];
  for (let n = Math.floor(start / CHUNK_BYTES); n * CHUNK_BYTES < end; n += 1) {
    const chunk = await get("blobs", [id, n]);
    parts.push(chunk.slice(Math.max(0, start - n * CHUNK_BYTES), end - n * CHUNK_BYTES));
  }
  return new Blob(parts);
}
