
"use strict";
const said = document.getElementById("said");
const byHand = text => {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};
for (const formula of document.querySelectorAll(".formula")) {
  const name = formula.querySelector(".box").getAttribute("aria-label");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy LaTeX";
  button.setAttribute("aria-label", `Copy LaTeX of ${name}`);
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(formula.dataset.latex); } catch { byHand(formula.dataset.latex); }
    button.focus();
    button.textContent = "Copied";
    said.textContent = `Copied the LaTeX of ${name}`;
    setTimeout(() => { button.textContent = "Copy LaTeX"; }, 1500);
  });
  formula.append(button);
}
