// How far a clip is, asked every two seconds while somebody looks. When it is over the page comes anew.
const EVERY_MS = 2000;

customElements.define("clip-making", class extends HTMLElement {
  connectedCallback() { this.look(); }

  async look() {
    if (!document.hidden) {
      try {
        this.show(await (await fetch(this.dataset.api, { cache: "no-store" })).json());
      } catch { /* the network is away: ask again */ }
    }
    setTimeout(() => this.look(), EVERY_MS);
  }

  show(clip) {
    if (clip.state === "ready" || clip.state === "failed") {
      location.reload();
      return;
    }
    this.querySelector("progress").value = clip.percent;
    const step = this.dataset[clip.step] || "";
    this.querySelector(".making-step").textContent = clip.queue_position
      ? this.dataset.queued.replace("#", clip.queue_position) : `${step} ${clip.percent} %`.trim();
    this.querySelector(".making-left").textContent = this.left(clip.seconds_left);
  }

  left(seconds) {
    if (seconds === null) return "";
    return seconds < 60 ? this.dataset.soon : this.dataset.left.replace("#", Math.ceil(seconds / 60));
  }
});
