// A formula in display that is wider than its place is set again, on one line for each of the parts that \quad and \qquad keep apart.
"use strict";

const WORDS = /^\s*(?:\\text\{[^{}]*\}|,)\s*$/;                        // "with": begins the next line
const NUMBER = /^[\s,.]*(?:\(\d+\.\d+\)(?:,?\\[ ,])?)+[\s,.]*$/;       // "(2.6)": ends the line before

function parts(tex) {
  let depth = 0, at = 0;
  const found = [];
  for (const mark of tex.matchAll(/\\q?quad(?![a-z])|\\[{}]|[{}]/g)) {
    if (mark[0] === "{") depth += 1;
    else if (mark[0] === "}") depth -= 1;
    else if (mark[0].endsWith("quad") && depth === 0) {
      found.push(tex.slice(at, mark.index));
      at = mark.index + mark[0].length;
    }
  }
  found.push(tex.slice(at));
  const lines = [];
  let before = "";
  for (const part of found.filter(part => part.trim())) {
    if (WORDS.test(part)) before += part + "\\quad ";
    else if (NUMBER.test(part) && lines.length && !before) lines[lines.length - 1] += "\\quad " + part;
    else {
      lines.push(before + part);
      before = "";
    }
  }
  return before ? [...lines, before] : lines;
}

function setAgain() {
  const page = MathJax.startup.document;
  for (const formula of page.math) {
    const svg = formula.typesetRoot?.querySelector("svg"), place = formula.typesetRoot?.closest("div.math");
    if (!formula.display || !svg || !place || svg.getBoundingClientRect().width <= place.clientWidth || /\\\\|&|\\begin/.test(formula.math)) continue;
    const lines = parts(formula.math);
    if (lines.length > 1) {
      formula.math = `\\begin{gather*}${lines.join("\\\\[0.6em] ")}\\end{gather*}`;
      formula.rerender(page, 20);                                      // from its TeX on (STATE.COMPILED)
    }
  }
}

addEventListener("load", () => {
  if (window.MathJax?.startup) MathJax.startup.promise = MathJax.startup.promise.then(setAgain);
});
