// Reads {"engine": …, "lines": [LaTeX, …]} and writes [{"mathml": …} or {"error": …}, …], a line each, in order.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);

const ENGINES = {
  async katex() {
    const katex = require("katex");
    const options = { displayMode: true, strict: "error", throwOnError: true, trust: false };
    return (latex) => katex.renderToString(latex, options).match(/<math[^]*<\/math>/)[0]
      .replace(/<annotation[^]*<\/annotation>|<\/?semantics>/g, "");
  },
  async mathjax() {
    const MathJax = require("mathjax");
    await MathJax.init({
      loader: { load: ["input/tex-base", "[tex]/ams", "[tex]/boldsymbol", "output/svg"] },
      tex: {
        packages: ["base", "ams", "boldsymbol"], // no "noundefined", no "noerrors": what is wrong is thrown
        maxBuffer: 10 * 1024 * 1024,
        formatError: (jax, error) => { throw error; },
      },
      startup: { typeset: false },
    });
    return (latex) => MathJax.tex2mml(latex, { display: true }).replace(/ data-[a-z-]+="[^"]*"/g, "");
  },
  async temml() {
    const temml = require("temml");
    return (latex) => temml.renderToString(latex, { displayMode: true, strict: true, throwOnError: true, annotate: false });
  },
};

const { engine, lines } = JSON.parse(readFileSync(0, "utf8"));
const convert = await ENGINES[engine]();
const judged = lines.map((latex) => {
  try {
    return { mathml: convert(latex) };
  } catch (error) {
    return { error: String(error.message ?? error).slice(0, 300) };
  }
});
process.stdout.write(JSON.stringify(judged), () => process.exit(0));
