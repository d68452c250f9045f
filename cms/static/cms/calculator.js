// The price calculator, live and without a network. Same sums as lms/prices.py.
const THAI = "๐๑๒๓๔๕๖๗๘๙";

// Satang as whole numbers: 0.1 + 0.2 must not cost anybody a satang. null means "not a number".
export function satang(text) {
  const plain = text.replace(/[๐-๙]/g, (d) => THAI.indexOf(d)).replace(/[,฿\s]/g, "");
  if (plain === "") return 0;
  if (!/^\d{0,7}(\.\d{0,2})?$/.test(plain) || plain === ".") return null;
  return Math.round(Number(plain) * 100);
}

const ceilDiv = (n, d) => Math.floor((n + d - 1) / d);

// All amounts in satang, the fee in hundredths of a percent; null where there is nothing to say.
export function workOut({ cost, fee, wanted }) {
  if (!cost || fee > 9000) return null;
  const keeps = 10000 - fee;
  const price = ceilDiv((cost + wanted) * 10000, keeps * 100) * 100;
  const taken = Math.round((price * fee) / 10000);
  return { cost, price, fee: taken, profit: price - taken - cost, break_even: ceilDiv(cost * 10000, keeps) };
}

export function baht(amount) {
  return (amount / 100).toLocaleString("en", {
    minimumFractionDigits: amount % 100 ? 2 : 0,
    maximumFractionDigits: 2,
  });
}

class PriceCalculator extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => this.show());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show();
      this.querySelector("output").scrollIntoView({ block: "nearest" });
    });
    if (this.form.elements.materials.value) this.show();
  }

  show() {
    const read = (name) => satang(this.form.elements[name].value);
    const parts = ["materials", "labour", "packing", "shipping", "wanted_profit", "fee_percent"].map(read);
    const [materials, labour, packing, shipping, wanted, fee] = parts;
    const sums = parts.includes(null)
      ? null
      : workOut({ cost: materials + labour + packing + shipping, fee, wanted });
    this.querySelector("output").classList.toggle("hidden", !sums);
    if (!sums) return;
    for (const place of this.querySelectorAll("[data-sum]")) place.textContent = baht(sums[place.dataset.sum]);
  }
}

customElements.define("price-calculator", PriceCalculator);
