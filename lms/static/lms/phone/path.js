// What to do next, decided from facts alone: the twin of courses/reports/next_step.py, and the join of
// what the server knew last with what was done on this phone since.
const SEEN_PERCENT = 80, PARTS = 60;

function percentOf(watched) {
  let parts = 0;
  for (let rest = BigInt(watched ?? 0); rest; rest >>= 1n) parts += Number(rest & 1n);
  return Math.floor((parts * 100) / PARTS);
}

// Work counts as sent while it waits here, and until the server has been asked since.
const isOnItsWay = (mine, state, waiting) => !!mine?.id && (waiting.has(mine.id) || Date.parse(mine.at) > Date.parse(state.at));

function joinLesson(lesson, mine, state, waiting) {
  if (!mine) return lesson;
  const best = Math.max(lesson.best_percent ?? -1, mine.best_percent ?? -1);
  const quiz_passed = lesson.quiz_passed || !!mine.quiz_passed;
  const isOver = (!lesson.has_quiz || quiz_passed) && (!lesson.has_practice || lesson.practice_approved);
  return {
    ...lesson,
    is_opened: true,
    quiz_passed,
    best_percent: best < 0 ? null : best,
    watched_percent: Math.max(lesson.watched_percent, percentOf(mine.watched)),
    sent: lesson.sent !== "approved" && isOnItsWay(mine.work, state, waiting) ? "pending" : lesson.sent,
    completed: lesson.completed || isOver,
  };
}

/** Join the server's last state with what was done here; `waiting` holds the ids in the outbox. */
export function join(state, done, waiting = new Set()) {
  const milestones = { ...state.milestones };
  for (const [code, mine] of Object.entries(done.milestones ?? {})) {
    if ((milestones[code] !== "verified" || code === "K9") && isOnItsWay(mine, state, waiting)) milestones[code] = "pending";
  }
  const answer = state.question?.answer || done.answers?.[state.question?.id] || "";
  return { ...state, milestones, question: ["", "selling"].includes(answer) && state.question && { ...state.question, answer }, lessons: state.lessons.map((one) => joinLesson(one, done.lessons?.[one.key], state, waiting)) };
}

function chosenTrack(lessons) {
  const scores = new Map();
  const begun = (one) => one.is_opened || one.completed || !!one.sent || one.best_percent !== null;
  for (const one of lessons) {
    if (one.is_foundation) continue;
    const [done, started] = scores.get(one.track) ?? [0, 0];
    scores.set(one.track, [done + one.completed, started + begun(one)]);
  }
  let [best, most] = ["", [-1, -1]];
  for (const [track, score] of scores) if (score[0] > most[0] || (score[0] === most[0] && score[1] > most[1])) [best, most] = [track, score];
  return best;
}

function kindOf(lesson) {
  const isRead = lesson.best_percent !== null || lesson.quiz_passed || lesson.sent
    || (lesson.is_opened && (!lesson.has_clip || lesson.watched_percent >= SEEN_PERCENT));
  if (lesson.completed) return null;
  if (!isRead) return "lesson";
  if (lesson.has_quiz && !lesson.quiz_passed) return "quiz";
  return lesson.has_practice && !lesson.practice_approved && lesson.sent !== "pending" ? "practice" : null;
}

function* steps({ lessons, milestones, core_complete, is_certified }) {
  for (const code of ["M6", "M5", "M4"]) if (milestones[code] === "returned" && !is_certified) yield { kind: "mend-claim", milestone: code };
  for (const lesson of lessons) if (lesson.sent === "returned" && lesson.has_practice && !lesson.practice_approved) yield { kind: "mend-work", lesson };
  const track = chosenTrack(lessons);
  const isCore = (one) => one.is_required && (one.is_foundation || one.track === track);
  yield* lessonSteps(lessons.filter(isCore));
  for (const code of is_certified ? [] : ["M4", "M5", "M6"]) {
    const isAllowed = code !== "M6" || (core_complete && ["pending", "verified"].includes(milestones.M4));
    if (isAllowed && !milestones[code]) yield { kind: "claim", milestone: code };
  }
  yield* lessonSteps(lessons.filter((one) => !isCore(one)));
  const waits = Object.values(milestones).includes("pending") || lessons.some(({ sent }) => sent === "pending");
  yield { kind: waits ? "wait" : "done" };
}

function* lessonSteps(lessons) {
  for (const lesson of lessons) {
    const kind = kindOf(lesson);
    if (kind) yield { kind, lesson };
  }
}

/** Return the one next step: {kind, lesson?, milestone?}. */
export const nextStep = (facts) => (facts.is_enrolled ? steps(facts).next().value : { kind: "join" });
