// The seller covers the customer's name before the picture leaves the phone: what is covered is what is
// sent. Without this module, or without touching the button, the picture goes as it is.
import { marker } from "./marker.js";

const LONG_SIDE = 1600, QUALITY = 0.9, INK = "#1d1d22";
const room = document.getElementById("cover-first"), words = room.dataset;
const canvas = room.querySelector("canvas"), undo = room.querySelector("[data-undo]"), done = room.querySelector("[data-done]");
let now = null; // the input, the number of its file, and the marks on it

function replaced(input, number, file) {
  const files = new DataTransfer();
  [...input.files].forEach((old, place) => files.items.add(place === number ? file : old));
  input.files = files.files;
}

async function open(input, number) {
  const bitmap = await createImageBitmap(input.files[number], { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return;
  const share = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * share);
  canvas.height = Math.round(bitmap.height * share);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const marks = marker(room.querySelector("[data-marked]"), (count) => { done.disabled = undo.disabled = !count; });
  done.disabled = undo.disabled = true;
  now = { input, number, marks };
  room.showModal();
}

async function keep() {
  const { input, number, marks } = now, pen = canvas.getContext("2d");
  pen.fillStyle = INK;
  for (const [left, top, width, height] of marks.parts()) {
    const [x, y] = [Math.floor((left * canvas.width) / 100), Math.floor((top * canvas.height) / 100)];
    pen.fillRect(x, y, Math.ceil((width * canvas.width) / 100) + 1, Math.ceil((height * canvas.height) / 100) + 1);
  }
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob) return;
  const name = input.files[number].name.replace(/^covered-|\.\w+$/g, "");
  replaced(input, number, new File([blob], `covered-${name}.jpg`, { type: "image/jpeg" }));
  list(input);
  room.close();
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

undo.addEventListener("click", () => now.marks.undo());
done.addEventListener("click", () => keep());
room.querySelector("[data-cancel]").addEventListener("click", () => room.close());
room.addEventListener("close", () => { now?.marks.remove(); now = null; });
for (const input of document.querySelectorAll("form input[type=file]")) input.addEventListener("change", () => list(input));
