// A formula in display that is wider than its place is set again, on one line for each of the parts that \quad and \qquad keep apart;
// one that is still a little wider is set smaller.
"use strict";

const WORDS = /^\s*(?:\\text\{[^{}]*\}|,)\s*$/;                        // "with": begins the next line
const SMALLEST = 0.7;                                                  // of the size it had: what is wider scrolls
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

// How many times as wide as its place a formula is.
const width = (formula, place) => formula.typesetRoot.querySelector("svg").getBoundingClientRect().width / place.clientWidth;

function setAgain() {
  const page = MathJax.startup.document;
  for (const formula of page.math) {
    const place = formula.display && formula.typesetRoot?.querySelector("svg") && formula.typesetRoot.closest("div.math");
    if (!place?.clientWidth || width(formula, place) <= 1) continue;   // a folded one has no width
    const lines = /\\\\|&|\\begin/.test(formula.math) ? [] : parts(formula.math);
    if (lines.length > 1) {
      formula.math = `\\begin{gather*}${lines.join("\\\\[0.6em] ")}\\end{gather*}`;
      formula.rerender(page, 20);                                      // from its TeX on (STATE.COMPILED)
    }
    const times = width(formula, place);
    const smaller = { minWidth: 0, overflow: "visible", transform: `scale(${1 / times})`, transformOrigin: "left" };
    if (times > 1 && times <= 1 / SMALLEST) Object.assign(formula.typesetRoot.style, smaller);
  }
}

addEventListener("load", () => {
  if (window.MathJax?.startup) MathJax.startup.promise = MathJax.startup.promise.then(setAgain);
});
