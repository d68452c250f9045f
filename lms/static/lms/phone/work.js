// Work and evidence made on the phone: practice tasks and the claims of the shop. Words are kept in the
// vault while they are typed; photos, sounds and clips are sealed when the form is sent.
import { facts, noted, nowIso, savedLessons } from "./mine.js";
import { complain, draw, inLanguage, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const PHOTO_PX = 1600, PHOTO_QUALITY = 0.85, LONGEST_TEXT = 4000, MOST_FILES = 20, MB = 1e6;
const MANY = "K9", MOST_OF_ORDERS = 2e6, WHOLE_SLIP = 2e6;
const KEPT_AS_SENT = /^image\/(jpeg|png|webp)$/;

export const show = (name, key) => (name === "claim" ? showClaim(key) : showPractice(key));

/** What a lesson's kinds of practice ask for. */
export function needsOf(kinds) {
  const sets = kinds.map((kind) => Number(/^photo_set_([1-9][0-9]?)$/.exec(kind)?.[1] ?? 0));
  const has = (kind) => kinds.includes(kind);
  return { text: has("text"), checklist: has("checklist"), photos: Math.max(0, ...sets, Number(has("photo"))), audio: has("audio"), video: has("video") };
}

const sentView = (title, href, state) => mount(draw("v-sent", { title, href, [state]: true }));

// --- Practice ---------------------------------------------------------------------------------------
async function showPractice(key) {
  const [lesson, own] = [(await savedLessons()).find((one) => one.key === key), await facts()];
  if (!lesson?.practice) return mount(draw("v-not-here", { href: `/practice/${key}/` }));
  const state = own?.lessons.find((one) => one.key === key)?.sent;
  if (state === "pending" || state === "approved") return sentView(lesson.title, lesson.path, own.held[key] || state);
  const { practice } = lesson, needs = needsOf(practice.kinds), steps = (practice.checklist ?? []).map(inLanguage);
  const draft = await vault.read(`draft|${key}`, { text: "", ticks: [] });
  const box = files();
  const place = mount(draw("v-practice", {
    title: lesson.title, href: lesson.path, task: inLanguage(practice.task), text: draft.text, returned: state === "returned",
    photos: needs.photos, audio: needs.audio, video: needs.video, checklist: needs.checklist && steps.length, words: needs.text,
    steps: steps.map((text, n) => draw("t-step", { n: String(n), text })), few: say("photosNeeded", needs.photos),
    send: ({ target: form }) => send(form, lesson, needs, steps.length, box),
  }));
  const form = place.querySelector("form");
  for (const n of draft.ticks) form.querySelector(`[name=tick][value="${n}"]`)?.click();
  box.wire(form);
  keepDraft(form, key, () => ({ text: form.elements.text.value, ticks: ticksOf(form) }));
}

const ticksOf = (form) => [...form.querySelectorAll("[name=tick]:checked")].map((one) => Number(one.value));

async function send(form, lesson, needs, steps, box) {
  const text = form.elements.text.value.trim(), checklist = ticksOf(form), { key } = lesson;
  const count = (kind) => box.list.filter((one) => one.kind === kind).length;
  const isWhole = [
    complain(form, "photos", count("photo") < needs.photos ? say("photosMissing", needs.photos) : box.list.length > MOST_FILES ? say("filesTooMany", MOST_FILES) : ""),
    complain(form, "audio", needs.audio && !count("audio") ? say("audioMissing") : ""),
    complain(form, "video", needs.video && !count("video") ? say("videoMissing") : ""),
    complain(form, "checklist", needs.checklist && checklist.length < steps ? say("ticksMissing") : ""),
    complain(form, "text", [...text].length > LONGEST_TEXT ? say("textTooLong", LONGEST_TEXT) : needs.text && !text ? say("textMissing") : ""),
  ].every(Boolean);
  if (!isWhole) return;
  await store(form, "practice", { lesson: key, text, checklist }, box.list, async (id) => [
    await noted("lessons", key, async (mine) => ({ ...mine, work: { id, at: await nowIso() } })),
    [null, [vault.current(), `draft|${key}`]],
  ]);
}

// --- Claims -----------------------------------------------------------------------------------------
async function showClaim(code) {
  if (!document.getElementById(`t-claim-${code}`)) { location.replace("#/shop"); return; }
  const own = await facts(), state = own?.milestones[code];
  const { before, keepFile, mend } = await mending(), again = await before(code, own, state), { row } = again;
  if (row?.state === "waiting") { location.replace("#/waiting"); return; } // nobody has it yet
  if (state === "pending" || (state === "verified" && code !== MANY)) return sentView(say(`name${code}`), "#/shop", state);
  if (!vault.current() || document.body.dataset.view !== "claim") return; // gone meanwhile
  const place = mount(draw("v-claim", {
    title: say(`name${code}`), what: say(`what${code}`), returned: again.reason, inside: draw(`t-claim-${code}`),
    send: ({ target: form }) => sendClaim(form, code, box, own, row),
  }));
  const form = place.querySelector("form"), box = files(place.querySelector("dialog"), keepFile);
  box.wire(form);
  mend(form, box, again);
  keepDraft(form, code, () => ({ ...typed(form), sent: row?.id, kept: keptOf(box) }));
}

const mending = () => import("../../courses/mending.js");
const keptOf = ({ list }) => list.filter((one) => one.sent ?? one.on_site).map(({ file, ...one }) => one);
const typed = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));

