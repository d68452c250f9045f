// Covering parts of a picture at the desk: open the tool, draw, send. Without this module the form takes
// numbers.
import { marker } from "./marker.js";

for (const tool of document.querySelectorAll("[data-cover]")) {
  const form = tool.querySelector("form"), undo = tool.querySelector("[data-undo]");
  const box = tool.closest("figure").querySelector("[data-marked]"), numbers = [...form.querySelectorAll("[type=number]")];
  let marks = null;
  tool.querySelector("[data-script]").classList.remove("hidden");
  tool.addEventListener("toggle", () => {
    marks?.remove();
    // Smaller, so that the picture and the button below it fit on one screen: over the picture nothing scrolls.
    box.classList.toggle("marking", tool.open);
    if (tool.open) box.scrollIntoView({ block: "start" });
    marks = tool.open ? marker(box, (count) => undo.classList.toggle("hidden", !count)) : null;
    undo.classList.add("hidden");
  });
  undo.addEventListener("click", () => marks.undo());
  form.addEventListener("input", () => marks?.show(numbers.map((field) => field.valueAsNumber)));
  form.addEventListener("formdata", (event) => {
    for (const part of marks?.parts() ?? []) event.formData.append("part", part.join(","));
  });
}
