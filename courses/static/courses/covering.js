// Covering the customer in a picture on the person's own device: what is covered is what is sent.
import { marker } from "./marker.js";

const LONG_SIDE = 1600, QUALITY = 0.9, INK = "#1d1d22";

/** Let a person draw over a picture in the dialog `room`. Resolves to the covered picture, and to null where
 *  the dialog was closed without covering, the file is no picture, or the dialog has a picture already. */
export async function cover(file, room) {
  if (room.isBusy) return null; // a slow phone reads a picture for a second, and the finger comes again
  room.isBusy = true;
  return drawn(file, room).finally(() => { room.isBusy = false; });
}

async function drawn(file, room) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return null;
  const canvas = room.querySelector("canvas"), pen = canvas.getContext("2d"), share = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const [wide, high] = [canvas.width, canvas.height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * share)));
  pen.drawImage(bitmap, 0, 0, wide, high);
  bitmap.close();
  const [undo, done, cancel] = ["undo", "done", "cancel"].map((name) => room.querySelector(`[data-${name}]`));
  const marks = marker(room.querySelector("[data-marked]"), (count) => { done.disabled = undo.disabled = !count; });
  done.disabled = undo.disabled = true;
  let covered = null;
  undo.onclick = () => marks.undo();
  cancel.onclick = () => room.close();
  done.onclick = async () => {
    pen.fillStyle = INK;
    for (const [left, top, width, height] of marks.parts()) pen.fillRect(Math.floor((left * wide) / 100), Math.floor((top * high) / 100), Math.ceil((width * wide) / 100) + 1, Math.ceil((height * high) / 100) + 1);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    if (blob) covered = new File([blob], `covered-${file.name.replace(/^covered-|\.\w+$/g, "")}.jpg`, { type: "image/jpeg" });
    room.close();
  };
  room.showModal();
  await new Promise((over) => { room.onclose = over; });
  marks.remove();
  canvas.width = 0; // phones give a canvas's memory back late
  return covered;
}

/** Let a person cover the picture `one.file`, of which `item` shows a small one. What is covered takes the place
 *  of what was chosen: nothing else is kept, so nothing else can be sent. */
export async function replace(one, item, room) {
  const covered = await cover(one.file, room);
  if (!covered) return;
  one.file = covered;
  delete one.sent;
  item.querySelector("img").src = URL.createObjectURL(covered);
  item.querySelector("[data-t]").textContent = room.dataset.covered;
}
