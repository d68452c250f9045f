// Rectangles drawn over a picture with the mouse, a pen or a finger; each in per cent of the picture:
// [left, top, width, height]. `changed` is called with how many there are.
const SMALLEST = 1; // per cent: less is a slip of the finger
const within = (number) => Math.min(100, Math.max(0, number));
const round = (number) => Math.round(number * 100) / 100;

export function marker(box, changed = () => {}) {
  const layer = Object.assign(document.createElement("div"), { className: "marker" });
  const parts = [];
  let start = null, drawn = null;

  const place = (event) => {
    const { left, top, width, height } = layer.getBoundingClientRect();
    return [within(((event.clientX - left) / width) * 100), within(((event.clientY - top) / height) * 100)];
  };
  const span = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.abs(x - u), Math.abs(y - v)].map(round);
  const put = (mark, [left, top, width, height]) => {
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  };
  const mark = (className) => {
    const made = Object.assign(document.createElement("i"), { className });
    layer.append(made);
    return made;
  };

  layer.addEventListener("pointerdown", (event) => {
    if (event.button || start) return;
    event.preventDefault();
    layer.setPointerCapture(event.pointerId);
    start = place(event);
    drawn = mark("part");
  });
  layer.addEventListener("pointermove", (event) => { if (start) put(drawn, span(start, place(event))); });
  const finish = (event, isKept) => {
    if (!start) return;
    const part = span(start, place(event));
    if (isKept && part[2] >= SMALLEST && part[3] >= SMALLEST) parts.push([part, drawn]);
    else drawn.remove();
    start = drawn = null;
    changed(parts.length);
  };
  layer.addEventListener("pointerup", (event) => finish(event, true));
  layer.addEventListener("pointercancel", (event) => finish(event, false));
  layer.addEventListener("click", (event) => event.preventDefault());
  box.append(layer);

  const typed = mark("part typed");
  return {
    parts: () => parts.map(([part]) => part),
    undo() {
      parts.pop()?.[1].remove();
      changed(parts.length);
    },
    /** Show a rectangle that stands in number fields; nothing where a number is missing. */
    show: (part) => put(typed, part.every(Number.isFinite) ? part : [0, 0, 0, 0]),
    remove: () => layer.remove(),
  };
}
