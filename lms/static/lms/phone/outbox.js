// What learners did and the server does not have yet. Each act is sealed the moment it is made; it leaves
// the phone's store only when the server has answered for it. Sending is `send.js`.
import { sealFile, sealItem, uuid7 } from "./seal.js";
import { announce, send } from "./send.js";
import { all, del, get, keys, put, tx } from "./store.js";

export { uuid7 };

/** Make a sealed row of one act of a profile. `files` are [{file, kind, evidence?}]; their chunks are
 *  stored first, so a row never waits for a file that is not there. Each learns as `sent` how it travels:
 *  what has that goes once more as it is. Raises what the store raises. */
export async function makeRow(profile, kind, body, { id = uuid7(), files = [] } = {}) {
  const key = (await get("settings", "keys"))?.sealing;
  if (!key) throw new Error("no sealing key");
  const blobs = [], sizes = [];
  if (files.length) body = { ...body, files: [] };
  for (const one of files) {
    if (!one.sent) await seal(one);
    body.files.push(one.sent);
    blobs.push(one.sent.upload);
    sizes.push(one.size_bytes);
  }
  const made_at = new Date().toISOString();
  // Frozen with the item: what the clock was off by at the last contact, and how long the app was open.
  const skew_ms = (await get("settings", "skew_ms")) ?? null;
  const item = { id, profile, kind, clock: made_at, skew_ms, offset_ms: Math.round(performance.now()), body };
  return { id, profile, key: key.id, sealed: await sealItem(key, item), kind, made_at, state: "waiting", reason: "", message: "", blobs, sizes };
}

/** Seal a chosen file {file, kind, evidence?} into pieces that can be sent. */
export async function seal(one) {
  const { file, kind, evidence } = one, upload = uuid7();
  const { key, size_bytes } = await sealFile(upload, file, (n, bytes) => put("blobs", bytes, [upload, n]));
  Object.assign(one, { size_bytes, sent: { upload, key, kind, name: file.name ?? "", size: file.size, evidence } });
}

/** Put a row in the outbox together with records of the vault ([row, key] each): both or neither. */
export async function keep(row, ...vaultRecords) {
  await tx(["outbox", "vault"], "readwrite", (turn) => {
    turn.objectStore("outbox").put(row);
    for (const [value, key] of vaultRecords) value ? turn.objectStore("vault").put(value, key) : turn.objectStore("vault").delete(key);
  });
  announce();
  soon();
}

/** Send when there is a network: now if there is one, else the browser wakes the service worker. */
export async function soon() {
  const worker = await navigator.serviceWorker?.getRegistration?.();
  worker?.sync?.register("outbox").catch(() => {});
  return send();
}

/** Remove pieces of files whose act was never finished: a phone died while they were sealed. */
export async function sweep() {
  const wanted = new Set((await all("outbox")).flatMap((row) => row.blobs ?? []));
  const dayAgo = Date.now() - 86400000;
  for (const key of await keys("blobs")) {
    const madeAt = parseInt(key[0].replace(/-/g, "").slice(0, 12), 16); // a UUIDv7 begins with its moment
    if (!wanted.has(key[0]) && madeAt < dayAgo) await del("blobs", key);
  }
}

/** Take away a row that the learner has read about; one that still waits stays, and so do the files of a claim
 *  that is to be mended. */
export async function dismiss(id, profile) {
  await tx(["outbox"], "readwrite", (turn) => {
    const store = turn.objectStore("outbox");
    store.get(id).onsuccess = ({ target: { result } }) => {
      if (result?.profile !== profile || result.state === "waiting") return;
      if (result.state === "rejected" && result.kind === "claim") store.put({ ...result, state: "read", sealed: "" });
      else store.delete(id);
    };
  });
  announce();
}
