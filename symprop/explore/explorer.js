// What the reader does, and what the page shows of it. State: weight, form, notation, step, values.

const byId = id => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const graph = makeGraph(data);
const numbers = makeNumbers();
const run = makeProgram(data.program);
const RESULT = { math: true, digits: 9 }, PLAIN = { digits: 9 }, FILLED = { math: true, digits: 6 };
const FORMS = { paths: "Paths", messages: "Messages", chain: "Chain rule", factored: "Factored" };

const values = new Map(data.given.map(({ name, value }) => [name, value]));
let worth = run(values);
const state = { weight: Object.keys(data.parameters)[0], form: "paths", notation: data.notations[0], step: 0, listed: 0 };

const partial = edge => worth(`@${edge.place}`);
const adjoint = name => name === data.total ? ONE : worth(`d_${data.total}__d_${name}`);
const product = path => shownEdges(path, state.notation).reduce((sofar, edge) => times(sofar, partial(edge)), ONE);
const nameOf = name => state.notation.names[name];
const adjointOf = name => name === data.total ? "<mn>1</mn>" : state.notation.adjoints[name];
const signed = (sign, number) => sign < 0 ? negative(number) : number;
const colour = place => data.colours[place % data.colours.length];
const said = text => { byId("said").textContent = text; };

const drawing = makeDrawing(byId("picture"), name => { if (name in data.parameters) { choose(name); said(summary()); } });

// --- the picture

const drawPicture = () => {
  drawing.show(state.notation.drawing);
  document.body.classList.toggle("wide", drawing.width() > 760);
  numbers.open("picture");
  for (const text of drawing.numbered()) numbers.add("picture", text, () => worth(text.dataset.value), { digits: 4 });
};

const lightWeight = () => {
  drawing.light("step", []);
  drawing.light("done", []);
  drawing.light("chosen", [state.weight, ...graph.downstream(state.weight).map(edge => edge.key)]);
  drawing.press(state.weight);
};

const caption = (html, worthOf) => {
  const shown = byId("caption");
  numbers.open("caption");
  shown.replaceChildren(...(html ? [math(html), valued("caption", worthOf)] : ["\u00a0"]));
};

const lightEdge = edge => {
  drawing.light("factor", [edge.key]);
  const local = state.notation.locals[edge.place];
  caption(`${local && local + EQUALS}${factorMath(edge, state.notation)}`, () => partial(edge));
};

const lightPath = (path, place) => drawing.light("path", path.map(edge => edge.key), colour(place));

const dark = () => { drawing.light("path", []); drawing.light("factor", []); caption(); };

// --- the chosen weight's formula

const title = () => {
  const count = data.parameters[state.weight];
  numbers.open("title");
  byId("formula-title").replaceChildren(
    math(state.notation.adjoints[state.weight] || adjointName()), valued("title", () => adjoint(state.weight)),
    element("small", {}, `${count} ${count === "1" ? "path" : "paths"}`));
};

// A parameter that nothing depends on has no edge, and so no derivative of its own among the notation's.
const adjointName = () => `<mfrac><mrow><mo>∂</mo>${nameOf(data.total)[0]}</mrow><mrow><mo>∂</mo>${nameOf(state.weight)[0]}</mrow></mfrac>`;

const filledIn = path => {
  const edges = shownEdges(path, state.notation);
  const row = flow();
  edges.forEach((edge, k) => {
    if (edges.length < 2) return;
    const factor = touch(edge, NUMBER);
    numbers.add("lines", factor.querySelector(".number"), () => partial(edge), { ...FILLED, held: k > 0 });
    row.append(piece(k ? DOT : EQUALS, factor));
  });
  row.append(valued("lines", () => product(path)));
  return row;
};

// = and a number, which follows.
const valued = (panel, worthOf, how = RESULT) => {
  const shown = piece(EQUALS, math(NUMBER));
  shown.classList.add("result");
  numbers.add(panel, shown.querySelector(".number"), worthOf, how);
  return shown;
};

const termOf = (path, place, count) => {
  const route = graph.route(path, state.notation);
  const item = element("li", { class: "term", tabindex: place ? "-1" : "0", "data-path": place,
    "data-edges": path.map(edge => edge.place).join(" "),
    "aria-label": `path ${place} of ${count}: ${route.map(([, text]) => text).join(" → ")}` });
  item.style.setProperty("--path", colour(place));
  item.append(
    element("div", { class: "route" }, element("span", { class: "chip" }, String(place)),
      math(route.map(([shown]) => `<mrow>${shown}</mrow>`).join("<mo>→</mo>"))),
    pathTerm(path, state.notation, place === 0), filledIn(path));
  item.addEventListener("pointerenter", () => lightPath(path, place));
  item.addEventListener("pointerleave", dark);
  item.addEventListener("pointerover", event => touched(event.target));
  item.addEventListener("focusin", event => { lightPath(path, place); touched(event.target); });
  item.addEventListener("focusout", dark);
  return item;
};

