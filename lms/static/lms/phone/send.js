// Sends what waits, in small batches, with each profile's own token: it can only send. No word of the
// page is needed here, so the service worker can run it too. What the server did not answer for stays.
import { sendFiles } from "./files.js";
import { all, get, put, tx } from "./store.js";

const MOST_ITEMS = 200, MOST_BYTES = 240000, WORTH_SQUEEZING = 1000;
const FIRST_WAIT_MS = 5000, LONGEST_WAIT_MS = 300000, PATIENCE_MS = 60000;
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
      if (error.refused) await save({ ...row, state: "rejected", reason: error.code, message: error.message });
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
    if (results.some(({ code }) => code === "files-missing")) trouble = new Error("files are missing");
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
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  let body = text;
  if (globalThis.CompressionStream && text.length > WORTH_SQUEEZING) {
    headers["Content-Encoding"] = "gzip";
    body = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  }
  const english = globalThis.document?.documentElement.lang === "en" ? "?lang=en" : "";
  const asked = Date.now();
  const answer = await fetch(`/api/v1/sync${english}`, { method: "POST", credentials: "omit", headers, body, signal: AbortSignal.timeout?.(PATIENCE_MS) });
  return Object.assign(answer, { asked });
}

// Item by item: stored and duplicate ones go, rejected ones stay and can be read about.
async function settle(rows, results) {
  const of = new Map(results.map((result) => [result.id, result]));
  await tx(["outbox", "blobs"], "readwrite", (turn) => {
    for (const row of rows) {
      const { result, code = "", message = "", differs } = of.get(row.id) ?? {};
      const outbox = turn.objectStore("outbox");
      if (result === "rejected" && code === "files-missing") outbox.put({ ...row, are_sent: false });
      else if (result === "rejected") outbox.put({ ...row, state: "rejected", reason: code, message });
      else if (result && (differs || message)) outbox.put({ ...row, state: "sent", sealed: "", reason: differs ? "differs" : "", message });
      else if (result) outbox.delete(row.id);
      if (result && code !== "files-missing") for (const id of row.blobs) turn.objectStore("blobs").delete(IDBKeyRange.bound([id, 0], [id, Infinity]));
    }
  });
}

const save = (row) => put("outbox", row);
