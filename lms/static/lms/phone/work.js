// Work and evidence made on the phone: practice tasks and the claims of the shop. Words are kept in the
// vault while they are typed; photos, sounds and clips are sealed when the form is sent.
import { noted, nowIso, savedLessons } from "./mine.js";
import { facts } from "./standing.js";
import { complain, draw, inLanguage, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const PHOTO_PX = 1600, PHOTO_QUALITY = 0.85, LONGEST_TEXT = 4000, MOST_PHOTOS = 6, MOST_FILES = 20, MB = 1e6;
const KEPT_AS_SENT = /^image\/(jpeg|png|webp)$/;

export const show = (name, key) => (name === "claim" ? showClaim(key) : showPractice(key));

/** What a lesson's kinds of practice ask for. */
export function needsOf(kinds) {
  const sets = kinds.map((kind) => Number(/^photo_set_([1-9][0-9]?)$/.exec(kind)?.[1] ?? 0));
  const has = (kind) => kinds.includes(kind);
  return { text: has("text"), checklist: has("checklist"), photos: Math.max(0, ...sets, Number(has("photo"))), audio: has("audio"), video: has("video") };
}

// --- Practice ---------------------------------------------------------------------------------------
async function showPractice(key) {
  const [lesson, own] = [(await savedLessons()).find((one) => one.key === key), await facts()];
  if (!lesson?.practice) return mount(draw("v-not-here", { href: `/practice/${key}/` }));
  const state = own?.lessons.find((one) => one.key === key)?.sent;
  if (state === "pending" || state === "approved") return mount(draw("v-sent", { title: lesson.title, href: lesson.path, pending: state === "pending", approved: state === "approved" }));
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
  if (state === "pending" || state === "verified") return mount(draw("v-sent", { title: say(`name${code}`), href: "#/shop", pending: state === "pending", approved: state === "verified" }));
  const draft = await vault.read(`draft|${code}`, {}), box = files();
  const place = mount(draw("v-claim", {
    title: say(`name${code}`), what: say(`what${code}`), returned: state === "returned", inside: draw(`t-claim-${code}`),
    send: ({ target: form }) => sendClaim(form, code, box),
  }));
  const form = place.querySelector("form");
  for (const [name, value] of Object.entries(draft)) if (form.elements[name]) form.elements[name].value = value;
  box.wire(form);
  keepDraft(form, code, () => typed(form));
}

const typed = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));

async function sendClaim(form, code, box) {
  const body = typed(form), kinds = box.list.map((one) => one.evidence);
  const happened_on = readDay(body.happened_on);
  const fault = evidenceFault(code, body, kinds);
  const isWhole = [
    ...["shop_name", "url"].filter((name) => name in body).map((name) => complain(form, name, body[name].trim() ? "" : say("fillIn"))),
    complain(form, "happened_on", happened_on ? "" : say("dayWrong")),
    ...(body.tracking_number === undefined ? [] : [complain(form, "tracking_number", fault === "tracking" ? say("trackingWrong") : "")]),
    ...[...form.querySelectorAll("[data-evidence]")].map(({ dataset: { evidence } }) => complain(form, evidence, fault === evidence ? say("pictureMissing") : kinds.length > MOST_PHOTOS ? say("filesTooMany", MOST_PHOTOS) : "")),
  ].every(Boolean);
  if (!isWhole) return;
  const empty = { platform: "", shop_name: "", url: "", tracking_number: "", note: "" };
  await store(form, "claim", { milestone: code, ...empty, ...body, happened_on }, box.list, async (id) => [
    await noted("milestones", code, async () => ({ id, at: await nowIso() })),
    [null, [vault.current(), `draft|${code}`]],
  ]);
}

/** Read «1/12/2569», «1/12/69» or «2026-12-01» as an ISO day; null for what is none. */
export function readDay(text) {
  const digits = text.trim().replace(/[๐-๙]/g, (one) => one.charCodeAt(0) - 0xe50);
  const [, first, month, last] = /^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})$/.exec(digits) ?? [];
  if (!first) return null;
  const isYearFirst = first.length === 4;
  let year = isYearFirst ? first : last;
  if (year.length !== 2 && year.length !== 4) return null;
  if (year.length === 2) year = `25${year}`;
  const pad = (number) => String(number).padStart(2, "0");
  const iso = `${Number(year) >= 2400 ? year - 543 : year}-${pad(month)}-${pad(isYearFirst ? last : first)}`;
  return !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso) ? iso : null;
}

// A number of the postal union with a wrong check digit is a slip: said here, where it can be mended.
function tracking(text) {
  const number = text.replace(/[\s\-._/]/g, "").replace(/[๐-๙]/g, (one) => one.charCodeAt(0) - 0xe50).toUpperCase();
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(number)) return "";
  const rest = 11 - ([8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, place) => sum + weight * number[place + 2], 0) % 11);
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === Number(number[10]) ? "checked" : "wrong";
}

function evidenceFault(code, body, kinds) {
  if (code === "M5") return kinds.length ? "" : "content-screenshot";
  if (code !== "M6") return "";
  const number = tracking(body.tracking_number ?? "");
  if (number === "wrong") return "tracking";
  if (!kinds.includes("order-screenshot")) return "order-screenshot";
  return number === "checked" || kinds.length > 1 ? "" : "parcel-photo";
}

// --- Both -------------------------------------------------------------------------------------------
async function store(form, kind, body, list, records) {
  const button = document.querySelector(`[form="${form.id}"]`), { keep, makeRow, uuid7 } = await import("./outbox.js"), id = uuid7();
  button.disabled = true;
  complain(form, "form", "");
  try {
    const row = await makeRow(vault.current(), kind, body, { id, files: list });
    await vault.locked("done", async () => keep(row, ...(await records(id))));
    location.hash = "#/waiting";
  } catch (error) {
    button.disabled = false;
    complain(form, "form", say(error.name === "QuotaExceededError" ? "phoneFull" : "notKept"));
  }
}

function keepDraft(form, name, value) {
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => vault.current() && vault.write(`draft|${name}`, value()), 400);
  });
}

/** The largest side of a photo is 1600 px, turned upright; its place and camera stay on the phone. */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) { if (KEPT_AS_SENT.test(file.type)) return file; throw new Error("no picture"); }
  const scale = Math.min(1, PHOTO_PX / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", PHOTO_QUALITY); });
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

function files() {
  const list = [];
  const add = async (input, file) => {
    const { kind, evidence } = input.dataset;
    const made = kind === "photo" ? await shrink(file) : file;
    const one = { file: made, kind, ...(evidence && { evidence }) };
    list.push(one);
    const part = draw("t-file", { name: file.name, size: `${(made.size / MB).toFixed(1)} MB` }), item = part.firstElementChild;
    item.querySelector("button").onclick = () => { list.splice(list.indexOf(one), 1); item.remove(); };
    if (kind === "photo") item.prepend(Object.assign(new Image(64, 64), { className: "thumb", alt: "", src: URL.createObjectURL(made) }));
    input.closest(".field").querySelector("[data-files]").append(item);
  };
  const wire = (form) => {
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.onclick = vault.expectCamera;
      input.onchange = async () => {
        const name = input.dataset.evidence ?? input.closest("[data-field]").dataset.field;
        complain(form, name, "");
        for (const file of [...input.files]) await add(input, file).catch(() => complain(form, name, say("photoUnreadable")));
        input.value = "";
      };
      const button = input.closest(".field").querySelector("[data-record]");
      if (button) recorder(button, (file) => add(input, file));
    }
  };
  return { list, wire };
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
