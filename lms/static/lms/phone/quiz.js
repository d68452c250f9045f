// A quiz on the phone: one question a screen, marked at once with the reason. Each answer is kept in the
// vault; the last one puts the whole into the outbox, in one step, so that a killed phone loses nothing.
import { markQuestion, markQuiz, readNumber } from "./marking.js";
import { noted, savedLessons } from "./mine.js";
import { uuid7 } from "./seal.js";
import { complain, draw, inLanguage, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const LETTERS = { th: "กขคงจฉชซฌญฎฏ", en: "ABCDEFGHIJKL" }[document.documentElement.lang] ?? "ABCDEFGHIJKL";
const SIGNS = { true: "✓", false: "✕" };

export async function show(_name, key) {
  const lesson = (await savedLessons()).find((one) => one.key === key);
  const go = (await vault.read(`go|${key}`, null)) ?? (lesson?.quiz && { id: uuid7(), version: lesson.quiz.version, content: lesson.quiz.content, answers: {} });
  if (!go) return mount(draw("v-not-here", { href: `/quiz/${key}/` }));
  return ask({ key, title: lesson?.title ?? "", path: lesson?.path ?? "#/" }, go);
}

const firstOpen = ({ content: { questions }, answers }) => questions.findIndex((one) => !(one.id in answers));

function options(question) {
  if (question.kind !== "truefalse") return question.options.map(({ id, text }, place) => ({ id, letter: LETTERS[place], text: inLanguage(text), right: question.answer.includes(id) }));
  return ["true", "false"].map((id) => ({ id, letter: SIGNS[id], text: say(id), right: id === String(question.answer) }));
}

function frame(lesson, go, number, parts) {
  const count = go.content.questions.length;
  const place = mount(draw("v-quiz", { href: lesson.path, place: say("question", number + 1, count), ...parts }));
  Object.assign(place.querySelector("progress"), { value: Object.keys(go.answers).length, max: count });
  return place;
}

function ask(lesson, go) {
  const number = firstOpen(go), question = go.content.questions[number], { kind } = question;
  const isTyped = kind === "number", isSeveral = kind === "several";
  const answer = (raw) => take(lesson, go, number, raw);
  const inside = isTyped
    ? draw("t-number", { text: inLanguage(question.text), unit: inLanguage(question.unit) })
    : draw(isSeveral ? "t-several" : "t-one", {
      text: inLanguage(question.text),
      list: options(question).map(({ id, letter, text }) => draw(isSeveral ? "t-choice" : "t-option", { letter, text, id, answer: () => answer(id) })),
    });
  frame(lesson, go, number, {
    inside,
    check: isTyped || isSeveral,
    send: ({ target: form }) => {
      if (isSeveral) {
        const chosen = [...form.querySelectorAll(":checked")].map((box) => box.value).sort();
        if (complain(form, "answer", chosen.length ? "" : say("chooseOne"))) answer(chosen);
        return;
      }
      const typed = form.elements.answer.value;
      // Unreadable is asked once more, and does not count as a try.
      if (isTyped && complain(form, "answer", !typed.trim() ? say("typeNumber") : readNumber(typed, question.unit) ? "" : say("numberOnly"))) answer(typed);
    },
  });
}

// Another tab may be in the same quiz: what was answered first stays.
const take = (lesson, go, number, raw) => vault.locked(`go|${lesson.key}`, async () => {
  const before = await vault.read(`go|${lesson.key}`, null);
  if (Object.keys(go.answers).length && before?.id !== go.id) return result(lesson);
  const now = before ?? go, { id } = now.content.questions[number];
  now.answers = { [id]: raw, ...now.answers };
  if (firstOpen(now) >= 0) await vault.write(`go|${lesson.key}`, now);
  else await finish(lesson, now);
  return reason(lesson, now, number);
});

// The outbox, the mark and the end of this go are written together.
async function finish(lesson, go) {
  const mark = markQuiz(go.content, go.answers), { score, max_score, passed, percent } = mark;
  const body = { lesson: lesson.key, version: go.version, answers: go.answers, mark: { score, max_score, passed } };
  const { keep, makeRow } = await import("./outbox.js");
  const row = await makeRow(vault.current(), "quiz", body, { id: go.id });
  await vault.locked("done", async () => keep(
    row,
    await noted("lessons", lesson.key, (mine) => ({ ...mine, quiz_passed: mine.quiz_passed || passed, best_percent: Math.max(mine.best_percent ?? 0, percent) })),
    await vault.closed(`last|${lesson.key}`, { ...go, mark }),
    [null, [vault.current(), `go|${lesson.key}`]],
  ));
}

function reason(lesson, go, number) {
  const question = go.content.questions[number], raw = go.answers[question.id];
  const isRight = markQuestion(question, raw), isLast = firstOpen(go) < 0;
  const chosen = [raw].flat();
  const numbers = () => [
    draw("t-answered", { text: raw, right: isRight, wrong: !isRight }),
    ...(isRight ? [] : [draw("t-answered", { text: `${grouped(question.answer.value)} ${inLanguage(question.unit)}`, right: true, note: say("rightAnswer") })]),
  ];
  const list = question.kind === "number" ? numbers() : options(question).map((one) => draw("t-answered", {
    letter: one.letter,
    text: one.text,
    right: one.right,
    wrong: !one.right && chosen.includes(one.id),
    note: chosen.includes(one.id) ? say("yourAnswer") : one.right ? say("rightAnswer") : "",
  }));
  const inside = draw("t-reason", {
    text: inLanguage(question.text), list, why: inLanguage(question.why), right: isRight,
    several: question.kind === "several" && !isRight, kept: isLast,
  });
  const place = frame(lesson, go, number, { inside, next: !isLast, last: isLast, on: () => ask(lesson, go), result: () => result(lesson) });
  place.querySelector("[role=status]").classList.add(isRight ? "good" : "warm");
}

const grouped = (text) => text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

async function result(lesson) {
  const { content, answers, mark } = await vault.read(`last|${lesson.key}`, null);
  const list = content.questions.map((question) => {
    const isRight = markQuestion(question, answers[question.id]);
    return draw("t-marked", { text: inLanguage(question.text), why: isRight ? "" : inLanguage(question.why), right: isRight });
  });
  mount(draw("v-result", {
    title: lesson.title, href: lesson.path, percent: `${mark.percent}%`, passed: mark.passed,
    points: say("points", mark.score, mark.max_score), needed: say("passWith", `${content.pass_percent}%`), list,
    again: () => show("quiz", lesson.key),
  })).querySelector("[data-mark]").classList.add(mark.passed ? "good" : "warm");
}
