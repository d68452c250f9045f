// A lesson's clip: sizes with their megabytes first, bytes only after the big button. While it plays,
// the document gets "clip-progress" events with {key, watched, furthest_ms}; `watched` is a decimal
// string, a bitmap of sixty parts of the clip (bit 0 is the beginning).
const PARTS = 60, REPORT_MS = 10000, SIZE = "clip-size", CAPTIONS = "clip-captions";
const kept = (name) => { try { return localStorage[name]; } catch { return null; } };
const keep = (name, value) => { try { localStorage[name] = value; } catch { /* a browser that remembers nothing */ } };
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

customElements.define("clip-player", class extends HTMLElement {
  watched = 0n; furthest = 0; said = 0; wait = 0;

  connectedCallback() {
    if (this.play) return;
    const link = this.find("play"), { ariaLabel } = link;
    this.play = make("button", { type: "button", className: "clip-play", disabled: true, ariaLabel });
    this.play.append(...link.childNodes);
    link.replaceWith(this.play);
    this.play.onclick = () => this.start();
    addEventListener("online", () => this.clip || this.load());
    addEventListener("pagehide", () => this.report());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.report() : this.asleep && this.load()));
    requestAnimationFrame(() => setTimeout(() => this.load())); // the words are painted first
  }

  find(name) { return this.querySelector(`.clip-${name}`); }

  say(name, number) { this.find("state").textContent = (this.dataset[name] || "").replace("#", number); }

  async load() {
    this.asleep = false;
    try {
      // Who has just sent captions wants to see them, not what was there a moment ago.
      this.show(await (await fetch(this.dataset.api, { cache: "fresh" in this.dataset ? "no-cache" : "default" })).json());
    } catch { this.say("away"); }
  }

  show(clip) {
    if (!clip.is_playable) {
      this.say(clip.state || "away", clip.percent);
      if (clip.state && clip.state !== "failed") this.later();
      return;
    }
    this.clip = clip;
    this.say(clip.has_sound ? "" : "silent");
    this.play.disabled = false;
    const seconds = Math.round(clip.duration_ms / 1000);
    this.chip("time", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    if (clip.captions.some(({ language }) => language === "th")) this.chip("captions", "✓");
    this.offer(clip.renditions);
    if (document.readyState === "complete") this.cover();
    else addEventListener("load", () => this.cover());
  }

  // Ask again gently, and only while somebody looks.
  later() {
    this.wait = Math.min(this.wait + 3000, 15000);
    setTimeout(() => ((this.asleep = document.hidden) || this.load()), this.wait);
  }

  chip(name, words) {
    const chip = this.find(name);
    if (chip) Object.assign(chip, { textContent: chip.dataset.words.replace("#", words), hidden: false });
  }

  offer(sizes) {
    const named = (wanted) => sizes.find(({ name }) => name === wanted);
    // What is on the phone costs nothing.
    this.chosen = sizes.find(({ saved }) => saved) || named(kept(SIZE)) || named("240p") || sizes[0];
    this.find("sizes").lastElementChild.replaceChildren(...sizes.map((size) => {
      const label = make("label", { className: "chip", title: size.name });
      const input = make("input", { type: "radio", name: this.dataset.api, checked: size === this.chosen });
      input.onchange = () => this.choose(size);
      label.append(input, `${this.dataset[size.name] || size.name} ${size.saved ? this.dataset.saved : `${(size.size_bytes / 1e6).toFixed(1)} MB`}`);
      return label;
    }));
    this.find("sizes").hidden = false;
  }

  cover() {
    if (this.video || this.find("cover") || navigator.connection?.saveData) return;
    this.find("frame").prepend(make("img", { className: "clip-cover", alt: "", loading: "lazy", src: this.clip.cover_url }));
  }

  choose(size) {
    this.chosen = size;
    keep(SIZE, size.name);
    if (this.video) this.go(this.video.currentTime, !this.video.paused);
  }

  go(at, isPlaying = true) {
    this.video.src = this.chosen.url;
    this.video.currentTime = at;
    if (isPlaying) this.video.play().catch(() => {});
  }

  start() {
    const { clip, play: { ariaLabel } } = this;
    const video = this.video = make("video", { controls: true, preload: "none", playsInline: true, ariaLabel });
    const wanted = this.language(clip);
    for (const { language, label, url } of clip.captions) {
      video.append(make("track", { kind: "captions", srclang: language, src: url, label, default: language === wanted }));
    }
    video.onloadedmetadata = () => this.caption(); // a browser chooses its own captions before
    video.ontimeupdate = () => this.watch();
    video.onseeking = () => { this.last = null; };
    video.onpause = video.onended = () => { this.watch(); this.report(); };
    video.onerror = () => this.mend();
    this.spoken = make("p", { className: "clip-words" });
    this.find("frame").replaceChildren(video, this.spoken);
    this.wanted = wanted;
    this.go(0);
    this.offerCaptions(wanted);
    video.focus();
  }

  // What was chosen last counts. Else a silent clip shows its own words: captions start where they add something.
  language({ captions, has_sound, language }) {
    const there = (wanted) => wanted === "" || captions.some((track) => track.language === wanted);
    const chosen = kept(CAPTIONS), page = this.dataset.lang;
    if (chosen !== null && chosen !== undefined && there(chosen)) return chosen;
    return there(page) && (has_sound || page !== language) ? page : "";
  }

  // The browser's own menu of captions is small and well hidden on phones.
  offerCaptions(wanted) {
    const field = this.find("languages"), tracks = [...this.video.textTracks];
    if (!field || !tracks.length) return;
    const select = field.lastElementChild;
    select.replaceChildren(new Option(field.dataset.off, ""), ...tracks.map(({ language, label }) => make("option", { value: language, text: label, lang: language })));
    select.value = wanted;
    select.onchange = () => {
      keep(CAPTIONS, select.value);
      this.wanted = select.value;
      this.caption();
    };
    // Chosen in the browser's own menu: told here as well.
    this.video.textTracks.onchange = () => {
      this.wanted = select.value = tracks.find(({ mode }) => mode !== "disabled")?.language ?? "";
      this.speak();
    };
    for (const track of tracks) track.oncuechange = () => this.speak();
    field.hidden = false;
  }

  // Browsers write captions over a picture only; while one listens, they are written here.
  get isHeard() { return !this.chosen.width_px; }

  caption() {
    for (const track of this.video.textTracks) {
      track.mode = track.language !== this.wanted ? "disabled" : this.isHeard ? "hidden" : "showing";
    }
    this.speak();
  }

  speak() {
    const track = this.isHeard && [...this.video.textTracks].find(({ language }) => language === this.wanted);
    const cues = track ? [...(track.activeCues ?? [])] : [];
    Object.assign(this.spoken, { lang: this.wanted, textContent: cues.map((cue) => cue.getCueAsHTML().textContent).join("\n") });
  }

  // Perhaps a newer revision took the place of these files: look once more, then say so.
  async mend() {
    const { url } = this.chosen, at = this.video.currentTime;
    await this.load();
    if (this.chosen.url === url) this.say("broken");
    else this.go(at);
  }

  watch() {
    const { currentTime, duration, seeking } = this.video;
    if (!duration || seeking) return;
    const part = Math.min(Math.floor(currentTime / duration * PARTS), PARTS - 1);
    for (let i = Math.min(this.last ?? part, part); i <= part; i += 1) this.watched |= 1n << BigInt(i);
    this.last = part;
    this.furthest = Math.max(this.furthest, Math.round(currentTime * 1000));
    if (performance.now() - this.said > REPORT_MS) this.report();
  }

  report() {
    const detail = { key: this.dataset.key, watched: `${this.watched}`, furthest_ms: this.furthest };
    const words = JSON.stringify(detail);
    if (!this.watched || words === this.words) return;
    this.words = words;
    this.said = performance.now();
    document.dispatchEvent(new CustomEvent("clip-progress", { detail }));
  }
});
