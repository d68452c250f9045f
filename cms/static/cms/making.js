// How far a clip is, asked every two seconds while somebody looks. When it is over the page comes anew, or,
// where a file may be on its way on the same page (`data-stay`), the words alone change.
const EVERY_MS = 2000;

customElements.define("clip-making", class extends HTMLElement {
  connectedCallback() { this.look(); }

  disconnectedCallback() { clearTimeout(this.timer); }

  async look() {
    if (!document.hidden) {
      try {
        this.show(await (await fetch(this.dataset.api, { cache: "no-store" })).json());
      } catch { /* the network is away: ask again */ }
    }
    if (!this.isOver) this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  show(clip) {
    if (clip.state === "ready" || clip.state === "failed") {
      this.isOver = true;
      if ("stay" in this.dataset) this.end(clip);
      else location.reload();
      return;
    }
    this.querySelector("progress").value = clip.percent;
    const step = this.dataset[clip.step] || this.dataset.working;
    this.querySelector(".making-step").textContent = clip.queue_position
      ? this.dataset.queued.replace("#", clip.queue_position) : `${step} ${clip.percent} %`.trim();
    this.querySelector(".making-left").textContent = this.left(clip.seconds_left);
  }

  end(clip) {
    this.querySelector("progress").hidden = clip.state === "failed";
    this.querySelector("progress").value = 100;
    this.querySelector(".making-left").textContent = "";
    this.querySelector(".making-step").textContent = clip.state === "ready" ? this.dataset.over : clip.why;
    this.classList.toggle("error", clip.state === "failed");
    this.dispatchEvent(new CustomEvent("clip-over", { bubbles: true, detail: clip }));
  }

  left(seconds) {
    if (seconds === null) return "";
    return seconds < 60 ? this.dataset.soon : this.dataset.left.replace("#", Math.ceil(seconds / 60));
  }
});
