// Photos made smaller on the phone before they are sent: a weak network carries a tenth of the bytes, and
// the place where they were taken stays at home. The site makes them no larger than this anyway.
// What cannot be made smaller here goes as it is: the site looks at every photo itself.
const LONG_SIDE_PX = 1600, SMALL_BYTES = 400000, QUALITY = 0.85, MB = 1e6;

async function smaller(file) {
  if (file.size <= SMALL_BYTES) return file;
  const url = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode(); // upright: browsers heed the camera's label
    const { naturalWidth: wide, naturalHeight: high } = picture, share = Math.min(1, LONG_SIDE_PX / Math.max(wide, high));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(wide * share), height: Math.round(high * share) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0; // phones give a canvas's memory back late
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(url);
  }
}

customElements.define("small-photos", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.words = this.querySelector("[role=status]");
    this.input.addEventListener("change", () => { this.work = this.shrink(); });
    this.input.form.addEventListener("submit", (event) => this.wait(event));
  }

  async shrink() {
    const chosen = [...this.input.files], turn = (this.turn = {});
    if (!chosen.length) { this.words.textContent = ""; return; }
    this.isBusy = true;
    this.words.textContent = this.dataset.busy;
    const list = new DataTransfer();
    for (const file of chosen) list.items.add(await smaller(file)); // one after the other: a large photo fills a small phone
    if (turn !== this.turn) return; // chosen anew meanwhile
    const sum = (files) => (files.reduce((all, { size }) => all + size, 0) / MB).toFixed(1);
    this.input.files = list.files;
    this.isBusy = false;
    this.words.textContent = this.dataset.done.replace("#", chosen.length).replace("#", sum([...list.files]));
  }

  // A form sent too early waits for its photos.
  async wait(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    const { submitter } = event;
    while (this.isBusy) await this.work;
    this.input.form.requestSubmit(submitter);
  }
});
