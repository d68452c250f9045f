// One clip of a seller: tells how far it is while it is made, and hands the finished film to the
// phone's own share sheet. Without it the page is looked at again by hand, and the film downloaded.
const FIRST_MS = 1500, MOST_MS = 10000;

customElements.define("shop-clip", class extends HTMLElement {
  connectedCallback() {
    this.wait = FIRST_MS;
    if ("moving" in this.dataset) {
      document.addEventListener("visibilitychange", () => document.hidden || this.look());
      this.later();
    }
    const share = this.querySelector("[data-share]");
    if (share) this.offer(share);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => document.hidden || this.look(), this.wait);
    this.wait = Math.min(this.wait * 1.2, MOST_MS);
  }

  async look() {
    try {
      const answer = await fetch(this.dataset.api, { headers: { Accept: "application/json" } });
      if (!answer.ok) return location.reload(); // signed out or removed: the page says which
      const film = (await answer.json()).films[this.dataset.quality];
      if (!film?.is_moving) return location.reload();
      this.querySelector("[data-words]").textContent = film.words;
      this.querySelector("progress").value = film.percent;
    } catch { /* no signal: the next look tries again */ }
    this.later();
  }

  // Shown only where the phone can share a file of this kind.
  offer(button) {
    const { file, name, title } = button.parentElement.dataset;
    const probe = new File([new Uint8Array(1)], name, { type: "video/mp4" });
    if (!navigator.canShare?.({ files: [probe] })) return;
    const says = button.querySelector("span"), share = says.textContent;
    button.hidden = false;
    button.onclick = async () => {
      try {
        if (!this.film) {
          says.textContent = button.dataset.fetching;
          const answer = await fetch(file);
          if (!answer.ok) throw new TypeError("no film");
          this.film = new File([await answer.blob()], name, { type: "video/mp4" });
        }
        await navigator.share({ files: [this.film], title });
        says.textContent = share;
      } catch (error) {
        // A slow line outlasts the tap, after which a phone wants another one; closing the sheet is no fault.
        if (error.name === "AbortError") says.textContent = share;
        else says.textContent = this.film ? button.dataset.again : button.dataset.failed;
      }
    };
  }
});
