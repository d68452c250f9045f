// Cutting a clip by eye: a 9:16 frame that follows a thumb over the picture, and two buttons that take
// the moment which the player shows. Both only write into the form's own fields, which work without them.

// The frame lies over a picture of the whole film; the form's slider says where its middle is, so that
// arrow keys and screen readers use what every phone knows.
customElements.define("clip-crop", class extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input[type=range]");
    this.picture = this.querySelector("img");
    this.frame = this.querySelector(".crop-frame");
    this.range.addEventListener("input", () => this.show());
    const stage = this.frame.parentElement;
    stage.addEventListener("pointerdown", (event) => this.grasp(event, stage));
    stage.addEventListener("pointermove", (event) => stage.hasPointerCapture(event.pointerId) && this.move(event));
    this.picture.addEventListener("load", () => this.begin());
    this.picture.src = this.dataset.picture; // asked for by the script alone: without it there is nothing to drag
  }

  // Shares of the picture, from 0 to 1: what a 9:16 part of it takes of its width and of its height.
  get part() {
    const share = this.picture.naturalWidth / this.picture.naturalHeight / (9 / 16);
    return { wide: Math.min(1, 1 / share), high: Math.min(1, share) };
  }

  begin() {
    const half = this.part.wide / 2;
    // Beyond these the frame would leave the picture: the slider ends where the frame does.
    this.range.min = Math.ceil(half * 100);
    this.range.max = Math.floor((1 - half) * 100);
    this.isFixed = this.part.wide > 0.98;
    this.range.closest(".field").hidden = this.isFixed;
    this.frame.parentElement.hidden = false;
    this.classList.toggle("is-fixed", this.isFixed);
    this.show();
  }

  grasp(event, stage) {
    if (this.isFixed || event.button) return;
    event.preventDefault();
    const box = this.frame.getBoundingClientRect();
    const isOnFrame = event.clientX >= box.left && event.clientX <= box.right;
    this.grip = isOnFrame ? event.clientX - (box.left + box.right) / 2 : 0; // a tap beside it brings it there
    stage.setPointerCapture(event.pointerId);
    this.range.focus({ preventScroll: true });
    this.move(event);
  }

  move(event) {
    const box = this.picture.getBoundingClientRect();
    this.range.value = Math.round(((event.clientX - this.grip - box.left) / box.width) * 100);
    this.show();
  }

  show() {
    const { wide, high } = this.part, { style } = this.frame;
    const middle = Math.min(Math.max(this.range.value / 100, wide / 2), 1 - wide / 2);
    Object.assign(style, { width: `${wide * 100}%`, height: `${high * 100}%`, left: `${(middle - wide / 2) * 100}%`, top: `${(1 - high) * 50}%` });
    const { left, middle: centred, right } = this.dataset, at = Math.round(middle * 100);
    const words = at === 50 ? centred : (at < 50 ? left : right).replace("#", `${Math.abs(50 - at)} %`);
    this.querySelector("output").textContent = this.isFixed ? this.dataset.fixed : words;
    this.range.setAttribute("aria-valuetext", words);
  }
});

// Times are those of the file as it was sent: a film that is cut already begins later than its file.
customElements.define("clip-trim", class extends HTMLElement {
  connectedCallback() {
    this.film = this.querySelector("video");
    this.fields = ["start", "end"].map((name) => this.querySelector(`[name=${name}_s]`));
    for (const button of this.querySelectorAll("[data-take]")) {
      button.hidden = false;
      button.onclick = () => this.take(button.dataset.take);
    }
    for (const field of this.fields) field.addEventListener("input", () => this.show());
    this.film.addEventListener("loadedmetadata", () => this.show());
    this.film.addEventListener("timeupdate", () => this.stop());
    this.querySelector("[data-play]").onclick = () => this.play();
    this.show();
  }

  // Between the clock of what plays and that of the file, in seconds.
  inFile(seconds) { return Math.max(seconds - this.dataset.cardMs / 1000, 0) + this.dataset.startsMs / 1000; }

  inFilm(seconds) { return Math.max(seconds - this.dataset.startsMs / 1000, 0) + this.dataset.cardMs / 1000; }

  get start() { return Number(this.fields[0].value) || 0; }

  get end() { return Number(this.fields[1].value) || (this.film.duration ? this.inFile(this.film.duration) : 0); }

  take(which) {
    this.fields[which === "start" ? 0 : 1].value = this.inFile(this.film.currentTime).toFixed(1);
    this.show();
  }

  show() {
    const lasts = this.end - this.start, output = this.querySelector("output");
    output.textContent = !this.end ? "" : lasts < 1 ? this.dataset.nothing : this.dataset.lasts.replace("#", lasts.toFixed(1));
    output.classList.toggle("error", !!this.end && lasts < 1);
    this.querySelector("[data-play]").hidden = !(lasts >= 1);
  }

  // Plays what would be left, and stops where it would end.
  play() {
    this.film.currentTime = this.inFilm(this.start);
    this.until = this.inFilm(this.end);
    this.film.play();
  }

  stop() {
    if (!this.until || this.film.currentTime < this.until) return;
    this.until = 0;
    this.film.pause();
  }
});
