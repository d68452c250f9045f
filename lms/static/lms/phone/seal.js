// What a phone sends is sealed to the server's public key: whoever holds the phone cannot read what
// waits, and an item opens only for the profile and the id it was made for. docs/sync.md has the format.
const ECDH = { name: "ECDH", namedCurve: "P-256" };
const CHUNK_BYTES = 1 << 20, TAG_BYTES = 16;
const bytesOf = (text) => new TextEncoder().encode(text);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/** Write bytes as base64url without padding. */
export function base64url(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Make a UUIDv7: 48 bits of milliseconds, then chance; ids sort by the moment they were made. */
export function uuid7(at = Date.now()) {
  const bytes = random(16);
  for (let place = 5, rest = at; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Seal one plain item to a key {id, jwk} of the server; returns base64url text. */
export async function sealItem({ id, jwk: { kty, crv, x, y } }, item) {
  const { subtle } = crypto;
  const info = bytesOf(`khaipen-item-1|${id}|${item.profile}|${item.id}`);
  const ours = await subtle.generateKey(ECDH, false, ["deriveBits"]);
  const theirs = await subtle.importKey("jwk", { kty, crv, x, y }, ECDH, false, []);
  const secret = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const base = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const derive = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const key = await subtle.deriveKey(derive, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = random(12);
  const closed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, key, bytesOf(JSON.stringify(item)));
  const point = await subtle.exportKey("raw", ours.publicKey);
  return base64url(await new Blob([point, iv, closed]).arrayBuffer());
}

/** Seal a file chunk by chunk; `keep(n, bytes)` stores each. Returns {key, size_bytes}: the file's own
 *  key, which travels inside the sealed item only, and the size of the whole upload. */
export async function sealFile(upload, file, keep) {
  const raw = random(32);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const count = Math.ceil(file.size / CHUNK_BYTES) || 1;
  for (let n = 0; n < count; n += 1) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, n);
    const how = { name: "AES-GCM", iv, additionalData: bytesOf(`khaipen-file-1|${upload}|${n}|${count}`) };
    const part = await file.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES).arrayBuffer();
    await keep(n, await crypto.subtle.encrypt(how, key, part));
  }
  return { key: base64url(raw), size_bytes: file.size + count * TAG_BYTES };
}