const touched = target => {
  const factor = target.closest(".factor");
  if (factor) return lightEdge(graph.edges[factor.dataset.edge]);
  drawing.light("factor", []);
  return caption();
};

let waiting = null;
const showPaths = () => {
  state.listed = 0;
  waiting = graph.paths(state.weight);
  byId("lines").replaceChildren(element("ol", { class: "terms", "aria-label": "the paths; arrow keys go through them and their factors" }));
  morePaths();
};

const morePaths = () => {
  const list = byId("lines").firstElementChild, total = data.parameters[state.weight];
  const stop = state.listed + data.mostPaths;
  while (state.listed < stop) {
    const { value: path, done } = waiting.next();
    if (done) break;
    list.append(termOf(path, state.listed, total));
    state.listed += 1;
  }
  showSum(total);
  const left = Number(total.replaceAll(",", "")) - state.listed;
  byId("more").hidden = !(left > 0);
  byId("more").textContent = `${state.listed} of ${total} paths; show more`;
};

// All terms together, where all of them are listed.
const showSum = total => {
  if (Number(total) !== state.listed || state.listed < 2) return;
  const row = flow(piece("", math(state.notation.adjoints[state.weight])));
  let place = 0;
  for (const path of graph.paths(state.weight)) {
    const number = math(NUMBER), k = place;
    numbers.add("lines", number.querySelector(".number"), () => product(path), { ...RESULT, held: k > 0 });
    row.append(piece(k ? PLUS : EQUALS, number));
    place += 1;
  }
  row.append(valued("lines", () => adjoint(state.weight)));
  byId("lines").append(element("div", { class: "sum" }, row));
};

const byKeys = event => {
  const item = event.target.closest(".term");
  if (!item) return;
  const factors = [...item.querySelectorAll(".factor")], at = factors.indexOf(event.target.closest(".factor"));
  const next = {
    ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling,
    ArrowRight: factors[at + 1], ArrowLeft: at > 0 ? factors[at - 1] : item, Escape: item,
  }[event.key];
  if (!next) return;
  event.preventDefault();
  item.tabIndex = -1;
  next.closest(".term").tabIndex = 0;
  next.focus();
};

const valuedLine = (panel, rows, worthOf) => {
  const box = element("div", { class: "box line", tabindex: "0" }, lineTable(rows), valued(panel, worthOf));
  const light = event => {
    const part = event.target.closest("[data-lights]");
    drawing.light("factor", part ? words(part, "data-lights") : []);
  };
  box.addEventListener("pointerover", light);
  box.addEventListener("pointerleave", dark);
  box.addEventListener("focus", () =>
    drawing.light("factor", [...box.querySelectorAll("[data-lights]")].flatMap(part => words(part, "data-lights"))));
  box.addEventListener("blur", dark);
  return box;
};

const showLines = form => {
  const { notation } = state;
  byId("more").hidden = true;
  byId("lines").replaceChildren(...form.lines.map(place =>
    valuedLine("lines", notation.lines[place], () => signed(notation.signs[place], worth(data.defines[place])))));
};

const showFormula = () => {
  const form = data.forms[state.weight][state.form];
  numbers.open("lines");
  title();
  const delta = state.form === "factored" ? state.notation.gloss : "";
  byId("formula-note").textContent = data.parameters[state.weight] === "0" ? data.forms[state.weight].factored.note : delta;
  if (form) showLines(form); else showPaths();
};

const choose = name => {
  state.weight = name;
  byId("weight").value = name;
  for (const button of byId("gradient-list").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.weight === name));
  }
  dark();
  showFormula();
  lightWeight();
};

const summary = () => {
  const of = `∂${nameOf(data.total)[1]}/∂${nameOf(state.weight)[1]}`;
  return `${of} = ${numberText(adjoint(state.weight), 9)}, ${data.parameters[state.weight]} paths`;
};

// --- backward, a message at a time: for each variable, from the end, what comes back along each of its edges

const steps = [{ name: data.total, edges: [] }];
for (const name of [...data.defined].reverse().concat(Object.keys(data.variables).filter(name => !data.defined.includes(name)))) {
  const edges = graph.from.get(name) || [];
  edges.forEach((edge, place) => steps.push({ name, edge, edges, place }));
}

