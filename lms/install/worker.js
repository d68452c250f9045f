// The worker between pages and network. What is on the phone answers first, the network follows. It
// keeps the shell (this build's pages and files) and what packs.js put into the caches and the store;
// personal pages it never keeps. Before it stand SHELL, store.js, ledger.js and `outbox` (lms/install/shell.py).
const PERSONAL_MS = 2000, PAGE_MS = 6000;
const KEPT = `shell-${SHELL.build}`;
const QUIZ_LOCK = "khaipen-quiz";
// Where an address leads in the shell when it cannot be reached.
const ROUTES = [
  [/^(?:\/en)?\/(quiz|practice)\/([0-9a-f-]{36})\//, (m) => `#/${m[1]}/${m[2]}`],
  [/^(?:\/en)?\/me\/shop\/(\w+)\//, (m) => `#/claim/${m[1]}`],
  [/^(?:\/en)?\/me\//, () => "#/"],
];
const NOT_OURS = /^(\/en)?\/(cms|desk|api|files|static|_util|sign-in|sign-out|healthz|sw\.js)(\/|$)/;
let filesKept; // what packs hold: address → file; read again when a pack changes

const match = (url) => caches.match(url, { ignoreVary: true, ignoreSearch: true });

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => event.waitUntil(hear(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  // The download of packs counts and checks for itself.
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("x-pack")) return;
  if (request.mode === "navigate") {
    if (!NOT_OURS.test(url.pathname)) event.respondWith(page(event, url));
    // Whatever page is opened carries off what waits, also where no browser wakes the worker.
    event.waitUntil(outbox.send());
    return;
  }
  if (/^\/files\/clips\/.*\.(mp4|m4a)$/.test(url.pathname)) event.respondWith(film(request, url));
  else if (/^\/(static|files\/(clips|public))\//.test(url.pathname)) event.respondWith(file(request));
  else if (/^\/api\/v1\/clips\/[0-9a-f-]{36}$/.test(url.pathname)) event.respondWith(clip(request, url));
});
// What waits goes when the browser says that there is a network, also with no page open.
self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendAll()));
new BroadcastChannel("khaipen").onmessage = () => { filesKept = undefined; setPreload().catch(() => {}); };

// Failing asks the browser to wake the worker once more.
async function sendAll() {
  await outbox.send();
  if ((await all("outbox")).some(({ state }) => state === "waiting")) throw new Error("some of it still waits");
}

async function fill() {
  const cache = await caches.open(KEPT);
  await Promise.all(SHELL.files.map(async ([url, sha256]) => {
    const here = await match(url);
    if (here?.headers.get("x-sha256") === sha256) return cache.put(url, here);
    const { response, body } = await fetchCounted(url, { cache: freshness(url) }, "shell");
    // Half of an upgrade is worse than the old shell: the browser tries again later.
    if (!response.ok || (await hashOf(body)) !== sha256) throw new Error(`not ${url}`);
    return cache.put(url, keepable(response, body, sha256));
  }));
}

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== KEPT) await caches.delete(name);
  await setPreload();
  await clients.claim();
}

// With nothing kept every page comes from the network: it is asked while this worker is still starting.
async function setPreload() {
  const hasPacks = (await keys("packs").catch(() => [])).length > 0;
  await registration.navigationPreload?.[hasPacks ? "disable" : "enable"]();
}

// A new worker waits until somebody asks for it, and not while anybody answers a quiz in any tab.
async function hear({ data, source }) {
  if (data?.type !== "update") return;
  const locks = await navigator.locks?.query();
  if (locks?.held.some(({ name }) => name === QUIZ_LOCK)) source.postMessage({ type: "busy" });
  else await skipWaiting();
}

async function page(event, url) {
  const here = await match(url.origin + url.pathname);
  if (here) {
    if (navigator.onLine) event.waitUntil(refresh(url.pathname, here).catch(() => {}));
    return here;
  }
  const personal = ROUTES.some(([path]) => path.test(url.pathname));
  const hasPacks = (await keys("packs").catch(() => [])).length > 0;
  try {
    // Nothing kept: the network may take the time it needs.
    return await (hasPacks ? inTime(fetched(event), personal ? PERSONAL_MS : PAGE_MS) : fetched(event));
  } catch {
    const home = url.pathname.startsWith("/en/") ? `/en${SHELL.home}` : SHELL.home;
    const [path, route] = ROUTES.find(([one]) => one.test(url.pathname)) || [/^/, () => "#/"];
    return home === url.pathname ? Response.error() : Response.redirect(home + route(path.exec(url.pathname)));
  }
}

const fetched = async (event) => (await event.preloadResponse) || fetch(event.request);
const inTime = (answer, ms) => Promise.race([answer, new Promise((_, late) => setTimeout(late, ms))]);

