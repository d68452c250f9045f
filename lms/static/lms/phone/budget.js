// The month's data budget: what is left, what fits, and what may be fetched without asking.
import { get, put } from "./store.js";
import { month, spent } from "./ledger.js";

// With saving on, nothing larger comes without a tap.
export const UNASKED_BYTES = 200_000;
const MB = 1e6;

/** Return the phone's settings: {budget_mb (0: no limit), saving, wifi_only}. */
export async function settings() {
  const [budget_mb, saving, wifi_only] = await Promise.all(["budget_mb", "saving", "wifi_only"].map((name) => get("settings", name)));
  // A phone that saves data everywhere saves it here too, until somebody says otherwise.
  return { budget_mb: budget_mb || 0, saving: saving ?? Boolean(navigator.connection?.saveData), wifi_only: Boolean(wifi_only) };
}

export const keepSetting = (name, value) => put("settings", value, name);

/** Return the bytes of this month: what packs and worker counted, and what pages noted on leaving. */
export async function spentBytes() {
  const kinds = Object.values(await spent()).reduce((sum, bytes) => sum + bytes, 0);
  let noted = 0;
  try { noted = Number(localStorage[`wire-${month()}`]) || 0; } catch { /* a browser that remembers nothing */ }
  return kinds + noted;
}

/** Return the bytes that are left this month; Infinity without a budget. */
export async function left() {
  const { budget_mb } = await settings();
  return budget_mb ? Math.max(budget_mb * MB - (await spentBytes()), 0) : Infinity;
}

/** Return how many of the lessons, in their order, fit into the bytes that are left. */
export function fitting(costs, bytes) {
  let count = 0;
  for (const cost of costs) {
    if (cost > bytes) break;
    bytes -= cost;
    count += 1;
  }
  return count;
}

/** Tell whether so many bytes may come without a tap. */
export const mayComeUnasked = (bytes, saving) => !saving || bytes <= UNASKED_BYTES;

/** Tell whether the phone is on Wi-Fi: true, false, or undefined where the browser does not say. */
export const onWifi = () => navigator.connection?.type && ["wifi", "ethernet"].includes(navigator.connection.type);
