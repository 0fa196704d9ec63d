// Runs on each side of a card, on desktop, AnkiDroid and AnkiMobile; without it the card is whole, and wide formulas
// scroll. Anki calls MathJax after it has shown the card: what MathJax adds is seen here before it is painted.
(function () {
  "use strict";
  const SMALLEST = 0.7; // of the size that a formula has by itself
  const INDENT = 1.5; // em, of the lines that follow
  const BOXES = 'mjx-container[display="true"], .wide';
  const JOINS = /^[345]$/; // the room that MathJax gives an operator and a relation
  const OPEN = /^mjx-c(28|5B|7B|27E8|2308|230A)( |$)/;
  const CLOSE = /^mjx-c(29|5D|7D|27E9|2309|230B)( |$)/;
  const BAR = /^mjx-c(7C|2225)( |$)/;

  const script = document.currentScript;
  const front = (script && script.closest(".front")) || document.querySelector(".front");
  const card = front && (front.closest(".turned") || front);
  if (!card) return;

  // The parts of a formula side by side, outside of whatever only wraps them: of a table those of each last cell.
  function rows(math) {
    let row = math;
    while (row.children.length === 1 && /^MJX-(MROW|MSTYLE|TEXATOM)$/.test(row.children[0].tagName)) row = row.children[0];
    const only = row.children.length === 1 ? row.children[0] : null;
    if (!only || only.tagName !== "MJX-MTABLE") return [row];
    return Array.from(only.querySelectorAll("mjx-mtr > mjx-mtd:last-of-type")).filter((cell) => {
      return cell.closest("mjx-mtable") === only;
    });
  }

  // Turn to a new line at the last relation or operator that has room and stands in no brackets.
  function turns(row, end, indent) {
    const found = [];
    const parts = Array.from(row.children);
    let start = row.getBoundingClientRect().left;
    let room = end - start;
    let turn = -1;
    let depth = 0;
    let barred = false;
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at];
      const place = part.getBoundingClientRect();
      const sign = part.tagName === "MJX-MO" && part.children[0] ? part.children[0].className : "";
      const joins = sign && JOINS.test(part.getAttribute("space"));
      if (OPEN.test(sign)) depth += 1;
      else if (CLOSE.test(sign)) depth -= 1;
      else if (BAR.test(sign) && !joins) barred = !barred;
      else if (joins && depth <= 0 && !barred && place.left - start > room / 6) turn = at;
      if (place.right - start > room && turn > 0) {
        found.push(parts[turn]);
        start = parts[turn].getBoundingClientRect().left;
        room = end - row.getBoundingClientRect().left - indent;
        at = turn;
        turn = -1;
      }
    }
    return found;
  }

  // Rows that say nowhere at what they align, and so stand flush right, align at their first relation.
  function align(table) {
    const cells = Array.from(table.querySelectorAll("mjx-mtd"));
    if (cells.some((cell) => cell.parentNode.children.length > 1 || getComputedStyle(cell).textAlign !== "right")) return;
    const signs = cells.map((cell) => Array.from(cell.children).find((part) => part.getAttribute("space") === "4"));
    if (signs.filter(Boolean).length < 2) return;
    const widths = cells.map((cell, at) => {
      const start = cell.children[0].getBoundingClientRect().left;
      return signs[at] ? (signs[at].getBoundingClientRect().left - start) / parseFloat(getComputedStyle(cell).fontSize) : 0;
    });
    cells.forEach((cell, at) => {
      cell.style.textAlign = "left";
      cell.children[0].style.marginLeft = `${Math.max(...widths) - widths[at]}em`;
    });
  }

  function fit(box) {
    const math = box.querySelector("mjx-math");
    if (!math) return;
    math.querySelectorAll(".turn").forEach((mark) => mark.remove());
    math.style.fontSize = "";
    math.querySelectorAll("mjx-mtable").forEach(align);
    const width = Math.max(math.getBoundingClientRect().width, math.scrollWidth);
    const share = box.clientWidth / width;
    if (!box.clientWidth || share >= 1) return;
    math.style.fontSize = `${Math.max(share - 0.005, SMALLEST) * 100}%`;
    if (share >= SMALLEST) return;
    const end = math.getBoundingClientRect().left + box.clientWidth;
    const indent = INDENT * parseFloat(getComputedStyle(math).fontSize);
    const starts = rows(math).map((row) => turns(row, end, indent));
    starts.flat().forEach((part) => {
      const mark = document.createElement("span");
      mark.className = "turn";
      part.before(mark);
    });
  }

  // A line may break beside a box, as each formula is one: brackets and stops that touch it stay on its line.
  function keep(formula) {
    const [behind, ahead] = [formula.previousSibling, formula.nextSibling];
    const opens = behind && behind.nodeType === Node.TEXT_NODE ? /[([“‘]+$/.exec(behind.data) : null;
    const closes = ahead && ahead.nodeType === Node.TEXT_NODE ? /^(?:[.,;:!?)’”]|])+/.exec(ahead.data) : null;
    if (formula.parentNode.className === "kept" || !(opens || closes)) return;
    const kept = document.createElement("span");
    kept.className = "kept";
    formula.before(kept);
    if (opens) kept.append(behind.splitText(opens.index));
    kept.append(formula);
    if (closes) {
      ahead.splitText(closes[0].length);
      kept.append(ahead);
    }
  }

  // The tags that say what the card is about, in words; Anki gives them as it keeps them.
  function nameTags() {
    const foot = card.querySelector("[data-tags]");
    if (!foot || foot.textContent) return;
    const tags = foot.dataset.tags.split(" ").filter((tag) => tag && !/^(mlanki::|marked$|leech$)/i.test(tag));
    foot.textContent = tags.map((tag) => tag.replace(/_/g, " ").replace(/::/g, " › ")).join(" · ");
  }

  function dress() {
    nameTags();
    card.querySelectorAll(BOXES).forEach(fit);
    card.querySelectorAll('mjx-container:not([display="true"])').forEach(keep);
    watch.takeRecords(); // what was just done is no reason to do it again
  }

  let width = 0;
  const watch = new MutationObserver(dress);
  watch.observe(card, { childList: true, subtree: true });
  card.addEventListener("toggle", dress, true);
  if (window.ResizeObserver) {
    new ResizeObserver(() => {
      if (card.clientWidth !== width) dress();
      width = card.clientWidth;
    }).observe(card);
  }
  dress();
})();
