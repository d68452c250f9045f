// Sends what waits, in small batches, with each profile's own token: it can only send. No word of the
// page is needed here, so the service worker can run it too. What the server did not answer for stays.
import { hashOf } from "./ledger.js";
import { all, get, put, tx } from "./store.js";

const MOST_ITEMS = 200, MOST_BYTES = 240000, WORTH_SQUEEZING = 1000;
const FIRST_WAIT_MS = 5000, LONGEST_WAIT_MS = 300000, PATIENCE_MS = 60000;
const CHUNK_BYTES = (1 << 20) + 16; // of a sealed file, see seal.js
const PASSING = new Set(["wrong-size", "wrong-hash", "parts-missing", "store-away", "no-such-part"]);
let running = null, isWanted = false, failures = 0, timer = 0;

const channel = globalThis.BroadcastChannel && new BroadcastChannel("khaipen-outbox");
const tell = () => globalThis.dispatchEvent(new Event("outbox"));
channel?.addEventListener("message", tell);

/** Tell every tab that something came or went. */
export function announce() {
  channel?.postMessage("change");
  tell();
}

/** Send everything that waits, of every profile of this phone. Two tabs never send at once.
 *  Never raises: what could not be sent now is tried again, later and later. */
export function send() {
  isWanted = true;
  running ??= work().finally(() => { running = null; });
  return running;
}

async function work() {
  clearTimeout(timer);
  while (isWanted) {
    isWanted = false;
    try {
      await (navigator.locks ? navigator.locks.request("khaipen-send", pass) : pass());
      failures = 0;
    } catch (error) {
      console.warn("outbox:", error.message);
      const wait = Math.min(FIRST_WAIT_MS * 2 ** failures++, LONGEST_WAIT_MS);
      if (globalThis.document) timer = setTimeout(send, wait * (0.5 + Math.random() / 2));
    }
  }
}

async function pass() {
  const waiting = (await all("outbox")).filter((row) => row.state === "waiting");
  if (!waiting.length || navigator.onLine === false) return;
  // The worker, which has no page, asks for sentences in the language of the last one, not in the browser's.
  if (globalThis.document) await put("settings", document.documentElement.lang, "lang");
  let trouble = null;
  for (const id of new Set(waiting.map((row) => row.profile))) {
    const { token } = (await get("profiles", id)) ?? {};
    if (!token) continue;
    // One profile's trouble never stops the others.
    await sendOf(token, waiting.filter((row) => row.profile === id)).catch((error) => { trouble = error; });
  }
  announce();
  if (trouble) throw trouble;
}

async function sendOf(token, rows) {
  const ready = [];
  let trouble = null;
  for (const row of rows) {
    if (!row.blobs.length || row.are_sent) { ready.push(row); continue; }
    try {
      await sendFiles(row, token);
      row.are_sent = true;
      await save(row);
      ready.push(row);
    } catch (error) {
      if (error.refused) await save({ ...row, state: "rejected", reason: error.code, message: error.message, field: error.field });
      else trouble = error;
    }
  }
  for (let most = MOST_ITEMS; ready.length;) {
    const batch = cut(ready, most);
    const answer = await post(token, batch);
    if (answer.status === 413 && batch.length > 1) { most = Math.ceil(batch.length / 2); continue; }
    if (answer.ok || [401, 403].includes(answer.status)) await noteToken(rows[0].profile, !answer.ok);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { server_time, results } = await answer.json();
    await settle(batch, results);
    await put("settings", Math.round(Date.parse(server_time) - (answer.asked + Date.now()) / 2), "skew_ms");
    ready.splice(0, batch.length);
    if (results.some(({ code }) => code === "files-missing")) trouble = new Error("files missing");
  }
  if (trouble) throw trouble;
}

// A token that was taken back: everything stays, and the learner reads what to do.
async function noteToken(id, is_token_over) {
  const profile = await get("profiles", id);
  if (profile && !!profile.is_token_over !== is_token_over) await put("profiles", { ...profile, is_token_over });
}

function cut(rows, most) {
  let bytes = 0;
  const end = rows.findIndex((row, place) => place >= most || ((bytes += row.sealed.length + 120) > MOST_BYTES && place > 0));
  return rows.slice(0, end < 0 ? rows.length : end);
}