// One formula of a step: left side, symbols and numbers, in pieces.
const stepRow = (lhs, symbols, filled, worthOf) => {
  const row = flow(...(lhs ? [piece("", math(lhs))] : []));
  symbols.forEach((side, k) => row.append(piece(lhs || k ? EQUALS : "", math(side))));
  filled.forEach(([sign, worth], k) => {
    const number = math(NUMBER);
    numbers.add("step", number.querySelector(".number"), worth, { ...RESULT, held: k > 0 });
    row.append(piece(k ? sign : EQUALS, number));
  });
  row.append(valued("step", worthOf));
  return row;
};

const sentence = (...parts) => element("p", {}, ...parts.map(part => Array.isArray(part) ? math(part[0]) : part));

const messageOf = edge => times(adjoint(edge.target), partial(edge));

const messageRow = (edge, lhs) => {
  const { notation } = state, local = notation.locals[edge.place], before = adjointOf(edge.target);
  const symbols = [`${before}${DOT}${factorMath(edge, notation, true)}`];
  if (local) symbols.unshift(`${before}${DOT}${local}`);
  return stepRow(lhs, symbols, [["", () => adjoint(edge.target)], [DOT, () => partial(edge)]], () => messageOf(edge));
};

const showStep = () => {
  const { name, edge, edges, place } = steps[state.step], box = byId("step"), lhs = state.notation.adjoints[name];
  numbers.open("step");
  byId("step-count").textContent = `${state.step} of ${steps.length - 1}`;
  for (const id of ["first", "previous"]) byId(id).setAttribute("aria-disabled", String(state.step === 0));
  byId("next").setAttribute("aria-disabled", String(state.step === steps.length - 1));
  box.dataset.edge = edge ? edge.key : "";
  if (!edge) {
    box.replaceChildren(sentence("At the end: ", nameOf(name), ". Every message goes back from here."),
      flow(piece("", math(nameOf(name)[0])), valued("step", () => worth(name))));
    return;
  }
  const last = place === edges.length - 1, several = edges.length > 1;
  box.replaceChildren(
    sentence("From ", nameOf(edge.target), " back to ", nameOf(name), several ? `, message ${place + 1} of ${edges.length}:` : ":"),
    messageRow(edge, several ? "" : lhs));
  if (several && last) {
    const messages = edges.map(other => [PLUS, () => messageOf(other)]);
    box.append(sentence("All messages to ", nameOf(name), " together:"), stepRow(lhs, [], messages, () => adjoint(name)));
  }
};

const goTo = place => {
  state.step = Math.max(0, Math.min(steps.length - 1, place));
  showStep();
  dark();
  const step = steps[state.step];
  drawing.light("chosen", []);
  drawing.light("done", steps.slice(1, state.step).map(({ edge }) => edge.key));
  drawing.light("step", step.edge ? [step.edge.key] : [step.name]);
  drawing.press("");
};

// --- values

const KINDS = { input: "Inputs", target: "Targets", weight: "Weights", bias: "Biases", constant: "Constants" };
const boxes = new Map();

const put = (name, value) => {
  values.set(name, value);
  const { slider, box } = boxes.get(name);
  slider.min = Math.min(slider.min, value);
  slider.max = Math.max(slider.max, value);
  slider.value = value;
  if (document.activeElement !== box) box.value = value;
};

// Where targets must sum to 1, the others give what one takes, in their proportion.
const keepRules = (name, value) => {
  for (const rule of data.rules) {
    if (rule.kind !== "simplex" || !rule.names.includes(name)) continue;
    const others = rule.names.filter(other => other !== name);
    const sum = others.reduce((sofar, other) => sofar + values.get(other), 0);
    for (const other of others) put(other, sum ? (1 - value) * values.get(other) / sum : (1 - value) / others.length);
  }
};

let pending = 0;
const change = (name, value) => {
  if (!Number.isFinite(value)) return;
  const kind = (data.rules.find(rule => rule.names.includes(name)) || {}).kind;
  if (kind === "simplex" || kind === "probability") value = Math.max(0, Math.min(1, value));
  if (kind === "sign") value = value < 0 ? -1 : 1;
  put(name, value);
  keepRules(name, value);
  worth = run(values);
  numbers.refresh();
  clearTimeout(pending);
  pending = setTimeout(() => said(`${nameOf(name)[1]} = ${numberText([value, 0], 9)}: ${nameOf(data.total)[1]} = ${numberText(worth(data.total), 9)}, ${summary()}`), 500);
};

