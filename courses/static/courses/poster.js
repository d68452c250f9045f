// The print button appears where a script can press it; the menu works everywhere.
const button = document.getElementById("print");
button.classList.remove("hidden");
document.getElementById("how").classList.add("hidden");
button.addEventListener("click", () => window.print());
