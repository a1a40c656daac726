// Formulas put together from what was derived: paths walked over the edges, terms from the factors of their edges.

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// A formula from MathML that Python wrote.
const math = inner => {
  const holder = document.createElement("template");
  holder.innerHTML = `<math displaystyle="true"><mrow>${inner}</mrow></math>`;
  return holder.content.firstElementChild;
};

const DOT = '<mo form="infix">·</mo>', EQUALS = '<mo form="infix">=</mo>', PLUS = '<mo form="infix">+</mo>';
const minus = form => `<mo form="${form}">${MINUS}</mo>`;
const inBrackets = text =>
  `<mrow><mo stretchy="true" fence="true" form="prefix">(</mo>${text}<mo stretchy="true" fence="true" form="postfix">)</mo></mrow>`;

const makeGraph = data => {
  const edges = data.edges.map(([source, target, occurrence], place) => ({
    place, source, target, occurrence, key: `${source}>${target}#${occurrence}`,
  }));
  const from = new Map();
  for (const edge of edges) {
    if (!from.has(edge.source)) from.set(edge.source, []);
    from.get(edge.source).push(edge);
  }

  // The paths of a weight, one at a time, in the order of every page.
  function* paths(start) {
    const taken = [], stack = [(from.get(start) || [])[Symbol.iterator]()];
    while (stack.length) {
      const { value: edge, done } = stack.at(-1).next();
      if (done) { stack.pop(); taken.pop(); continue; }
      taken.push(edge);
      if (edge.target === data.total) { yield taken.slice(); taken.pop(); }
      else stack.push((from.get(edge.target) || [])[Symbol.iterator]());
    }
  }

  // Every edge on some path of a weight.
  const downstream = start => {
    const found = [], seen = new Set([start]), open = [start];
    while (open.length) {
      for (const edge of from.get(open.pop()) || []) {
        found.push(edge);
        if (!seen.has(edge.target)) { seen.add(edge.target); open.push(edge.target); }
      }
    }
    return found;
  };

  // What a path goes through, w1 → h1 → o1, each as [MathML, text].
  const route = (path, notation) => {
    let last = path[0].source;
    const stops = [notation.stops[last]];
    const again = ([shown, text], n) => n > 1 ? [`${shown}<mtext>\u00a0(${n})</mtext>`, `${text} (${n})`] : [shown, text];
    for (const edge of path) {
      const { kind, unit } = data.variables[edge.target];
      if (kind === "net" || kind === "value" || (kind === "out" && unit !== last)) {
        last = unit;
        stops.push(again(notation.stops[edge.target], edge.occurrence));
      }
    }
    return stops.length > 1 ? stops : [...stops, notation.names[data.total]];
  };

  return { edges, from, paths, downstream, route };
};

// The edges whose factors a product shows, E first: a 1 is left out.
const shownEdges = (path, notation) => path.toReversed().filter(edge => notation.factors[edge.place][0]);

// An edge's factor; in brackets where it is negative and something stands before it, else the sign is its own.
const factorMath = (edge, notation, held) => {
  const [text, below] = notation.factors[edge.place];
  if (!below) return text || "<mn>1</mn>";
  return held ? inBrackets(minus("prefix") + text) : minus("prefix") + text;
};

// A row of formulas that goes on in the next line where it is too wide; it breaks only before a sign.
const flow = (...pieces) => element("div", { class: "flow" }, ...pieces);
const piece = (sign, ...inner) => element("span", { class: "piece" }, ...(sign ? [math(sign)] : []), ...inner);

// What can be touched for an edge; its formula, or the place of its number.
const touch = (edge, inner) => {
  const made = element("span", { class: "factor", "data-edge": edge.place, tabindex: "-1" });
  made.append(math(inner));
  return made;
};
const NUMBER = '<mrow class="number"></mrow>';

// A path's product: its factors, E first; the sign of the first one is the term's.
const pathTerm = (path, notation, first) => {
  const edges = shownEdges(path, notation);
  if (!edges.length) return flow(piece(first ? "" : PLUS, math("<mn>1</mn>")));
  const [, below] = notation.factors[edges[0].place];
  const lead = below ? minus(first ? "prefix" : "infix") : first ? "" : PLUS;
  return flow(...edges.map((edge, k) =>
    k ? piece(DOT, touch(edge, factorMath(edge, notation, true))) : piece(lead, touch(edge, notation.factors[edge.place][0]))));
};

// An equation, its left sides and equals signs under each other.
const lineTable = rows => math(`<mtable columnalign="right left" displaystyle="true">${rows.map(([lhs, rhs]) =>
  `<mtr><mtd class="lhs"><mrow>${lhs}</mrow></mtd><mtd class="rhs"><mrow>${rhs}</mrow></mtd></mtr>`).join("")}</mtable>`);