const sliderOf = ({ name, value }) => {
  const kind = (data.rules.find(rule => rule.names.includes(name)) || {}).kind;
  const reach = kind ? 1 : Math.max(2, 2 * Math.abs(value));
  const low = kind && kind !== "sign" ? 0 : -reach;
  const slider = element("input", { type: "range", min: low, max: reach, step: "any", "data-name": name });
  const box = element("input", { type: "number", step: "any", "data-name": name });
  slider.value = value;
  box.value = value;
  const rounded = () => Number(Number(slider.value).toFixed(2));
  slider.addEventListener("input", () => change(name, rounded()));
  slider.addEventListener("keydown", event => {
    const step = { ArrowRight: 0.01, ArrowUp: 0.01, ArrowLeft: -0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 }[event.key];
    if (!step) return;
    event.preventDefault();
    change(name, Number((values.get(name) + step).toFixed(10)));
  });
  box.addEventListener("input", () => { if (box.value !== "") change(name, Number(box.value)); });
  box.addEventListener("change", () => { box.value = values.get(name); });
  boxes.set(name, { slider, box });
  return element("div", { class: "slider", "data-of": name }, element("span", { class: "name" }), slider, box);
};

const showSliders = () => {
  const groups = Object.entries(KINDS).map(([kind, heading]) => [heading, data.given.filter(given => given.kind === kind)]);
  byId("sliders").replaceChildren(...groups.filter(([, group]) => group.length).map(([heading, group]) =>
    element("fieldset", {}, element("legend", {}, heading), ...group.map(sliderOf))));
  const made = data.given.filter(({ own }) => !own).length;
  byId("made").textContent = made ? `${made === data.given.length ? "The network has no values of its own" : `${made} of the values are not the network's own`}: these are only to begin with.` : "";
};

// --- names everywhere, in a notation

const showNames = () => {
  for (const row of byId("sliders").querySelectorAll(".slider")) {
    const name = row.dataset.of, label = nameOf(name);
    row.querySelector(".name").replaceChildren(math(label[0]));
    const { slider, box } = boxes.get(name);
    slider.setAttribute("aria-label", label[1]);
    box.setAttribute("aria-label", `${label[1]}, as a number`);
  }
  for (const option of byId("weight").options) option.textContent = nameOf(option.value)[1];
};

const showGradients = () => {
  numbers.open("gradients");
  byId("gradient-list").replaceChildren(...Object.keys(data.parameters).map(name => {
    const button = element("button", { type: "button", "data-weight": name, "aria-pressed": String(name === state.weight) },
      math(nameOf(name)[0]), " ", element("span", { class: "number" }));
    numbers.add("gradients", button.lastElementChild, () => adjoint(name), PLAIN);
    button.addEventListener("click", () => { choose(name); said(summary()); });
    return element("li", {}, button);
  }));
};

const showForward = () => {
  numbers.open("forward");
  byId("definitions").replaceChildren(...data.defined.map(name =>
    valuedLine("forward", state.notation.definitions[name], () => worth(name))));
};

const showAll = () => {
  drawPicture();
  showNames();
  showGradients();
  showForward();
  showStep();
  choose(state.weight);
};

// --- the controls

byId("facts").textContent = data.facts.join(" · ");
byId("forms").append(...Object.entries(FORMS).map(([form, name]) => {
  const radio = element("input", { type: "radio", name: "form", value: form });
  radio.checked = form === state.form;
  radio.addEventListener("change", () => { state.form = form; showFormula(); lightWeight(); });
  return element("label", {}, radio, element("span", {}, name));
}));
byId("weight").append(...Object.keys(data.parameters).map(name => element("option", { value: name })));
byId("weight").addEventListener("change", event => { choose(event.target.value); said(summary()); });
byId("notation").append(...data.notations.map(({ name }, place) => element("option", { value: place }, name)));
byId("notation").addEventListener("change", event => { state.notation = data.notations[event.target.value]; showAll(); });
if (data.notations.length < 2) byId("notation").parentElement.hidden = true;
byId("more").addEventListener("click", morePaths);
byId("lines").addEventListener("keydown", byKeys);
byId("first").addEventListener("click", () => goTo(0));
byId("previous").addEventListener("click", () => goTo(state.step - 1));
byId("next").addEventListener("click", () => goTo(state.step + 1));
byId("steps").addEventListener("keydown", event => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) { event.preventDefault(); goTo(state.step + step); }
});
byId("reset").addEventListener("click", () => {
  for (const { name, value } of data.given) put(name, value);
  worth = run(values);
  numbers.refresh();
  said(`The first values again: ${summary()}`);
});
showSliders();
showAll();
