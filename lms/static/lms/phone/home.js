// The first view: one next step, the saved lessons with their marks; and the steps of the shop.
import { facts, freshen, savedLessons, savedPaths, today } from "./mine.js";
import { nextStep } from "./path.js";
import { get } from "./store.js";
import { draw, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const ROAD = ["M4", "M5", "M6"], MANY = "K9";

export async function show(name) {
  const view = name === "shop" ? shop : home, id = vault.current();
  // Whoever has gone on meanwhile, to another screen or away, is not called back.
  const isHere = () => vault.current() === id && document.body.dataset.view === name;
  await view(isHere);
  if (await freshen() && isHere()) await view(isHere);
}

async function home(isHere) {
  const [own, saved, paths, profile] = await Promise.all([facts(), savedLessons(), savedPaths(), get("profiles", vault.current())]);
  const states = new Map((own?.lessons ?? []).map((one) => [one.key, one]));
  const list = saved.map((one) => row(one, states.get(one.key), own?.held[one.key], paths));
  if (isHere()) mount(draw("v-home", {
    name: profile.name,
    next: own ? [...ask(own), card(nextStep(own), saved, paths)] : [],
    over: profile.is_token_over,
    list,
    some: saved.length,
  }));
}

function row(lesson, state, held, paths) {
  return draw("t-lesson", {
    title: lesson.title,
    number: lesson.number,
    href: lesson.path,
    done: state?.completed,
    here: paths.has(lesson.path),
    mark: state && state.best_percent !== null ? say("mark", `${state.best_percent}%`) : "",
    [held || state?.sent]: true,
  });
}

function card({ kind, lesson, milestone }, saved, paths) {
  const pack = lesson && saved.find((one) => one.key === lesson.key);
  const hrefs = {
    lesson: () => pack?.path ?? lesson.path,
    quiz: () => (pack?.quiz ? `#/quiz/${lesson.key}` : `/quiz/${lesson.key}/`),
    practice: () => (pack?.practice ? `#/practice/${lesson.key}` : `/practice/${lesson.key}/`),
    claim: () => `#/claim/${milestone}`,
    join: () => "/j/",
    wait: () => "#/saved",
    done: () => "#/shop",
  };
  const place = kind.replace("mend-work", "practice").replace("mend-claim", "claim");
  const isHere = !lesson || (place === "lesson" ? paths.has(pack?.path) : !!pack);
  return draw("t-next", {
    title: lesson?.title ?? say(milestone ? `claim${milestone}` : `step-${kind}`.replace(/-(.)/, (_, one) => one.toUpperCase())),
    button: say(`do${kind.replace(/(^|-)(.)/g, (_all, _dash, one) => one.toUpperCase())}`),
    href: hrefs[place](),
    here: lesson && isHere,
    away: lesson && !isHere,
  });
}

async function shop(isHere) {
  const own = await facts(), day = await today();
  // There is always another later sale.
  const stateOf = (code) => (code === MANY && own?.milestones[code] === "verified" ? "" : own?.milestones[code]);
  const after = own?.after ?? [], early = (code) => after.find((one) => one.code === code && one.opens_on > day);
  const steps = [...ROAD, ...after.map(({ code }) => code)];
  const open = steps.filter((code) => !["pending", "verified"].includes(stateOf(code)) && !early(code));
  // What the site has overrules what it refused before; what waits here it does not have.
  const shown = (code) => (own?.held[code] === (open.includes(code) ? "refused" : "waiting") ? own.held[code] : stateOf(code));
  const asked = own ? ask(own) : [], next = asked.length ? "" : open.find((code) => stateOf(code) === "returned") ?? open.find((code) => code !== MANY); // as on the site's page of the shop
  const list = steps.map((code) => {
    const part = draw("t-milestone", {
      title: say(`name${code}`),
      what: say(`what${code}`),
      [shown(code)]: true,
      early: early(code)?.words,
      reason: shown(code) === "returned" && own.returned?.[code]?.reason,
      send: open.includes(code),
      next: code === next,
      href: `#/claim/${code}`,
    });
    part.firstElementChild.classList.toggle("next", code === next);
    return part;
  });
  if (isHere()) mount(draw("v-shop", { ask: asked, list }));
}

// "Do you still sell?": one tap answers it, also without a signal.
function ask({ question, milestones, returned }) {
  if (!question || milestones[question.milestone] === "pending") return [];
  const tap = (what) => async () => (await import("./work.js")).answer(question, what);
  return [draw("t-question", {
    title: question.words, open: !question.answer, told: question.answer, reason: question.answer && returned?.[question.milestone]?.reason, href: `#/claim/${question.milestone}`,
    selling: tap("selling"), paused: tap("paused"), stopped: tap("stopped"),
  })];
}
