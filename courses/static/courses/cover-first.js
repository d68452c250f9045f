// The seller covers the customer's name before the picture leaves the phone: what is covered is what is
// sent. Without this module, or without touching the button, the picture goes as it is.
import { cover } from "./covering.js";

const room = document.getElementById("cover-first"), words = room.dataset;

function replaced(input, number, file) {
  const files = new DataTransfer();
  [...input.files].forEach((old, place) => files.items.add(place === number ? file : old));
  input.files = files.files;
}

async function open(input, number) {
  const covered = await cover(input.files[number], room);
  if (!covered) return;
  replaced(input, number, covered);
  list(input);
}

function list(input) {
  let rows = input.parentElement.querySelector("[data-chosen]");
  rows ??= input.insertAdjacentElement("afterend", Object.assign(document.createElement("ul"), { className: "plain chosen" }));
  rows.dataset.chosen = "";
  rows.replaceChildren(...[...input.files].map((file, number) => {
    const row = document.createElement("li"), button = document.createElement("button"), isCovered = file.name.startsWith("covered-");
    Object.assign(button, { type: "button", className: "btn quiet small", textContent: isCovered ? words.more : words.cover });
    button.addEventListener("click", () => open(input, number));
    row.append(Object.assign(document.createElement("span"), { className: "grow link-text", textContent: isCovered ? words.covered : file.name }), button);
    return row;
  }));
}

for (const input of document.querySelectorAll("form input[type=file][accept^=image]")) input.addEventListener("change", () => list(input));
