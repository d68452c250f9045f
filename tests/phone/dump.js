// Everything that this phone stores, as one text: all databases, caches and both small stores.
// The courses themselves, which are public, are left out.
async () => {
  const text = async (value) => {
    if (value instanceof Blob) return text(await value.arrayBuffer());
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer ?? value);
      return ["utf-8", "utf-16le"].map((name) => new TextDecoder(name).decode(bytes)).join(" ");
    }
    if (value instanceof CryptoKey) return JSON.stringify(await crypto.subtle.exportKey("jwk", value).catch(() => "closed"));
    if (!value || typeof value !== "object") return String(value);
    const parts = Object.entries(value).map(async ([name, one]) => `${name}=${await text(one)}`);
    return (await Promise.all(parts)).join(" ");
  };
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const found = [...Object.entries(localStorage), ...Object.entries(sessionStorage)].flat();
  for (const { name } of await indexedDB.databases()) {
    const base = await asked(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      if (store === "packs" || store === "chunks") continue;
      const read = base.transaction(store).objectStore(store);
      const [values, keys] = await Promise.all([asked(read.getAll()), asked(read.getAllKeys())]);
      for (const value of [...values, ...keys]) found.push(await text(value));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    if (name.startsWith("pack-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  return found.join("\n");
}
