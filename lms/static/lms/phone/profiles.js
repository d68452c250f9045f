// Who learns on this phone: choosing, the PIN, a new profile, one's own settings.
import { all, get, put } from "./store.js";
import { complain, draw, lang, mount, picture, say } from "./ui.js";
import * as vault from "./vault.js";

const PHOTO_PX = 128;
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1] ?? "";
const go = (hash) => { if (location.hash === hash) dispatchEvent(new Event("hashchange")); else location.hash = hash; };

async function ask(path, body) {
  const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": csrf() }) };
  const answer = await fetch(`/api/v1/${path}?lang=${lang}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(15000) });
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.message), { status: answer.status });
  return told;
}

function face(chosen) {
  if (!chosen?.startsWith("data:")) return picture(chosen);
  return Object.assign(document.createElement("img"), { className: "face", src: chosen, alt: "", width: 56, height: 56 });
}

export async function show(name) {
  if (name === "add") return add();
  if (name === "me") return me();
  const profiles = await all("profiles");
  if (!profiles.length) return mount(draw("v-welcome"));
  const list = profiles.map((profile) => draw("t-profile", { name: profile.name, face: face(profile.picture), open: () => askPin(profile) }));
  return mount(draw("v-pick", { list }));
}

function askPin(profile) {
  const enter = async ({ target: form }) => {
    const pin = vault.cleanPin(form.elements.pin.value);
    if (!complain(form, "pin", pin ? "" : say("pinShape"))) return;
    const button = document.querySelector("[form=pin-form]");
    button.disabled = true;
    const fault = await vault.unlock(profile.id, pin);
    button.disabled = false;
    form.elements.pin.value = "";
    if (fault) return complain(form, "pin", say(fault === "wait" ? "pinWait" : "pinWrong"));
    // A network that is dead never keeps anybody out.
    await Promise.race([leaveOtherSession(profile.id), new Promise((over) => { setTimeout(over, 2000); })]);
    go(location.hash);
  };
  mount(draw("v-pin", { name: profile.name, face: face(profile.picture), enter, back: () => show("pick") }));
  document.getElementById("pin-form").elements.pin.focus();
}

/** Sign out whoever signed in on the site before, so that nobody's pages open for the next person. */
export async function leaveOtherSession(id) {
  const before = await get("settings", "session_of");
  if (!before || before === id) return;
  const sent = await fetch("/sign-out/", { method: "POST", headers: { "X-CSRFToken": csrf() }, redirect: "manual" }).catch(() => null);
  if (sent) await put("settings", "", "session_of");
}

async function add() {
  let state;
  try {
    state = await ask("me/state");
  } catch (error) {
    return mount(draw("v-add-not", { signed_out: error.status === 401 }));
  }
  let photo = "";
  const place = mount(draw("v-add", {
    name: state.name,
    keep: ({ target: form }) => keep(form, state, () => photo),
  }));
  // Two people of one phone should not look alike: the first picture that nobody has.
  const taken = (await all("profiles")).map(({ picture }) => picture);
  const free = [...place.querySelectorAll("[name=picture]")].find(({ value }) => !taken.includes(value));
  if (free) free.checked = true;
  place.querySelector("[name=photo]").onchange = async ({ target: { files } }) => {
    photo = files[0] ? await small(files[0]).catch(() => "") : "";
    const shown = place.querySelector("[data-photo]");
    shown.replaceChildren(...(photo ? [face(photo)] : []));
  };
}

async function keep(form, state, photo) {
  const pin = vault.cleanPin(form.elements.pin.value);
  if (!complain(form, "pin", pin ? "" : say("pinShape"))) return;
  const button = document.querySelector("[form=add-form]");
  button.disabled = true;
  try {
    await ask("me/pin", { pin });
    await put("settings", await ask("keys"), "keys");
    const { token, profile, name } = await ask("me/submit-tokens", { device: device() });
    const face = photo() || form.elements.picture.value;
    await vault.settle({ id: profile, name, picture: face, token, is_token_over: false }, pin);
    await vault.write("state", state);
    await put("settings", profile, "session_of");
    localStorage["khaipen"] = "1"; // tells the lesson pages that somebody learns here
    navigator.storage?.persist?.();
    go("#/");
  } catch (error) {
    complain(form, "pin", error.message || say("away"));
  } finally {
    button.disabled = false;
  }
}

const device = () => (navigator.userAgentData?.platform || navigator.platform || "phone").slice(0, 40);

async function small(file) {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const canvas = Object.assign(document.createElement("canvas"), { width: PHOTO_PX, height: PHOTO_PX });
  canvas.getContext("2d").drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, PHOTO_PX, PHOTO_PX);
  return canvas.toDataURL("image/jpeg", 0.8);
}

async function me() {
  const profile = await get("profiles", vault.current());
  mount(draw("v-me", {
    name: profile.name,
    face: face(profile.picture),
    changed: false,
    over: profile.is_token_over,
    lock: () => go("#/lock"),
    change: ({ target: form }) => changePin(form, profile.id),
    remove: () => { document.getElementById("sure").hidden = false; },
    really: async () => {
      if (await vault.remove()) go("#/");
      else document.getElementById("waits").hidden = false;
    },
  }));
}

async function changePin(form, id) {
  const [old, next] = ["old_pin", "pin"].map((name) => vault.cleanPin(form.elements[name].value));
  const isRight = [complain(form, "old_pin", old ? "" : say("pinShape")), complain(form, "pin", next ? "" : say("pinShape"))];
  if (!isRight.every(Boolean)) return;
  if (await vault.changePin(id, old, next)) { complain(form, "old_pin", say("pinWrong")); return; }
  form.reset();
  document.getElementById("changed").hidden = false;
}
