// Search in the saved lessons. The text lies folded in the manifest; what is typed is folded alike.
import { savedLessons, savedPaths } from "./mine.js";
import { draw, mount, say } from "./ui.js";

const TONE = "\u0e48-\u0e4b", MOST = 20;

/** The twin of `lms.text.fold`: one spelling for what is drawn alike, 0–9, lower case. */
export function fold(text) {
  return text.normalize("NFC").replace(/[\u200b\u200c\u200d\u2060\ufeff\u00ad]/g, "").replace(/\u0e40\u0e40/g, "\u0e41")
    .replace(new RegExp(`\u0e4d([${TONE}]?)\u0e32`, "g"), "$1\u0e33").replace(new RegExp(`\u0e33([${TONE}])`, "g"), "$1\u0e33")
    .replace(new RegExp(`([${TONE}])([\u0e31\u0e34-\u0e39])`, "g"), "$2$1").replace(/([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\1+/g, "$1")
    .replace(/\s+/g, " ").trim().replace(/[๐-๙]/g, (one) => one.charCodeAt(0) - 0xe50).toLowerCase();
}

/** Return the lessons that hold every word, those with it in the title first. */
export function find(lessons, typed) {
  const words = fold(typed).split(" ").filter(Boolean);
  const hits = words.length ? lessons.map((one) => ({ one, title: fold(one.title), text: one.text ?? "" })) : [];
  return hits.filter(({ title, text }) => words.every((word) => title.includes(word) || text.includes(word)))
    .sort((a, b) => words.filter((word) => b.title.includes(word)).length - words.filter((word) => a.title.includes(word)).length)
    .slice(0, MOST).map(({ one }) => one);
}

export async function show() {
  const [lessons, paths] = await Promise.all([savedLessons(), savedPaths()]);
  const look = () => {
    const typed = input.value, found = find(lessons, typed);
    place.querySelector("[data-found]").replaceChildren(...found.map(({ title, number, path }) => draw("t-lesson", { title, number, href: path, here: paths.has(path) })));
    place.querySelector("[role=status]").textContent = typed.trim() ? (found.length ? say("found", found.length) : say("foundNone")) : "";
  };
  const place = mount(draw("v-search", { look }));
  const input = place.querySelector("input");
  input.oninput = look;
  input.focus();
}