async function sendClaim(form, code, box, own, row) {
  if (form.isBusy) return; // a finger that presses twice claims once
  form.isBusy = true;
  await box.turn; // a picture that is still made smaller goes along
  const { checked, forget } = await mending(), body = typed(form), item = await checked(form, body, box, code, own).finally(() => { form.isBusy = false; });
  if (!item) return;
  const isKept = await store(form, "claim", ...item, async (id) => [
    await noted("milestones", code, async () => ({ id, at: await nowIso() })),
    await vault.closed(`draft|${code}`, { ...body, sent: id, kept: keptOf(box) }),
  ]);
  if (isKept && row) await forget(row, box);
}

/** Keep the answer to "do you still sell?"; whoever sells goes on to show one sale. */
export async function answer({ id: question, milestone }, what) {
  await keepAct("answer", { question, answer: what }, [], async () => [await noted("answers", question, async () => what)]);
  location.hash = what === "selling" ? `#/claim/${milestone}` : "#/waiting";
}

// --- Both -------------------------------------------------------------------------------------------
async function keepAct(kind, body, files, records) {
  const { keep, makeRow, uuid7 } = await import("./outbox.js"), id = uuid7(), row = await makeRow(vault.current(), kind, body, { id, files });
  await vault.locked("done", async () => keep(row, ...(await records(id))));
}

async function store(form, kind, body, list, records) {
  const button = document.querySelector(`[form="${form.id}"]`);
  button.disabled = true;
  complain(form, "form", "");
  try {
    await keepAct(kind, body, list, records);
    form.isKept = true; // what was typed last is not written over it
    location.hash = "#/waiting";
    return true;
  } catch (error) {
    button.disabled = false;
    complain(form, "form", say(error.name === "QuotaExceededError" ? "phoneFull" : "notKept"));
  }
}

function keepDraft(form, name, value) {
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => !form.isKept && vault.current() && vault.write(`draft|${name}`, value()), 400);
  });
}

/** The largest side of a photo is 1600 px, turned upright; its place and camera stay on the phone. */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  // One that is too much for this phone goes as it is.
  if (!bitmap) { if (KEPT_AS_SENT.test(file.type) && file.size > MB) return file; throw new Error("picture"); }
  const scale = Math.min(1, PHOTO_PX / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", PHOTO_QUALITY); });
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

function files(dialog, keep) {
  const list = [];
  const add = async (input, file) => {
    const { kind, evidence } = input.dataset, isSheet = kind === "file";
    if (isSheet && file.size > MOST_OF_ORDERS) throw new Error("too large");
    if (isSheet) input.closest(".field").querySelector("[data-remove]")?.click();
    const small = kind === "photo" ? await shrink(file) : file;
    // A slip goes as it is: its QR is read on the site.
    const one = { file: evidence === "payment-slip" && file.size < WHOLE_SLIP && KEPT_AS_SENT.test(file.type) ? file : small, kind, evidence, name: file.name };
    show(input, one);
    await keep?.(one, input);
  };
  const show = (input, one) => {
    const { file, kind } = one, { size } = file ?? one.sent ?? one;
    list.push(one);
    const part = draw("t-file", { name: one.name, size: size < 1e5 ? `${Math.ceil(size / 1e3)} kB` : `${(size / MB).toFixed(1)} MB` }), item = part.firstElementChild;
    item.querySelector("[data-remove]").onclick = () => { list.splice(list.indexOf(one), 1); input.dispatchEvent(new Event("input", { bubbles: true })); item.remove(); };
    if (file && kind === "photo") item.prepend(Object.assign(new Image(64, 64), { className: "thumb", alt: "", src: URL.createObjectURL(file) }));
    const hide = item.querySelector("[data-hide]");
    hide.hidden = !dialog || !file || kind !== "photo";
    hide.onclick = async () => (await import("../../courses/covering.js")).replace(one, item, dialog).then(() => keep(one, input));
    input.closest(".field").querySelector("[data-files]").append(item);
  };
  const wire = (form) => {
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.onclick = vault.expectCamera;
      const chosen = async () => {
        const name = input.dataset.evidence ?? input.closest("[data-field]").dataset.field;
        complain(form, name, "");
        for (const file of [...input.files]) await add(input, file).catch(() => complain(form, name, input.closest(".field").dataset.most ?? say("photoUnreadable")));
        input.value = "";
      };
      input.onchange = () => { box.turn = Promise.all([box.turn, chosen()]); };
      const button = input.closest(".field").querySelector("[data-record]");
      if (button) recorder(button, (file) => add(input, file));
    }
  };
  const box = { list, show, wire };
  return box;
}

// A sound is recorded here where the browser can; else the phone's own recorder makes a file to choose.
function recorder(button, done) {
  if (!globalThis.MediaRecorder || !navigator.mediaDevices) return;
  const [begin, end] = [button.textContent, button.dataset.record];
  let recording = null;
  button.hidden = false;
  button.onclick = async () => {
    if (recording) { recording.stop(); return; }
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) { button.hidden = true; return; }
    const parts = [];
    recording = new MediaRecorder(stream);
    recording.ondataavailable = ({ data }) => parts.push(data);
    recording.onstop = () => {
      const type = recording.mimeType.split(";")[0];
      for (const track of stream.getTracks()) track.stop();
      recording = null;
      button.textContent = begin;
      done(new File(parts, `${say("sound")}.${type.includes("mp4") ? "m4a" : "webm"}`, { type }));
    };
    recording.start();
    button.textContent = end;
  };
}
