// What a phone looks at in a claim before it keeps it: the day, the shape of each field, whether the proof of
// a sale is enough. Shapes and sentences stand in the form; the site has the last word.
const MOST_FILES = 6, S10 = /^[A-Z]{2}\d{9}[A-Z]{2}$/;
const latin = (text) => text.replace(/[๐-๙]/g, (one) => one.charCodeAt(0) - 0xe50);
const bare = (text) => text.replace(/\./g, "").toLowerCase();

function monthOf(typed) {
  if (/^\d/.test(typed)) return typed;
  const isIt = (_, n) => ["th", "en"].some((lang) => ["short", "long"].some((month) => bare(new Date(2000, n).toLocaleString(lang, { month })) === bare(typed)));
  return String([...Array(12)].findIndex(isIt) + 1);
}

/** Read «1/12/2569», «1 ธ.ค. 69» or «2026-12-01» as an ISO day; null for what is none. */
export function readDay(text) {
  const plain = latin(text.trim()).replace(/^วัน\S*ที่\s*|พ\.?ศ\.?(?=\s*\d)/g, "");
  const [, y, m, d, day, number, word, last] = /^(?:(\d{4})[-/. ](\d\d?)[-/. ](\d\d?)|(\d\d?)(?:\s*[-/. ]\s*(\d\d?)\s*[-/. ]|[-/.\s]*([^\d\s/-]{2,}?)[-/.\s]*)\s*(\d\d|\d{4}))$/.exec(plain) ?? [];
  const year = y ?? (last?.length === 2 ? (/[a-z]/i.test(word ?? 1) ? "20" : "25") + last : last), pad = (one) => one.padStart(2, "0");
  if (!year) return null;
  const iso = `${year >= 2400 ? year - 543 : year}-${pad(m ?? number ?? monthOf(word))}-${pad(d ?? day)}`;
  return !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso) ? iso : null;
}

// The last digit but two of a number of the postal union checks the others.
function isRight(number) {
  const rest = 11 - ([8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, place) => sum + weight * number[place + 2], 0) % 11);
  return S10.test(number) && (rest === 10 ? 0 : rest === 11 ? 5 : rest) === Number(number[10]);
}

/** Look at a form: the day that was read, whether it is a doubt that the person may overrule, and what is wrong
 *  as {field: sentence}. `kinds` are what its files show, `own` the learner's facts, `say` gives a sentence. */
export function faults(form, body, kinds, code, own, today, say) {
  const wrong = {}, fields = [...form.querySelectorAll("[data-field]")].map((one) => one.dataset), plain = {}, day = readDay(body.happened_on);
  for (const { field, need, strip, shapes = "[]" } of fields) {
    const typed = (body[field] ?? "").trim();
    plain[field] = latin(typed).replace(new RegExp(strip, "g"), "").toUpperCase();
    wrong[field] = typed || kinds.includes(field) ? JSON.parse(shapes).find(([shape]) => typed && !new RegExp(shape).test(plain[field]))?.[1] : need;
  }
  const number = plain.tracking_number;
  if (S10.test(number) && !isRight(number)) wrong.tracking_number = say("trackingWrong");
  const lacking = day && number !== undefined && lackOf(kinds, plain, isRight(number) || fields.some(({ carriers }) => carriers && new RegExp(carriers).test(number)), day, own);
  if (lacking) wrong[lacking] ||= fields.find(({ field }) => field === lacking).lack;
  if (kinds.length > MOST_FILES) wrong[fields.find(({ field }) => kinds.includes(field)).field] = say("picturesTooMany");
  // A rule is [sentence, first day, last day, whether it is a doubt that the person may overrule].
  const [why, , , isDoubt] = (!day ? ["dayWrong"] : day > today ? ["dayFuture"] : own?.days?.[code]?.find(([, from, until]) => day < from || (until && day > until))) ?? [];
  wrong.happened_on ||= isDoubt && body.is_sure ? "" : say(why);
  return { day, isDoubt, wrong };
}

// The field that is to be mended where a sale has too little proof by the rule of its day.
function lackOf(kinds, { tracking_number: number, order_number }, isKnown, day, own) {
  const has = (kind) => kinds.includes(kind), order = "order-screenshot";
  const rule = own?.rules?.find(({ since }) => since <= day);
  const strong = { tracking: isKnown && has(order), slip: has("payment-slip"), "order-report": has("order-file") || (has("order-report") && order_number) };
  const weak = kinds.filter((kind) => rule?.weak.includes(kind === "order-report" ? order : kind)).length + (own?.witnessed?.includes(day) && rule?.weak.includes("witness"));
  if (!rule || rule.strong.filter((one) => strong[one]).length >= rule.strong_needed || weak >= rule.weak_needed) return "";
  return has("order-report") && !order_number ? "order_number" : !has(order) ? order : number ? "parcel-photo" : "tracking_number";
}
