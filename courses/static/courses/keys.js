// One key for each act of a reviewer: whatever carries `data-key` is pressed by it. Digits choose a reason of
// the open list. No key does anything while somebody types, and all of them can be turned off.
const NAME = "desk-keys-off";
const help = document.getElementById("keys"), toggle = document.querySelector("[data-keys-on]");
const remembered = () => { try { return localStorage.getItem(NAME); } catch { return null; } };

let isOff = Boolean(remembered());
if (help) {
  const button = document.querySelector("[data-help]");
  button.classList.remove("hidden");
  button.addEventListener("click", () => (help.open ? help.close() : help.showModal()));
  toggle.checked = !isOff;
  toggle.addEventListener("change", () => {
    isOff = !toggle.checked;
    try { if (isOff) localStorage.setItem(NAME, "1"); else localStorage.removeItem(NAME); } catch { /* nothing is kept in a private window */ }
  });
}

const types = (element) => element.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

function choose(digit) {
  const reason = document.querySelectorAll(".send-back[open] [type=radio]")[digit - 1];
  if (!reason) return false;
  reason.checked = true;
  reason.focus();
  return true;
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.click();
  const opened = target.closest("details[open]");
  if (opened && target.tagName === "SUMMARY") (opened.querySelector("[type=radio], textarea") ?? target).focus();
  return true;
}

// Escape goes back: the open list of reasons or covering tool closes, and the keys stand where it was opened.
function closeOpened() {
  const opened = document.querySelector(".send-back[open], [data-cover][open]");
  if (!opened) return false;
  opened.open = false;
  opened.querySelector("summary").focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !help?.open && closeOpened()) return event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || types(event.target)) return;
  if (event.key !== "?" && (isOff || help?.open)) return;
  if (/^[1-9]$/.test(event.key) ? choose(Number(event.key)) : press(event.key)) event.preventDefault();
});
