// The numbers of the page: straight-line instructions, run over an array of slots. Nothing here is made from text.
// A number is [value, error]: a bound of what rounding may have done to it, carried along by the rules of Wilkinson's
// running error analysis, so that no digit is shown that may be wrong, and what only rounding left of 0 is 0.

const UNIT = 2 ** -53;
const rounded = (value, error, units = 1) => [value, error + units * UNIT * Math.abs(value)];
const given = value => rounded(value, 0);
const ONE = [1, 0];

// erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): no term is negative for x > 0, so nothing cancels.
const erf = x => {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  let term = size, sum = size;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= 2 * size * size / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * 2 / Math.sqrt(Math.PI) * Math.exp(-size * size) * sum;
};

const OPERATIONS = {
  "+": ([a, da], [b, db]) => rounded(a + b, da + db),
  "-": ([a, da], [b, db]) => rounded(a - b, da + db),
  "*": ([a, da], [b, db]) => rounded(a * b, Math.abs(a) * db + Math.abs(b) * da + da * db),
  "/": ([a, da], [b, db]) => rounded(a / b, (da + Math.abs(a / b) * db) / Math.max(Math.abs(b) - db, 0)),
  "**": ([a, da], [b, db]) => rounded(a ** b, Math.abs(b * a ** (b - 1)) * da + (db && Math.abs(a ** b * Math.log(a)) * db), 4),
  neg: ([a, da]) => [-a, da],
  where: ([left], [right], then, otherwise) => left > right ? then : otherwise,
  exp: ([a, da]) => rounded(Math.exp(a), Math.exp(a) * Math.expm1(da), 2),
  log: ([a, da]) => rounded(Math.log(a), da / a, 2),
  sqrt: ([a, da]) => rounded(Math.sqrt(a), da && da / Math.sqrt(a)),
  sin: ([a, da]) => rounded(Math.sin(a), da, 2),
  cos: ([a, da]) => rounded(Math.cos(a), da, 2),
  tanh: ([a, da]) => rounded(Math.tanh(a), (1 - Math.tanh(a) ** 2) * da, 4),
  erf: ([a, da]) => rounded(erf(a), 1.2 * Math.exp(-a * a) * da, 16),
  normal_pdf: ([a, da]) => {
    const value = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    return rounded(value, Math.abs(a) * value * da, 4 + a * a);
  },
};
const times = OPERATIONS["*"], negative = OPERATIONS.neg;

// makeProgram(data)(values) → name → number. `values` maps each input's name to what stands in its box.
const makeProgram = data => {
  const functions = data.functions.map(code => OPERATIONS[code]);
  const inputs = Object.entries(data.inputs), slots = [];
  for (const [slot, value] of data.literals) slots[slot] = Number.isInteger(value) ? [value, 0] : given(value);
  return values => {
    for (const [name, slot] of inputs) slots[slot] = given(values.get(name));
    for (const [f, result, ...operands] of data.steps) {
      slots[result] = functions[f](...operands.map(slot => slots[slot]));
    }
    const found = new Map(Object.entries(data.outputs).map(([name, slot]) => [name, slots[slot]]));
    return name => found.get(name) || given(values.get(name));
  };
};
