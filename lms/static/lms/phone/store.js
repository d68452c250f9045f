// The phone's own store: one IndexedDB database, shared by every page, tab and the service worker.
// docs/offline.md says what lies in which store. Keys come from the value where a store names its
// property here; where it names none, `put` is told the key.
const NAME = "khaipen";
const VERSION = 1;
const STORES = { settings: "", packs: "key", chunks: "", ledger: "", profiles: "id", vault: "", outbox: "id", blobs: "" };
let opening;

/** Return the open database. Where the browser closed it (cleared, or a newer page waits), open it anew. */
export function open() {
  opening ||= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, keyPath ? { keyPath } : {});
      }
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const forget = () => { opening = undefined; };
      Object.assign(request.result, { onclose: forget, onversionchange() { this.close(); forget(); } });
      resolve(request.result);
    };
  });
  opening.catch(() => { opening = undefined; });
  return opening;
}

/** Run fn(transaction) over some stores, "readonly" or "readwrite". Resolves when all of it is on the
 *  disk, to what fn returned (of a request: its result); where fn throws, nothing is written. */
export async function tx(stores, mode, fn) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // "strict": an answer that is stored survives a battery that dies the next moment.
    const transaction = database.transaction(stores, mode, { durability: "strict" });
    let done;
    transaction.oncomplete = () => resolve(done instanceof IDBRequest ? done.result : done);
    transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("aborted"));
    try {
      done = fn(transaction);
    } catch (error) {
      reject(error);
      transaction.abort();
    }
  });
}

const read = (store, fn) => tx([store], "readonly", (transaction) => fn(transaction.objectStore(store)));
const write = (store, fn) => tx([store], "readwrite", (transaction) => fn(transaction.objectStore(store)));

/** Return one value, undefined where there is none. */
export const get = (store, key) => read(store, (s) => s.get(key));
/** Keep a value. A store whose key is in the value takes no other. */
export const put = (store, value, key) => write(store, (s) => (STORES[store] ? s.put(value) : s.put(value, key)));
/** Remove a value, or a range of them. */
export const del = (store, key) => write(store, (s) => s.delete(key));
/** Return all values, in the order of their keys; `query` is a key or an IDBKeyRange. */
export const all = (store, query) => read(store, (s) => s.getAll(query));
/** Return all keys the same way, without reading what lies under them. */
export const keys = (store, query) => read(store, (s) => s.getAllKeys(query));
