// One's own marks in a list of lessons, which itself is the same for everybody. The words stand in the
// list; without this module, or signed out, the list reads the same.
const { api } = document.querySelector("script[data-api]").dataset;

function mark(row, state) {
  const words = row.closest("ol").dataset[state];
  row.classList.add(state);
  if (state === "done") Object.assign(row.querySelector(".place"), { textContent: "✓", ariaHidden: null, role: "img", ariaLabel: words });
  else row.querySelector("small").append(` · ${words}`);
}

async function load() {
  const answer = await fetch(api, { headers: { Accept: "application/json" } });
  if (!answer.ok) return; // 401: nobody is signed in
  const { done, begun } = await answer.json();
  for (const row of document.querySelectorAll("[data-lesson]")) {
    if (done.includes(row.dataset.lesson)) mark(row, "done");
    else if (begun.includes(row.dataset.lesson)) mark(row, "begun");
  }
}

// Signing in sets the token; after the first paint, for the words come first.
if (/(?:^|; )csrftoken=/.test(document.cookie)) requestAnimationFrame(() => setTimeout(() => load().catch(() => {})));
