// A file field that sends its file in parts, through a network that breaks as often as it likes.
//
// What is on its way is kept in IndexedDB, so a killed tab or a restarted phone goes on where it stopped.
// Each part goes with its SHA-256; one that failed twice goes in small pieces. The words stand in the page.
// Without this module, or without a secure address, the field is a plain one and the form sends the file.
const TRIES = 2, CALM_PIECES = 40, STALL_MS = 30000, FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 30000, RATE_MS = 20000;
const MB = 1e6;
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1] ?? "";

class Refused extends Error {
  constructor(status, { code = "", message = "" }) { super(message); Object.assign(this, { status, code }); }
}
class Broken extends Error {}
class Stopped extends Error {}

// --- What is kept on the phone: files and their states apart, so that a new state copies no film. ---
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("uploads", 1);
  asked.onupgradeneeded = () => { for (const name of ["files", "states"]) asked.result.createObjectStore(name); };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
opened.catch(() => {}); // a browser that keeps nothing still sends, as long as the page is open

async function kept(store, mode, act) {
  try {
    const turn = (await opened).transaction(store, mode);
    const asked = act(turn.objectStore(store));
    return await new Promise((resolve, reject) => {
      turn.oncomplete = () => resolve(asked.result);
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
  } catch { return undefined; }
}
const read = (store, slot) => kept(store, "readonly", (one) => one.get(slot));
const write = (store, slot, value) => kept(store, "readwrite", (one) => one.put(value, slot));
const forget = (slot) => Promise.all(["files", "states"].map((name) => kept(name, "readwrite", (one) => one.delete(slot))));

async function sha256(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function newId() { return crypto.randomUUID(); }

// XMLHttpRequest, because fetch does not tell how much of a body has gone out.
function put(address, body, headers, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch;
    const alive = () => { clearTimeout(watch); watch = setTimeout(() => request.abort(), STALL_MS); };
    const stop = () => request.abort();
    request.open("PUT", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => { alive(); onProgress(loaded); };
    request.onloadend = () => {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(new Stopped());
      else if (request.status >= 200 && request.status < 300) resolve(request);
      else reject(request.status ? answered(request.status, request.responseText) : new Broken());
    };
    signal.addEventListener("abort", stop);
    alive();
    request.send(body);
  });
}

// What may be different the next time is tried again; a rule's no and a lost session are said.
const PASSING = new Set(["wrong-size", "wrong-hash", "parts-missing", "store-away", "no-such-part"]);
function answered(status, text) {
  let told = {};
  try { told = JSON.parse(text); } catch { /* an answer of somebody in between */ }
  if (status >= 500 || status === 408 || PASSING.has(told.code) || (status === 404 && !told.code)) return new Broken(told.message ?? "");
  return new Refused(status, told);
}

// --- One file on its way. Says "change" whenever the field should look anew. ---
class Sending extends EventTarget {
  mood = "sending"; flying = 0; failures = 0; calm = 0; samples = []; isSmall = false; tries = {}; stop = new AbortController();

  constructor(address, slot, state, file) {
    super();
    Object.assign(this, { address, slot, state, file });
    state.hashes ??= {}; state.pieces ??= {}; state.arrived ??= 0;
  }

  say(mood) { this.mood = mood; this.dispatchEvent(new Event("change")); }

  save() { return write("states", this.slot, this.state); }

  get sent() { return Math.min(this.state.size, this.state.arrived + this.flying); }

  get secondsLeft() {
    const first = this.samples[0], last = this.samples.at(-1);
    if (!first || last.at - first.at < 2000 || last.sent <= first.sent) return null;
    return ((this.state.size - this.sent) * (last.at - first.at)) / (last.sent - first.sent) / 1000;
  }

  progress(flying) {
    this.flying = flying;
    const at = performance.now();
    this.samples = this.samples.filter((one) => at - one.at < RATE_MS);
    this.samples.push({ at, sent: this.sent });
    this.say("sending");
  }

  async call(method, path, body) {
    const headers = { "X-CSRFToken": csrf(), "Content-Type": "application/json" };
    const lang = document.documentElement.lang === "en" ? "?lang=en" : "";
    let answer, text;
    try {
      answer = await fetch(`${this.address}${path}${lang}`, { method, headers, body: body && JSON.stringify(body), signal: this.stop.signal });
      text = await answer.text();
    } catch { throw this.stop.signal.aborted ? new Stopped() : new Broken(); }
    if (!answer.ok) throw answered(answer.status, text);
    try { return text ? JSON.parse(text) : null; } catch { throw new Broken(); }
  }

  async run() {
    for (;;) {
      try {
        return await this.pass();
      } catch (error) {
        if (error instanceof Stopped) return null;
        if (error instanceof Refused) { this.refusal = error; this.say("refused"); return null; }
        if (!(error instanceof Broken)) { this.say("unreadable"); return null; } // the phone cannot read its file
        await this.rest();
      }
    }
  }

  // Wait longer after each failure in a row; a network that comes back is used at once.
  async rest() {
    this.flying = 0; this.samples = [];
    this.say("waiting");
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++);
    await this.woken(longest * (0.5 + Math.random() / 2));
  }

  woken(ms) {
    return new Promise((resolve) => {
      const wake = () => { clearTimeout(timer); removeEventListener("online", wake); this.stop.signal.removeEventListener("abort", wake); resolve(); };
      const timer = ms === undefined ? 0 : setTimeout(wake, ms);
      addEventListener("online", wake);
      this.stop.signal.addEventListener("abort", wake);
      this.wake = wake;
    });
  }

  async allowed() {
    for (;;) {
      if (this.stop.signal.aborted) throw new Stopped();
      const isMobile = this.state.wifiOnly && navigator.connection?.type === "cellular";
      if (!this.state.isPaused && !isMobile) return;
      this.samples = [];
      this.say(this.state.isPaused ? "paused" : "wifi");
      const changed = () => this.wake?.();
      navigator.connection?.addEventListener?.("change", changed);
      await this.woken();
      navigator.connection?.removeEventListener?.("change", changed);
    }
  }

  async pass() {
    await this.allowed();
    const { id, name, size: size_bytes, type: content_type, purpose, kind } = this.state;
    let told = await this.call("POST", "", { id, name, size_bytes, content_type, purpose, kind });
    if (told.state === "cancelled") {
      Object.assign(this.state, { id: newId(), hashes: {}, pieces: {}, arrived: 0 });
      await this.save();
      return this.pass();
    }
    while (told.state === "receiving") {
      for (const number of told.missing) {
        this.count(told, number);
        await this.part(number, told);
      }
      this.state.arrived = this.state.size; this.flying = 0;
      this.say("checking");
      await this.hashAll(told);
      const hashes = Array.from({ length: told.part_count }, (_, place) => this.state.hashes[place + 1]);
      told = await this.call("POST", `/${id}/finish`, { sha256: hashes });
    }
    if (told.state === "refused") throw new Refused(422, { code: "refused", message: "" });
    this.state.result = told.result;
    await this.save();
    this.say("done");
    return told.result;
  }

  // What has arrived before a part: all parts that are not missing, and the pieces of this one.
  count(told, number) {
    const missing = told.missing.filter((one) => one >= number);
    const size = (one) => Math.min(told.part_bytes, this.state.size - (one - 1) * told.part_bytes);
    this.flying = 0;
    this.state.arrived = this.state.size - missing.reduce((sum, one) => sum + size(one), 0);
  }

  slice(number, told) {
    const start = (number - 1) * told.part_bytes;
    return this.file.slice(start, Math.min(start + told.part_bytes, this.state.size));
  }

  async hashAll(told) {
    for (let number = 1; number <= told.part_count; number++) this.state.hashes[number] ??= await sha256(this.slice(number, told));
  }

  async part(number, told) {
    await this.allowed();
    const part = this.slice(number, told);
    this.state.hashes[number] ??= await sha256(part);
    if (this.isSmall || (this.tries[number] ?? 0) >= TRIES) await this.inPieces(number, part, told);
    else await this.whole(number, part, told);
    delete this.state.pieces[number];
    await this.save();
  }

  // Straight to the store where there is one: its link holds for this part with this hash and no other.
  async whole(number, part, told) {
    this.tries[number] = (this.tries[number] ?? 0) + 1;
    const path = `/${this.state.id}/parts/${number}`, hash = this.state.hashes[number];
    if (told.is_direct) {
      const { url, headers } = await this.call("POST", `${path}/link`, { sha256: hash });
      const answer = await put(url, part, headers, this.stop.signal, (loaded) => this.progress(Math.min(loaded, part.size)));
      await this.call("POST", `${path}/arrived`, { sha256: hash, etag: answer.getResponseHeader("ETag") ?? "" });
      this.failures = 0;
    } else await this.send(path, part, hash, 0);
    this.tries[number] = 0;
  }

  async inPieces(number, part, told) {
    this.isSmall = true;
    const here = new Set(this.state.pieces[number]);
    for (let place = 0; place * told.piece_bytes < part.size; place++) {
      if (here.has(place)) continue;
      await this.allowed();
      const piece = part.slice(place * told.piece_bytes, (place + 1) * told.piece_bytes);
      try {
        await this.send(`/${this.state.id}/parts/${number}/pieces/${place}`, piece, await sha256(piece), here.size * told.piece_bytes);
      } catch (error) { this.calm = 0; throw error; }
      this.state.pieces[number] = [...here.add(place)];
      // A network that has carried so many in a row is trusted with whole parts again.
      if (++this.calm >= CALM_PIECES) Object.assign(this, { isSmall: false, tries: {}, calm: 0 });
    }
    // The site may have lost what it had: then it asks for this part again, and all of it goes.
    delete this.state.pieces[number];
  }

  async send(path, body, hash, before) {
    const headers = { "X-CSRFToken": csrf(), "X-Part-Sha256": hash, "Content-Type": "application/octet-stream" };
    await put(this.address + path, body, headers, this.stop.signal, (loaded) => this.progress(before + Math.min(loaded, body.size)));
    this.failures = 0;
  }
}

// --- The field. ---
customElements.define("resumable-upload", class extends HTMLElement {
  async connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    if (!globalThis.crypto?.subtle || !this.input || this.panel) return;
    this.panel = this.querySelector(".upload-panel");
    this.dataset.ready = ""; // styles hide what is for browsers that cannot
    this.input.addEventListener("change", () => this.input.files[0] && this.choose(this.input.files[0]));
    this.part("pause").onclick = () => this.pause(!this.sending.state.isPaused);
    this.part("cancel").onclick = () => this.cancel();
    this.part("wifi").onchange = ({ target }) => { this.sending.state.wifiOnly = target.checked; this.sending.save(); this.sending.wake?.(); };
    this.part("wifi").closest("label").hidden = !navigator.connection?.type;
    this.input.form?.addEventListener("submit", (event) => this.submit(event));
    const state = await read("states", this.slotName);
    if (!state) return;
    const file = await read("files", this.slotName);
    if (file || state.result) this.start(state, file);
    else { this.waiting = state; this.tell("again"); }
  }

  get slotName() { return this.dataset.slot; }

  part(name) { return this.querySelector(`.upload-${name}`); }

  async choose(file) {
    this.sending?.stop.abort();
    const { name, size, type, lastModified } = file;
    const { purpose, kind } = this.dataset;
    const was = this.waiting ?? this.sending?.state;
    const isSame = was && !was.result && !this.sending?.refusal && was.name === name && was.size === size && was.lastModified === lastModified;
    const state = isSame ? was : { id: newId(), name, size, type, lastModified, purpose, kind };
    this.waiting = null;
    await write("states", this.slotName, state);
    // Where the phone has no room for a copy, the state alone is kept: the same file is asked for then.
    await write("files", this.slotName, file);
    this.input.value = "";
    this.start(state, file);
  }

  start(state, file) {
    const sending = (this.sending = new Sending(this.dataset.api, this.slotName, state, file));
    sending.addEventListener("change", () => sending === this.sending && this.show());
    this.input.required = false;
    this.part("wifi").checked = !!state.wifiOnly;
    this.show();
    const run = () => sending.run().then((result) => sending === this.sending && result && this.done(result));
    // One tab at a time: another one waits and then finds everything arrived.
    if (navigator.locks) navigator.locks.request(`upload-${this.slotName}`, { signal: sending.stop.signal }, run).catch(() => {});
    else run();
  }

  show() {
    const { mood, state, sent, secondsLeft, refusal } = this.sending;
    this.panel.hidden = false;
    this.part("name").textContent = state.name;
    Object.assign(this.part("bar"), { max: state.size, value: state.result ? state.size : sent });
    const of = (bytes) => (bytes / MB).toFixed(1);
    this.part("figures").textContent = this.dataset.figures.replace("#", of(state.result ? state.size : sent)).replace("#", of(state.size));
    this.part("left").textContent = mood !== "sending" || secondsLeft === null ? "" : secondsLeft < 60 ? this.dataset.soon : this.dataset.left.replace("#", Math.ceil(secondsLeft / 60));
    this.part("pause").textContent = state.isPaused ? this.dataset.goon : this.dataset.pause;
    this.part("pause").hidden = ["done", "refused", "checking", "unreadable"].includes(mood);
    this.part("cancel").textContent = this.dataset[mood === "done" ? "remove" : "cancel"];
    const isSignedOut = refusal && [401, 403].includes(refusal.status) && refusal.code.startsWith("http-");
    if (refusal && !isSignedOut) forget(this.slotName); // the same file would be refused again
    this.tell(isSignedOut ? "signin" : mood, refusal?.message);
  }

  tell(mood, words) {
    this.panel.hidden = false;
    this.dataset.mood = mood;
    const said = mood === "refused" && words ? words : this.dataset[`say${mood[0].toUpperCase()}${mood.slice(1)}`] ?? "";
    if (this.part("state").textContent !== said) this.part("state").textContent = said;
  }

  pause(isPaused) {
    const { sending } = this;
    sending.state.isPaused = isPaused;
    sending.save();
    if (!isPaused) { sending.wake?.(); return; }
    // What is in the air stops at once; what has arrived stays.
    sending.stop.abort();
    this.start(sending.state, sending.file);
  }

  async cancel() {
    const { sending } = this;
    sending?.stop.abort();
    const id = (sending?.state ?? this.waiting)?.id;
    await forget(this.slotName);
    this.sending = this.waiting = null;
    this.panel.hidden = true;
    delete this.dataset.mood;
    this.querySelector("[name=uploaded]")?.remove();
    if (id) fetch(`${this.dataset.api}/${id}`, { method: "DELETE", headers: { "X-CSRFToken": csrf() } }).catch(() => {});
    this.input.focus();
  }

  async done(result) {
    await kept("files", "readwrite", (one) => one.delete(this.slotName));
    this.querySelector("[name=uploaded]")?.remove();
    this.append(Object.assign(document.createElement("input"), { type: "hidden", name: "uploaded", value: result }));
    this.dispatchEvent(new CustomEvent("upload-done", { bubbles: true, detail: { result } }));
    if (this.dataset.then) { await forget(this.slotName); location.assign(this.dataset.then); return; }
    if (this.isAwaited) this.input.form.requestSubmit();
  }

  // The form waits for what is on its way, and goes by itself when it has arrived.
  submit(event) {
    const isUnderWay = this.sending && !this.sending.state.result && !["refused", "unreadable"].includes(this.sending.mood);
    if (!isUnderWay) { if (this.sending?.state.result) forget(this.slotName); return; }
    event.preventDefault();
    this.isAwaited = true;
    this.part("then").hidden = false;
    this.part("then").scrollIntoView({ block: "center" });
  }
});
