// Courses on this phone: what one costs before anything is fetched, how far each lesson is, budget and
// room. All words stand in the element (cms/templates/packs/saved.html); "#" in them is a figure.
import { all, get, put } from "./store.js";
import { fitting, keepSetting, left, mayComeUnasked, onWifi, settings, spentBytes } from "./budget.js";
import * as packs from "./packs.js";

const mb = (bytes) => (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: bytes < 1e5 ? 2 : bytes < 1e8 ? 1 : 0 });
const fill = (words, ...figures) => words.replace(/#/g, () => figures.shift());

customElements.define("saved-packs", class extends HTMLElement {
  cards = new Map();
  turns = new Map(); // by course, fetches begun and ended: what was read before is not painted over them

  connectedCallback() {
    this.start().catch(() => this.part("away", true));
  }

  disconnectedCallback() { removeEventListener("packs", this.onpacks); }

  turn(key) { return this.turns.get(key) || 0; }

  part(name, isShown) {
    const node = this.querySelector(`[data-part=${name}]`);
    if (isShown !== undefined) node.hidden = !isShown;
    return node;
  }

  copy(name) { return this.part(name).content.firstElementChild.cloneNode(true); }

  async start() {
    const why = packs.hindrance();
    if (why) { this.part("loading", false); this.part(why, true); return; }
    this.onpacks = () => { if (!this.querySelector("[data-busy]")) this.show().catch(() => {}); this.figures(); };
    addEventListener("packs", this.onpacks);
    this.listen();
    this.figures();
    if (/(?:^|; )csrftoken=/.test(document.cookie)) await this.learnWhatIsDone().catch(() => {});
    await this.show();
    this.part("loading", false);
  }

  async learnWhatIsDone() {
    if (!navigator.onLine || !(await all("packs")).length) return;
    const answer = await fetch("/api/v1/me/lessons", { signal: AbortSignal.timeout?.(3000) });
    if (answer.ok) await packs.markDone((await answer.json()).done);
  }

  async show() {
    const { track, lang } = this.dataset, turns = new Map(this.turns);
    const rows = (await all("packs")).filter((row) => row.manifest && (!track || row.key === track));
    for (const row of rows) await this.card(row, turns.get(row.key) || 0);
    for (const [key, card] of this.cards) if (key !== track && !rows.some((row) => row.key === key)) { card.remove(); this.cards.delete(key); }
    this.part("loading", false);
    try {
      if (track) await this.renew(track, lang);
      else await this.offer(rows);
      if (!track) for (const row of rows) await this.renew(row.key, row.manifest.language);
      this.part("away", false);
    } catch (error) {
      this.part(error.reason === "forged" ? "forged" : "away", true);
    }
    this.part("empty", !track && !rows.length);
  }

  // The newest list of a course: shown with its cost; fetched unasked only what is small, or with saving off.
  async renew(key, lang) {
    const turn = this.turn(key), row = await packs.look(key, lang);
    if (turn !== this.turn(key)) return;
    if (row.next && row.next.version === row.manifest?.version) row.next = undefined;
    await this.card(row, turn);
    if (!row.manifest || !["saved", "fetching", "offline"].includes(row.state)) return;
    const bytes = packs.sum(packs.missing(row.next || row.manifest, row.wanted, row.left, await packs.inventory(key)));
    if (bytes && mayComeUnasked(bytes, (await settings()).saving)) this.fetch(row);
  }

  async offer(rows) {
    const offered = await packs.offered(this.dataset.lang);
    this.part("offers").replaceChildren(...offered.filter(({ key }) => !rows.some((row) => row.key === key)).map((one) => {
      const node = this.copy("offer"), link = node.querySelector("a") || node;
      link.href = link.getAttribute("href").replace("/-/", `/${one.key}/`);
      node.querySelector("[data-slot=title]").textContent = one.title;
      node.querySelector("[data-slot=size]").textContent = fill(this.dataset.from, mb(one.sizes.saving + one.sizes.shared));
      return node;
    }));
  }

  async card(row, turn = this.turn(row.key)) {
    let card = this.cards.get(row.key);
    if (!card) {
      card = this.copy("pack");
      this.cards.set(row.key, card);
      this.part("packs").append(card);
      for (const input of card.querySelectorAll("input")) input.name = `wanted-${row.key}`;
    }
    const slot = (name) => card.querySelector(`[data-slot=${name}]`), act = (name) => card.querySelector(`[data-do=${name}]`);
    const manifest = row.next || row.manifest, isKept = Boolean(row.manifest), here = await packs.inventory(row.key);
    if (turn !== this.turn(row.key)) return;
    slot("title").textContent = manifest.title;
    for (const input of card.querySelectorAll("input")) {
      const bytes = packs.sum(packs.missing(manifest, input.value, row.left, here));
      input.checked = input.value === row.wanted;
      input.parentElement.querySelector("b").textContent = bytes ? fill(this.dataset.size, mb(bytes)) : this.dataset.here;
      input.onchange = () => this.card({ ...row, wanted: input.value });
    }
    const pieces = packs.missing(manifest, row.wanted, row.left, here), bytes = packs.sum(pieces);
    await this.cost(row, manifest, pieces, slot);
    if (turn !== this.turn(row.key)) return;
    const chosen = { ...row };
    act("keep").hidden = !bytes || card.hasAttribute("data-busy");
    act("keep").textContent = this.dataset[!isKept ? "keep" : row.next ? "renew" : "goon"];
    act("keep").onclick = () => this.fetch(chosen);
    act("remove").hidden = !isKept;
    act("remove").onclick = () => confirm(fill(this.dataset.sure, manifest.title)) && this.drop(row.key, card);
    act("pause").onclick = () => { this.pausing?.abort(); act("pause").disabled = true; };
    if (!card.hasAttribute("data-busy")) {
      const isGone = isKept && row.state === "saved" && bytes && !row.next;
      this.say(card, !isKept ? "" : isGone ? "gone" : row.next ? "newer" : ["fetching", "offline"].includes(row.state) ? "stopped" : row.state);
    }
    this.lessons(isKept ? { ...row, manifest } : { ...row, manifest, state: "" }, slot("lessons"), here);
  }

  say(card, state, ...figures) {
    card.querySelector("[data-slot=state]").textContent = state ? fill(this.dataset[`state${state}`] || "", ...figures) : "";
  }

  async cost(row, manifest, pieces, slot) {
    const bytes = packs.sum(pieces), rest = await left(), words = [];
    if (bytes) words.push(fill(this.dataset.cost, mb(bytes)));
    if (bytes && rest !== Infinity) {
      const costs = manifest.lessons.map(({ key }) => packs.sum(pieces.filter((piece) => piece.lesson === key)));
      const shared = packs.sum(pieces.filter((piece) => !piece.lesson));
      words.push(fill(this.dataset.budget, mb(rest), fitting(costs, Math.max(rest - shared, 0)), costs.length));
    }
    const { leaving, isEnough } = await packs.roomFor(bytes);
    if (!isEnough) words.push(this.dataset.statefull);
    else if (leaving.length) words.push(fill(this.dataset.leaving, leaving.map(({ lesson }) => lesson.title).join(", ")));
    slot("cost").textContent = words.join(" ");
  }

  lessons(row, list, here) {
    const found = packs.standing(row, here);
    list.replaceChildren(...row.manifest.lessons.map((lesson, place) => {
      const node = this.copy("lesson"), { state, bytes } = found[place];
      Object.assign(node.querySelector("a"), { href: lesson.path, textContent: lesson.title });
      node.dataset.state = state;
      node.querySelector("small").textContent = fill(this.dataset[`lesson${state}`], mb(bytes));
      return node;
    }));
  }

  async fetch(row) {
    const card = this.cards.get(row.key), bar = card.querySelector("progress"), pause = card.querySelector("[data-do=pause]");
    if (this.querySelector("[data-busy]")) return;
    this.pausing = new AbortController();
    this.turns.set(row.key, this.turn(row.key) + 1);
    card.toggleAttribute("data-busy", true);
    card.querySelector("[data-do=keep]").hidden = true;
    Object.assign(pause, { hidden: false, disabled: false });
    bar.hidden = false;
    this.persist();
    const onPiece = (done, whole) => {
      Object.assign(bar, { max: whole || 1, value: done });
      this.say(card, "fetching", mb(done), mb(whole));
      if (performance.now() - (this.drawn || 0) < 1000) return;
      this.drawn = performance.now();
      Promise.all([get("packs", row.key), packs.inventory(row.key)]).then(([now, here]) => now?.manifest && this.lessons(now, card.querySelector("[data-slot=lessons]"), here));
      this.figures();
    };
    let reason = "";
    try {
      if (!(await packs.download(row, { signal: this.pausing.signal, onPiece }))) reason = "elsewhere";
    } catch (error) { reason = error.reason || "offline"; }
    this.turns.set(row.key, this.turn(row.key) + 1);
    card.toggleAttribute("data-busy", false);
    bar.hidden = pause.hidden = true;
    const now = await get("packs", row.key);
    if (now?.manifest) await this.card(now);
    if (reason) this.say(card, reason);
    this.figures();
    if (["offline", "wifi"].includes(reason)) this.whenBack(row.key, reason === "wifi");
  }

  // What was tapped once goes on by itself when the network is back, or Wi-Fi.
  whenBack(key, isForWifi) {
    const { connection } = navigator;
    const again = () => {
      if (isForWifi && !onWifi()) return;
      clearTimeout(timer);
      removeEventListener("online", again);
      connection?.removeEventListener("change", again);
      packs.look(key, this.dataset.lang).then((row) => this.fetch(row)).catch(() => this.whenBack(key, isForWifi));
    };
    const timer = setTimeout(again, isForWifi ? 1e9 : 15_000);
    addEventListener("online", again);
    connection?.addEventListener("change", again);
  }

  async drop(key, card) {
    this.pausing?.abort();
    await packs.remove(key);
    card.remove();
    this.cards.delete(key);
    await this.show();
    this.figures();
  }

  // The browser's answer is kept: it is shown, and asked for again only by the button.
  async persist() {
    if ((await get("settings", "persisted")) === undefined) await put("settings", Boolean(await navigator.storage.persist?.()), "persisted");
    this.figures();
  }

  listen() {
    const form = this.part("budget").querySelector("form");
    form.onchange = async ({ target }) => {
      await keepSetting(target.name, target.type === "checkbox" ? target.checked : Math.max(Math.round(Number(target.value)) || 0, 0));
      await this.figures();
      await this.show();
    };
    form.onsubmit = (event) => event.preventDefault();
    this.querySelector("[data-do=persist]").onclick = async () => {
      await put("settings", Boolean(await navigator.storage.persist?.()), "persisted");
      this.figures();
    };
  }

  async figures() {
    const { budget_mb, saving, wifi_only } = await settings(), bytes = await spentBytes(), section = this.part("budget", true);
    const { budget_mb: field, saving: first, wifi_only: second } = section.querySelector("form").elements;
    if (document.activeElement !== field) field.value = budget_mb || "";
    [first.checked, second.checked] = [saving, wifi_only];
    second.closest("label").hidden = !navigator.connection?.type; // a browser that cannot tell cannot wait for it
    section.querySelector("[data-slot=spent]").textContent = budget_mb ? fill(this.dataset.spentof, mb(bytes), budget_mb, mb(await left())) : fill(this.dataset.spent, mb(bytes));
    Object.assign(section.querySelector("progress"), { hidden: !budget_mb, max: budget_mb * 1e6 || 1, value: Math.min(bytes, budget_mb * 1e6) });
    const { quota = 0, usage = 0 } = await navigator.storage.estimate(), room = this.part("room", true);
    // Chrome says "10 GiB more" whatever there is: that is no figure to show.
    room.querySelector("[data-slot=room]").textContent = fill(this.dataset[quota - usage === 10 * 2 ** 30 ? "used" : "room"], mb(usage), mb(quota - usage));
    const isPersisted = Boolean(await navigator.storage.persisted?.()), isApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
    const isSafari = /^((?!chrome|android|crios|fxios).)*safari/i.test(navigator.userAgent) || /iphone|ipad/i.test(navigator.userAgent);
    const shown = isPersisted ? "persisted" : isSafari && !isApp ? "safari" : "fragile";
    for (const node of room.querySelectorAll("[data-when]")) node.hidden = node.dataset.when !== shown;
    room.querySelector("[data-do=persist]").hidden = isPersisted || (await get("settings", "persisted")) === undefined;
  }
});