async function post(token, rows) {
  const text = JSON.stringify({ items: rows.map(({ id, key, sealed }) => ({ id, key, sealed })) });
  const isSqueezed = globalThis.CompressionStream && text.length > WORTH_SQUEEZING;
  const body = isSqueezed ? await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer() : text;
  const asked = Date.now();
  return Object.assign(await call(token, "POST", "sync", body, isSqueezed && { "Content-Encoding": "gzip" }), { asked });
}

// A network that takes connections and never answers: at 5 kB a second everything should be over.
const patience = (body) => AbortSignal.timeout?.(PATIENCE_MS + Math.round((body?.size ?? 0) / 5));

// The token alone speaks: no cookie goes along.
async function call(token, method, path, body, more) {
  const lang = (await get("settings", "lang")) ?? "th";
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...more };
  return fetch(`/api/v1/${path}?lang=${lang}`, { method, credentials: "omit", headers, body, signal: patience(body) });
}

// Item by item: stored and duplicate ones go, rejected ones stay and can be read about.
async function settle(rows, results) {
  const of = new Map(results.map((result) => [result.id, result]));
  await tx(["outbox", "blobs"], "readwrite", (turn) => {
    for (const row of rows) {
      const { result, code = "", message = "", field, others, differs } = of.get(row.id) ?? {};
      const outbox = turn.objectStore("outbox"), isIn = result === "stored" || result === "duplicate";
      if (!isIn && result !== "rejected") continue; // no answer for it: it stays
      if (code === "files-missing") { outbox.put({ ...row, are_sent: false }); continue; }
      if (!isIn) outbox.put({ ...row, state: "rejected", reason: code, message, field, others });
      else if (differs || message) outbox.put({ ...row, state: "sent", sealed: "", reason: differs ? "differs" : code, message });
      else outbox.delete(row.id);
      // The files of a claim are there when it is mended.
      if (isIn || row.kind !== "claim") for (const id of row.blobs) turn.objectStore("blobs").delete(IDBKeyRange.bound([id, 0], [id, Infinity]));
    }
  });
}

const save = (row) => put("outbox", row);

// --- Files ---
const sha256 = async (blob) => hashOf(await blob.arrayBuffer());

// Sealed files go by the site's resumable uploads: what arrived is never sent again. Raises an error with
// `refused` where the site says no for good; its `field` is the upload.
async function sendFiles(row, token) {
  for (const [place, id] of row.blobs.entries()) await sendOne(id, row.sizes[place], token).catch((error) => { throw Object.assign(error, { field: id }); });
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
  if (told.state === "receiving") throw new Error("parts missing");
}

async function sendPart(path, part, told, token) {
  const hash = await sha256(part);
  if (!told.is_direct) return ask(token, "PUT", path, part, { "X-Part-Sha256": hash, "Content-Type": "application/octet-stream" });
  const { url, headers } = await ask(token, "POST", `${path}/link`, JSON.stringify({ sha256: hash }));
  const stored = await fetch(url, { method: "PUT", headers, body: part, signal: patience(part) });
  if (!stored.ok) throw new Error("no store");
  return ask(token, "POST", `${path}/arrived`, JSON.stringify({ sha256: hash, etag: stored.headers.get("ETag") ?? "" }));
}

async function ask(token, method, path, body, more) {
  const answer = await call(token, method, `uploads${path}`, body, more);
  if (answer.ok) return answer.json();
  const { code = "", message = "" } = await answer.json().catch(() => ({}));
  const refused = answer.status >= 400 && answer.status < 500 && ![401, 403, 404, 408, 429].includes(answer.status) && !PASSING.has(code);
  throw Object.assign(new Error(message || `the server answered ${answer.status}`), { refused, code });
}

// Some bytes of the whole upload, out of the sealed chunks it is kept in.
async function slice(id, start, end) {
  const parts = [];
  for (let n = Math.floor(start / CHUNK_BYTES); n * CHUNK_BYTES < end; n += 1) {
    const chunk = await get("blobs", [id, n]);
    if (!chunk) throw Object.assign(new Error(""), { refused: true, code: "file-gone" });
    parts.push(chunk.slice(Math.max(0, start - n * CHUNK_BYTES), end - n * CHUNK_BYTES));
  }
  return new Blob(parts);
}
