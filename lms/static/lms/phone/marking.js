// Marking on the phone, at once: the twin of courses/quizzes/marking.py. The specification is
// docs/marking.md; both are held to tests/quizzes/marking_vectors.json. What counts is the server's mark.
const LONGEST = 64;
const FROM = "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９−－＋，．％", TO = "01234567890123456789--+,.%";
const REPLACED = new RegExp(`[${FROM}A-Z]`, "g");
const REMOVED = /[\t\n\r \u00a0\u00ad\u2007\u2009\u200a-\u200d\u202f\u2060\u3000\ufeff]/g;
const NUMBER = /^(?:([+-]?)(?:([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?|\.([0-9]+)))$/;
const DECIMAL = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;
const GROUPS = [["บาท", "บ.", "฿", "baht", "thb"], ["%", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "ร้อยละ"]];

const shape = (text) => text
  .replace(REPLACED, (one) => TO[FROM.indexOf(one)] ?? one.toLowerCase())
  .replace(REMOVED, "").replace(/\u0e4d\u0e32/g, "\u0e33").replace(/\u0e40\u0e40/g, "\u0e41");

function unitWords(unit) {
  const own = [unit?.th, unit?.en].map((word) => shape(word ?? "")).filter(Boolean);
  return [...own, ...GROUPS.filter((group) => !own.length || own.some((word) => group.includes(word))).flat()];
}

// The longest word that stands at an end of the text, as a length in UTF-16 units.
const longest = (words, fits) => words.reduce((most, word) => (fits(word) ? Math.max(most, word.length) : most), 0);

// An exact decimal is [whole number as BigInt, count of decimals].
const exact = (sign, whole, part = "") => [BigInt(whole + part || 0) * (sign === "-" ? -1n : 1n), part.length];
const decimal = (text) => exact(...DECIMAL.exec(text).slice(1));

/** Read what a person typed: an exact decimal, or null where it is unreadable. */
export function readNumber(raw, unit) {
  if (typeof raw !== "string" || raw.length > 2 * LONGEST || [...raw].length > LONGEST) return null;
  const words = unitWords(unit);
  let text = shape(raw);
  text = text.slice(longest(words, (word) => text.startsWith(word)));
  text = text.slice(0, text.length - longest(words, (word) => text.endsWith(word)));
  const [found, sign, whole = "", part, only] = NUMBER.exec(text) ?? [];
  return found ? exact(sign, whole.replace(/,/g, ""), part ?? only) : null;
}

function isNear(number, { value, tolerance }) {
  const three = [number, decimal(value), decimal(tolerance)];
  const places = Math.max(...three.map(([, part]) => part));
  const [given, right, slack] = three.map(([whole, part]) => whole * 10n ** BigInt(places - part));
  const distance = given - right;
  return (distance < 0n ? -distance : distance) <= slack;
}

/** Tell whether one raw answer is right; whatever it is, marking never fails. */
export function markQuestion({ kind, answer, unit }, raw) {
  if (kind === "several") {
    return Array.isArray(raw) && raw.every((one) => typeof one === "string")
      && raw.every((one) => answer.includes(one)) && answer.every((one) => raw.includes(one));
  }
  if (typeof raw !== "string") return false;
  if (kind === "single") return raw === answer[0];
  if (kind === "truefalse") return raw === String(answer);
  const number = readNumber(raw, unit);
  return number !== null && isNear(number, answer);
}

/** Mark raw answers against a quiz: {score, max_score, passed, percent, questions: [{id, right}]}. */
export function markQuiz({ questions, pass_percent: needed }, answers) {
  const given = answers && typeof answers === "object" && !Array.isArray(answers) ? answers : {};
  const of = (id) => (Object.prototype.hasOwnProperty.call(given, id) ? given[id] : undefined);
  const marks = questions.map((question) => ({ id: question.id, points: question.points, right: markQuestion(question, of(question.id)) }));
  const sum = (some) => some.reduce((points, one) => points + one.points, 0);
  const score = sum(marks.filter((one) => one.right)), most = sum(marks);
  return {
    score,
    max_score: most,
    passed: score * 100 >= needed * most,
    percent: Math.floor((score * 200 + most) / (2 * most)),
    questions: marks.map(({ id, right }) => ({ id, right })),
  };
}
