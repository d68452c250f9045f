// What waits to be sent, and what the server did not take, in words.
import { all } from "./store.js";
import { draw, moment, mount, say } from "./ui.js";
import * as vault from "./vault.js";

const mineOf = async (id) => (await all("outbox")).filter((row) => row.profile === id && row.state !== "read");

export async function show() {
  const id = vault.current(), mine = await mineOf(id), done = await vault.read("done", {});
  // Which step a sealed claim is of stands in the vault; after a newer one of the same step My shop knows.
  const stepOf = (row) => Object.entries(done.milestones ?? {}).find(([, one]) => one.id === row.id)?.[0];
  const line = (row) => draw("t-row", {
    what: say(row.kind),
    when: moment(row.made_at),
    [row.state]: true,
    mend: row.state === "rejected" && row.kind === "claim" && (stepOf(row) ? `#/claim/${stepOf(row)}` : "#/shop"),
    message: row.message || (row.state === "rejected" ? say("rejectedPlain") : row.reason === "differs" ? say("differs") : ""),
    seen: row.state !== "waiting",
    dismiss: async () => (await import("./outbox.js")).dismiss(row.id, id),
  });
  const some = mine.some((row) => row.state === "waiting");
  const place = mount(draw("v-waiting", { list: mine.map(line), none: !mine.length, some, send: press }));
  const again = () => { if (place.querySelector("#waiting-list") && vault.current() === id) show(); };
  addEventListener("outbox", again, { once: true });
}

async function press({ currentTarget: button }) {
  button.disabled = true;
  document.getElementById("tried").textContent = navigator.onLine === false ? say("away") : say("sending");
  await (await import("./send.js")).send();
  const place = document.getElementById("tried");
  if (place) place.textContent = (await mineOf(vault.current())).some((row) => row.state === "waiting") ? say("away") : "";
  button.disabled = false;
}