// The newer page takes the place of the one kept only if all that it loads is here: else a phone
// without a network would show it bare. The next update of the pack brings both.
async function refresh(path, here) {
  const tag = here.headers.get("etag");
  const options = { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} };
  const { response, body } = await fetchCounted(path, options, "pages");
  if (!response.ok || response.redirected) return;
  const html = new TextDecoder().decode(body);
  for (const [, url] of html.matchAll(/="(\/static\/[^"]+\.(?:js|css))"/g)) if (!(await match(url))) return;
  const sha256 = await hashOf(body);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (name !== KEPT && (await cache.match(path, { ignoreVary: true }))) await cache.put(path, keepable(response, body, sha256));
  }
}

async function file(request) {
  const here = await match(request);
  if (here) return here;
  const response = await fetch(request);
  // The browser's own cache costs nothing; a moment later the browser tells whether it was that.
  setTimeout(() => {
    const entry = performance.getEntriesByName(request.url).pop();
    const bytes = entry ? entry.transferSize && entry.encodedBodySize : Number(response.headers.get("content-length"));
    if (bytes) count("pages", headBytes(response) + bytes).catch(() => {});
  }, 1000);
  return response;
}

// Bytes are counted as they pass: a player often hangs up before the end.
function counted(response, kind) {
  if (!response.body) return response;
  let bytes = headBytes(response);
  const tell = () => { count(kind, bytes).catch(() => {}); bytes = 0; };
  const reader = response.body.getReader();
  const body = new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) { tell(); controller.close(); return; }
      bytes += value.length;
      if (bytes > 1e6) tell();
      controller.enqueue(value);
    },
    cancel(reason) { tell(); return reader.cancel(reason); },
  });
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}

async function packedFiles() {
  if (filesKept) return filesKept;
  const found = { byUrl: new Map(), byClip: new Map() };
  for (const { manifest, before } of await all("packs")) {
    for (const { clip } of [...(before?.lessons || []), ...manifest.lessons]) {
      if (!clip) continue;
      found.byClip.set(clip.key, clip);
      for (const one of Object.values(clip.files)) if (one) found.byUrl.set(one.url, one);
    }
  }
  filesKept = found;
  return found;
}

const chunksOf = async ({ sha256 }) => (await keys("chunks", IDBKeyRange.bound([sha256], [sha256, []]))).map(([, n]) => n);

async function clip(request, url) {
  const found = (await packedFiles().catch(() => undefined))?.byClip.get(url.pathname.split("/").pop());
  const sizes = [];
  for (const one of new Map(Object.values(found?.files || {}).filter(Boolean).map((f) => [f.url, f])).values()) {
    const saved = (await chunksOf(one)).length === one.chunks.length;
    sizes.push({ name: one.name, url: one.url, content_type: one.content_type, size_bytes: one.bytes, width_px: one.width_px, height_px: one.height_px, saved });
  }
  const shown = navigator.onLine ? sizes : sizes.filter(({ saved }) => saved);
  if (!sizes.some(({ saved }) => saved)) return fetch(request);
  const { key, title, language, duration_ms, has_sound, captions, cover } = found;
  const answer = {
    key, title, language, duration_ms, has_sound, captions, state: "ready", step: "", percent: 100, failure: "", why: "",
    queue_position: 0, seconds_left: null, attempts: 1, is_playable: true, cover_url: cover.url, cover_bytes: cover.bytes,
    renditions: shown.sort((a, b) => a.size_bytes - b.size_bytes),
  };
  return new Response(JSON.stringify(answer), { headers: { "Content-Type": "application/json" } });
}

// Answers as a server with Range does, out of the chunks; what is missing among them comes from the network.
async function film(request, url) {
  const one = (await packedFiles().catch(() => undefined))?.byUrl.get(url.pathname);
  if (!one || !(await chunksOf(one)).length) return counted(await fetch(request), "clips");
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  const isRange = asked && (asked[1] || asked[2]);
  let [first, last] = [0, one.bytes - 1];
  if (isRange && asked[1]) [first, last] = [Number(asked[1]), asked[2] ? Math.min(Number(asked[2]), last) : last];
  else if (isRange) first = Math.max(one.bytes - Number(asked[2]), 0);
  const headers = { "Content-Type": one.content_type, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff" };
  if (first > last) return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${one.bytes}` } });
  headers["Content-Length"] = String(last - first + 1);
  if (isRange) headers["Content-Range"] = `bytes ${first}-${last}/${one.bytes}`;
  let at = first;
  const body = new ReadableStream({
    async pull(controller) {
      const n = Math.floor(at / one.chunk_bytes), start = n * one.chunk_bytes;
      const chunk = (await get("chunks", [one.sha256, n])) || (await chunkFromNetwork(one, start));
      const slice = new Uint8Array(chunk).subarray(at - start, last + 1 - start);
      controller.enqueue(slice);
      at += slice.length;
      if (at > last) controller.close();
    },
  });
  return new Response(body, { status: isRange ? 206 : 200, headers });
}

async function chunkFromNetwork(one, start) {
  const Range = `bytes=${start}-${Math.min(start + one.chunk_bytes, one.bytes) - 1}`;
  const { response, body } = await fetchCounted(one.url, { headers: { Range }, cache: "no-store" }, "clips");
  if (response.status !== 206) throw new Error(`no part of ${one.url}`);
  return body;
}
