// The window in which an editor chooses a clip: when one is made while it is open, its row tells the rest.
document.addEventListener("clip-over", ({ target, detail: clip }) => {
  const row = target.closest("tr"), cell = (name) => row?.querySelector(`[data-clip=${name}]`);
  if (!cell("sizes")) return;
  const seconds = Math.round(clip.duration_ms / 1000);
  if (seconds) cell("length").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  cell("sizes").textContent = clip.renditions.map(({ name, size_bytes }) => `${name} ${(size_bytes / 1e6).toFixed(1)} MB`).join(", ");
  if (clip.cover_url) cell("cover").replaceWith(Object.assign(new Image(96, 54), { src: clip.cover_url, alt: "" }));
});
