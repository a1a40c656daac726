// The network's picture: which of its parts stand for which variables and edges, what is lit, what can be chosen.

const words = (element, name) => (element.getAttribute(name) || "").split(" ").filter(Boolean);

const makeDrawing = (host, choose) => {
  let svg = null, parts = new Map(), buttons = [];

  const index = (key, element) => {
    if (!parts.has(key)) parts.set(key, []);
    parts.get(key).push(element);
  };

  // An arrow goes by its edges, source>target#occurrence and source>target, and by its weight; a node by its variables.
  const show = text => {
    const chosen = svg && svg.querySelector("[aria-pressed=true]");
    host.innerHTML = text;
    svg = host.querySelector("svg");
    parts = new Map();
    for (const element of svg.querySelectorAll("[data-edge], [data-variables], [data-parameter]")) {
      const edges = words(element, "data-edge");
      for (const edge of edges) { index(edge, element); index(edge.split("#")[0], element); }
      for (const variable of words(element, "data-variables")) index(variable, element);
      for (const parameter of words(element, "data-parameter")) index(parameter, element);
    }
    for (const element of svg.querySelectorAll("[data-style]")) {
      for (const rule of element.dataset.style.split(";")) element.style.setProperty(...rule.split(":"));
    }
    for (const arrow of svg.querySelectorAll(".sp-edge")) {
      const wider = arrow.firstElementChild.cloneNode();
      wider.removeAttribute("style");
      wider.setAttribute("class", "reach");
      arrow.prepend(wider);
    }
    svg.style.minWidth = `${Math.round(svg.viewBox.baseVal.width * 0.72)}px`;
    svg.style.maxWidth = `${Math.round(svg.viewBox.baseVal.width * 1.35)}px`;
    buttons = [...svg.querySelectorAll("[data-choose]")].sort((a, b) => place(a) - place(b));
    if (buttons.length) buttons[0].setAttribute("tabindex", "0");
    return chosen;
  };

  const place = element => {
    const box = element.getBBox();
    return Math.round((box.x + box.width / 2) / 40) * 1e5 + box.y + box.height / 2;
  };

  const focus = button => {
    for (const other of buttons) other.setAttribute("tabindex", other === button ? "0" : "-1");
    button.focus();
  };

  const chooseAt = target => {
    const label = target.closest(".sp-label[data-parameter]");
    const button = target.closest("[data-choose]");
    const name = button ? button.dataset.choose : label ? label.dataset.parameter : "";
    if (name) choose(name);
  };

  host.addEventListener("click", event => chooseAt(event.target));
  host.addEventListener("keydown", event => {
    const at = buttons.indexOf(document.activeElement);
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) focus(buttons[(at + step + buttons.length) % buttons.length]);
    else if (event.key === "Enter" || event.key === " ") chooseAt(buttons[at]);
    else return;
    event.preventDefault();
  });

  // Lights what the keys stand for in a way (chosen, path, factor, step), and nothing else in it.
  const light = (way, keys, colour) => {
    svg.querySelectorAll(`.x-${way}`).forEach(element => element.classList.remove(`x-${way}`));
    svg.classList.toggle(`x-has-${way}`, keys.length > 0);
    if (colour) svg.style.setProperty("--path", colour);
    for (const key of keys) for (const element of parts.get(key) || []) element.classList.add(`x-${way}`);
  };

  const press = name => buttons.forEach(b => b.setAttribute("aria-pressed", String(b.dataset.choose === name)));

  return { show, light, press, numbered: () => svg.querySelectorAll("[data-value]"), width: () => svg.viewBox.baseVal.width };
};
