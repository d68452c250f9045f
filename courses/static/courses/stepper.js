// Two large buttons beside a number. Without this script the field is typed into, as it is with it.
const THAI = "๐๑๒๓๔๕๖๗๘๙";

function number(text) {
  const plain = text.replace(/[๐-๙]/g, (d) => THAI.indexOf(d)).replace(/[^\d.]/g, "");
  return Number.parseFloat(plain) || 0;
}

customElements.define("number-stepper", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    const line = Object.assign(document.createElement("div"), { className: "stepper" });
    this.input.replaceWith(line);
    line.append(this.button(-1, this.dataset.less, "−"), this.input, this.button(1, this.dataset.more, "+"));
  }

  button(way, name, sign) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    made.setAttribute("aria-label", name);
    made.addEventListener("click", () => {
      const next = Math.max(0, number(this.input.value) + way * Number(this.dataset.step));
      this.input.value = String(Math.round(next * 100) / 100);
    });
    return made;
  }
});
