// Numbers as they are shown, by the rule of every page of symprop: significant digits, no zeros at the end, small and
// large ones with a power of ten; never 0.000.

const MINUS = "\u2212", UNKNOWN = "\u2014";

// [sign, digits, exponent of ten or null]
const parts = (value, digits) => {
  const [mantissa, power] = Math.abs(value).toExponential(digits - 1).split("e");
  const exponent = Number(power), plain = mantissa.replace(".", "").replace(/0+$/, "") || "0";
  const sign = value < 0 ? MINUS : "";
  if (exponent > -6 && exponent < 9) {
    if (exponent < 0) return [sign, `0.${"0".repeat(-exponent - 1)}${plain}`, null];
    const whole = plain.padEnd(exponent + 1, "0");
    const behind = whole.slice(exponent + 1);
    return [sign, whole.slice(0, exponent + 1) + (behind && `.${behind}`), null];
  }
  return [sign, plain.length > 1 ? `${plain[0]}.${plain.slice(1)}` : plain, exponent];
};

// A number as it may be shown: its value and how many of the digits wanted are sure.
const sure = ([value, error], digits) => {
  if (!Number.isFinite(value)) return [NaN, 1];
  const known = Math.floor(-Math.log10(error / Math.abs(value)));
  return known < 1 || value === 0 ? [0, 1] : [value, Math.min(digits, known)];
};

const numberText = (number, wanted) => {
  const [value, digits] = sure(number, wanted);
  if (!Number.isFinite(value)) return UNKNOWN;
  const [sign, shown, exponent] = parts(value, digits);
  return sign + shown + (exponent === null ? "" : `e${String(exponent).replace("-", MINUS)}`);
};

// The same as MathML; in brackets where it is negative and something stands before it.
const numberMath = (number, wanted, held) => {
  const [value, digits] = sure(number, wanted);
  if (!Number.isFinite(value)) return `<mtext>${UNKNOWN}</mtext>`;
  const [sign, shown, exponent] = parts(value, digits);
  const minus = sign && `<mo form="prefix">${MINUS}</mo>`;
  const small = exponent < 0 ? `<mrow><mo form="prefix">${MINUS}</mo><mn>${-exponent}</mn></mrow>` : `<mn>${exponent}</mn>`;
  const power = exponent === null ? "" : `<mo>×</mo><msup><mn>10</mn>${small}</msup>`;
  const text = `${minus}<mn>${shown}</mn>${power}`;
  return held && sign ? `<mo fence="true" form="prefix">(</mo>${text}<mo fence="true" form="postfix">)</mo>` : text;
};

// Every number on the page, so that all of them follow when a value changes: panel → [element, what it is worth, how].
const makeNumbers = () => {
  const panels = new Map();
  const write = ([element, worth, how]) => {
    const number = worth();
    element.dataset.exact = String(sure(number, 17)[0]);
    if (how.math) element.innerHTML = numberMath(number, how.digits, how.held);
    else element.textContent = numberText(number, how.digits);
  };
  return {
    // Forgets what stood in a panel before; called when it is filled again.
    open: panel => panels.set(panel, []),
    add: (panel, element, worth, how) => {
      const entry = [element, worth, how];
      panels.get(panel).push(entry);
      write(entry);
      return element;
    },
    refresh: () => panels.forEach(entries => entries.forEach(write)),
  };
};
