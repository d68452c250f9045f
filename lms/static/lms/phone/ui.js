// Puts views on the screen. All words stand in the page: in <template> elements and in #words.
const { dataset: words } = document.getElementById("words");
/** The page's language, "th" or "en". */
export const lang = document.documentElement.lang;

/** Return a sentence of the page, each # in it filled. */
export const say = (name, ...fill) => fill.reduce((text, one) => text.replace("#", () => one), words[name] ?? "");

/** Return a text {th, en} in the page's language, in Thai where there is no English one. */
export const inLanguage = (text) => (typeof text === "string" ? text : text?.[lang] || text?.th || "");

/** Write a moment as people here do. */
export function moment(iso) {
  const how = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "th-TH-u-ca-buddhist", how).format(new Date(iso));
}

const ACTS = {
  t: (node, value) => { node.textContent = value ?? ""; },
  if: (node, value) => { node.hidden = !value; },
  unless: (node, value) => { node.hidden = !!value; },
  href: (node, value) => { if (value) node.href = value; },
  value: (node, value) => { node.value = value ?? ""; },
  do: (node, act) => node.addEventListener(node.matches("form") ? "submit" : "click", (event) => { event.preventDefault(); act(event); }),
  // The last: what is put in has been filled already.
  in: (node, value) => node.append(...[value ?? []].flat()),
};

/** Copy the template `id`; elements ask for what they hold: data-t a text, data-if and data-unless whether
 *  they show, data-href, data-value, data-in nodes, data-do what a click or a submit does. */
export function draw(id, fill = {}) {
  const part = document.getElementById(id).content.cloneNode(true);
  for (const [kind, act] of Object.entries(ACTS)) {
    for (const node of part.querySelectorAll(`[data-${kind}]`)) act(node, fill[node.dataset[kind]]);
  }
  return part;
}

/** Show a view in the place of the one before. */
export function mount(part) {
  const place = document.getElementById("app");
  place.replaceChildren(part);
  scrollTo(0, 0);
  const heading = place.querySelector("h1");
  if (heading) Object.assign(heading, { tabIndex: -1 }).focus({ preventScroll: true });
  document.dispatchEvent(new Event("view-shown"));
  return place;
}

/** Copy a drawn picture that stands in the page. */
export const picture = (name) => document.querySelector(`#pictures [data-picture="${name}"]`)?.cloneNode(true) ?? "";

/** Say what is wrong beside a field of a form, or take it back with no sentence. */
export function complain(form, name, sentence) {
  const field = form.querySelector(`[data-field="${name}"]`) ?? form.elements[name]?.closest?.(".field") ?? form;
  field.classList.toggle("bad", !!sentence);
  let place = field.querySelector(".error");
  if (!place) field.append(place = Object.assign(document.createElement("p"), { className: "error", role: "alert" }));
  place.textContent = sentence ?? "";
  return !sentence;
}
