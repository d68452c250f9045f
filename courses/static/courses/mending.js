// A claim that came back: its words and files stand in the form again, and what is wrong at its field.
import { today } from "../lms/phone/mine.js";
import { seal } from "../lms/phone/outbox.js";
import { all, del, get } from "../lms/phone/store.js";
import { complain, say } from "../lms/phone/ui.js";
import { read } from "../lms/phone/vault.js";
import { faults } from "./claiming.js";

const MANY = "K9";

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

// A sealed file that is still here, as it was before (`sealFile`); null where a piece of it is gone.
async function opened({ upload, key, name, size }) {
  const chunks = await all("blobs", IDBKeyRange.bound([upload, 0], [upload, Infinity])), own = await crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["decrypt"]);
  const open = (chunk, n) => {
    const iv = new Uint8Array(12), about = `khaipen-file-1|${upload}|${n}|${chunks.length}`;
    new DataView(iv.buffer).setUint32(8, n);
    return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, own, chunk);
  };
  const file = new File(await Promise.all(chunks.map(open)).catch(() => []), name);
  return file.size === size ? file : null;
}

/** Return what the form of a step begins with: `row` of the outbox where the site refused the claim, `reason` where a
 *  person sent it back, the `words` and the `files` of that try, or of one that was never sent. */
export async function before(code, own, state) {
  const draft = await read(`draft|${code}`, {}), row = await get("outbox", draft.sent ?? ""), back = state === "returned" && own.returned?.[code];
  // A later sale begins afresh.
  const words = { ...back, ...(code === MANY && draft.sent && !row ? {} : draft) };
  return { row, words, kept: draft.kept, reason: back?.reason, files: await filesOf(row ?? !draft.sent, draft.kept, back ? own.pictures?.[code] : []) };
}

// Of a claim that the site refused those that went with it, of one that a person sent back those that the site has.
async function filesOf(row, kept, pictures = []) {
  if (!row || !kept?.length) return pictures.map(({ file, evidence, size }) => ({ on_site: file, evidence, size, kind: evidence === "order-file" ? "file" : "photo", name: say("arrived") }));
  const found = [];
  for (const { ...one } of kept) {
    if (one.sent) one.file = await opened(one.sent);
    // What did not arrive whole, or lay there too long, is sealed and sent anew; all else is sent once.
    if (one.file && row.reason?.startsWith("file-") && [one.evidence, one.sent.upload].includes(row.field)) delete one.sent;
    if (one.file || one.on_site || row.are_sent) found.push(one);
  }
  return found;
}

/** Fill a form with what it begins with (see `before`), and say what was wrong where it is mended. */
export function mend(form, box, { row, words, kept = [], files }) {
  for (const [name, value] of Object.entries(words)) if (form.elements[name]) form.elements[name].value = value;
  for (const one of files) box.show(form.querySelector(`[data-evidence=${one.evidence}]`), one);
  const more = form.querySelector("details");
  if (more) more.open = more.querySelector("li") || [...more.querySelectorAll("input")].some((one) => one.value);
  if (!row) return;
  for (const one of [row, ...(row.others ?? [])]) {
    const field = kept.find(({ sent }) => sent?.upload === one.field)?.evidence ?? one.field, why = one.message || say(field ? "photoUnreadable" : "rejectedPlain");
    if (field && form.querySelector(`[data-field="${field}"]`)) complain(form, field, why);
    else Object.assign(document.querySelector("[data-why]"), { hidden: false, textContent: why });
  }
  if (form.querySelector(".bad")) lead(form);
}

/** Look at a form before it is kept. Returns the claim and its files; none where something is to be mended, which
 *  is said then. What the site has is named, and not sent again. */
export async function checked(form, body, { list }, code, own) {
  const { day, isDoubt, wrong } = faults(form, body, list.map((one) => one.evidence), code, own, await today(), say);
  form.querySelector("[data-sure]").hidden = !isDoubt;
  const bad = [...form.querySelectorAll("[data-field]")].filter((one) => !complain(form, one.dataset.field, wrong[one.dataset.field]));
  if (bad.length) return lead(form);
  const kept = list.filter((one) => one.on_site).map(({ on_site: file, evidence }) => ({ file, evidence }));
  return [{ milestone: code, ...body, happened_on: day, is_sure: !!body.is_sure, kept }, list.filter((one) => !one.on_site)];
}

/** Keep a chosen file with the words: a phone that dies behind its camera loses neither. `input` chose it. */
export async function keepFile(one, input) {
  // Where there is no room it is said when the claim is sent.
  if (!one.sent) await seal(one).catch(() => {});
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Take a refused claim off the phone once a mended one is kept; of its files what did not go along. */
export async function forget({ id, blobs }, { list }) {
  for (const one of blobs) if (!list.some(({ sent }) => sent?.upload === one)) await del("blobs", IDBKeyRange.bound([one, 0], [one, Infinity]));
  await del("outbox", id);
}

// Lead to the first field of a form that has something to be mended.
function lead(form) {
  const bad = form.querySelector(".field.bad");
  bad.closest("details")?.setAttribute("open", "");
  bad.querySelector("input, select, textarea").focus({ preventScroll: true });
  bad.scrollIntoView({ block: "center" });
}
