// What is one's own on a lesson's page, which itself is the same for everybody: marks and progress.
// The words stand in the page; this module shows, hides and fills them, and sends what was watched: at
// once, or through the phone's outbox. Without it, or signed out, the lesson reads the same.
const script = document.querySelector("script[data-lesson]");
const key = script.dataset.lesson;
const api = script.dataset.api;
// Signing in sets it; without it nobody is signed in and nothing is asked.
const token = document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1];
// Who came in with a PIN in this tab, and whether anybody learns on this phone without a signal.
const kept = (store, name) => { try { return globalThis[store][name]; } catch { return undefined; } };
const who = kept("sessionStorage", "khaipen-who"), hasProfiles = kept("localStorage", "khaipen");

function marks(lesson) {
  const work = lesson.practice_state;
  return {
    signed_in: true,
    completed: lesson.completed,
    quiz_passed: lesson.quiz_passed,
    has_mark: lesson.best_percent !== null && lesson.best_percent !== undefined,
    practice_approved: work === "approved",
    practice_pending: work === "pending",
    practice_returned: work === "returned",
  };
}

function show(state) {
  const on = marks(state.lesson);
  const words = { ...state.lesson, name: state.name };
  for (const node of document.querySelectorAll("[data-when]")) node.hidden = !on[node.dataset.when];
  for (const node of document.querySelectorAll("[data-unless]")) node.hidden = !!on[node.dataset.unless];
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = words[node.dataset.text] ?? "";
}

async function load() {
  const answer = await fetch(`${api}me/lessons/${key}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return; // 401: nobody is signed in
  const state = await answer.json();
  if (who && state.profile !== who) return; // the site knows somebody else of this phone
  show(state);
  document.dispatchEvent(new CustomEvent("lesson-state", { detail: state }));
}

// The player says what was watched; it knows nothing of lessons and learners.
async function send({ detail }) {
  if (!who && token && (await tell(detail))) return;
  if (who || hasProfiles) await (await import("../lms/phone/watched.js")).keepWatched(key, detail);
}

async function tell({ watched, furthest_ms }) {
  const body = JSON.stringify({ lesson: key, watched, furthest_ms });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(`${api}me/progress`, { method: "POST", headers, body, keepalive: true }).catch(() => null);
  return answer && answer.status < 500 && ![401, 403].includes(answer.status);
}

if (token || who || hasProfiles) document.addEventListener("clip-progress", (event) => send(event).catch(() => {}));
// After the first paint: the words come first. No signal: the page stays as it is.
if (token) requestAnimationFrame(() => setTimeout(() => load().catch(() => {})));
