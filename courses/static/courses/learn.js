// What is one's own on a lesson's page, which itself is the same for everybody: marks and progress.
// The words stand in the page; this module shows, hides and fills them, and sends what was watched.
// Without it, or signed out, the lesson reads the same.
const script = document.querySelector("script[data-lesson]");
const key = script.dataset.lesson;
const api = script.dataset.api;
// Signing in sets it; without it nobody is signed in and nothing is asked.
const token = document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1];

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
  show(state);
  document.dispatchEvent(new CustomEvent("lesson-state", { detail: state }));
}

// The player says what was watched; it knows nothing of lessons and learners.
async function send({ detail }) {
  const body = JSON.stringify({ lesson: key, watched: detail.watched, furthest_ms: detail.furthest_ms });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  await fetch(`${api}me/progress`, { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

if (token) {
  document.addEventListener("clip-progress", send);
  // After the first paint: the words come first. No signal: the page stays as it is.
  requestAnimationFrame(() => setTimeout(() => load().catch(() => {})));
}
