// What the board draws: the tiles, the distribution and the sentence. Names are only ever set as text.

const WORDS = ["At risk", "Watch", "Healthy", "Unknown"];
const BINS = 20;
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Numbers as a reader of English expects them; the currency is a code from the data, so it may be anything.
export function formats(currency) {
  const whole = new Intl.NumberFormat("en-GB");
  let money;
  try {
    const compact = { style: "currency", currency, notation: "compact", maximumSignificantDigits: 3 };
    const format = new Intl.NumberFormat("en-GB", compact);
    money = (cents) => format.format(cents / 100).replace(/K$/, "k").replace("-", "−");
  } catch {
    const format = new Intl.NumberFormat("en-GB", { notation: "compact", maximumSignificantDigits: 3 });
    money = (cents) => `${format.format(cents / 100).replace("-", "−")} ${currency}`.trim();
  }
  const signed = (value, form) => (value > 0 ? "+" : "") + form(value).replace("-", "−");
  const mrr = (cents) => (cents === null ? "MRR not known" : `${money(cents)} MRR`);
  const count = (value) => whole.format(value);
  return {
    count,
    mrr,
    countChange: (value) => (value === 0 ? "" : signed(value, count)),
    mrrChange: (now, then, unit = "") => {
      if (now === null || then === null) return "MRR not known";
      return now === then ? "same MRR" : signed(now - then, money) + unit;
    },
    accounts: (value) => `${count(value)} account${value === 1 ? "" : "s"}`,
  };
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function buildTiles(holder) {
  holder.replaceChildren();
  return WORDS.map((word, band) => {
    const tile = element("div", `tile band-${band}`);
    const [count, mrr, change, by, mrrBy] = ["count", "mrr", "change", "by", "by"].map((part) => element("span", part));
    change.append(by, " ", mrrBy);
    tile.append(element("span", "name", word), count, mrr, change);
    holder.append(tile);
    return { count, mrr, change, by, mrrBy };
  });
}

export function drawTiles(tiles, now, saved, format) {
  tiles.forEach((tile, band) => {
    setText(tile.count, now ? format.count(now.accounts[band]) : "–");
    setText(tile.mrr, now ? format.mrr(now.mrr[band]) : "–");
    const moved = now && (now.accounts[band] !== saved.accounts[band] || now.mrr[band] !== saved.mrr[band]);
    const by = moved ? format.countChange(now.accounts[band] - saved.accounts[band]) || "same count" : "unchanged";
    setText(tile.by, by);
    setText(tile.mrrBy, moved ? format.mrrChange(now.mrr[band], saved.mrr[band]) : "");
    tile.change.classList.toggle("moved", Boolean(moved));
  });
}

// Scores 0-4.9 fall in the first bin … 95-100 in the last. A bin that a cut runs through is stacked by band.
function bins(counts, cutoffs) {
  const stacks = Array.from({ length: BINS }, () => [0, 0, 0]);
  counts.forEach((n, tenths) => {
    if (n) stacks[Math.min(BINS - 1, Math.floor(tenths / 50))][bandOf(tenths, cutoffs)] += n;
  });
  return stacks;
}

function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value);
}

export function buildPlot(root, cutoffs) {
  const svg = root.querySelector(".plot svg");
  svg.replaceChildren();
  const step = 100 / BINS;
  for (const y of [0, 50]) svg.append(shape("line", { class: "grid", x1: 0, x2: 100, y1: y, y2: y }));
  const bars = Array.from({ length: BINS }, (_, bin) =>
    [0, 1, 2].map((band) => {
      const at = { class: `bar band-${band}`, x: bin * step + step * 0.09, width: step * 0.82, y: 100, height: 0 };
      const bar = shape("rect", at);
      svg.append(bar);
      return bar;
    }),
  );
  for (const x of [cutoffs.red_below, cutoffs.green_from]) svg.append(shape("line", { class: "cut", x1: x, x2: x, y1: 0, y2: 100 }));
  const outline = [shape("path", { class: "halo" }), shape("path", { class: "saved" })];
  svg.append(...outline, shape("line", { class: "base", x1: 0, x2: 100, y1: 100, y2: 100 }));

  const axis = root.querySelector(".axis");
  axis.replaceChildren();
  for (const value of new Set([0, cutoffs.red_below, cutoffs.green_from, 100])) {
    const mark = element("span", "tick", String(value));
    mark.style.left = `${value}%`;
    axis.append(mark);
  }
  const words = root.querySelector(".words");
  words.replaceChildren();
  const edges = [0, cutoffs.red_below, cutoffs.green_from, 100];
  WORDS.slice(0, 3).forEach((word, band) => {
    const label = element("span", "word", word);
    label.style.left = `${edges[band]}%`;
    label.style.width = `${edges[band + 1] - edges[band]}%`;
    words.append(label);
  });
  return { svg, bars, outline, peak: root.querySelector(".peak"), cutoffs };
}

export function drawPlot(plot, now, saved, format) {
  const savedBins = bins(saved.counts, plot.cutoffs);
  const stacks = now ? bins(now.counts, plot.cutoffs) : savedBins.map(() => [0, 0, 0]);
  const sum = (stack) => stack[0] + stack[1] + stack[2];
  const top = roundUp(Math.max(1, ...stacks.map(sum), ...savedBins.map(sum)));
  plot.bars.forEach((bands, bin) => {
    let y = 100;
    bands.forEach((bar, band) => {
      const height = (stacks[bin][band] * 100) / top;
      y -= height;
      bar.setAttribute("y", y);
      bar.setAttribute("height", height);
    });
  });
  const line = savedBins.map((stack, bin) => {
    const y = 100 - (sum(stack) * 100) / top;
    return `${bin ? "L" : "M"}${(bin * 100) / BINS} ${y}L${((bin + 1) * 100) / BINS} ${y}`;
  });
  for (const path of plot.outline) path.setAttribute("d", line.join(""));
  setText(plot.peak, `Top line: ${format.accounts(top)} in 5 points`);
}

// Which weights differ from the saved ones, the largest change of share first.
export function changes(header, weights) {
  if (!weights.some((weight) => weight > 0)) return [];
  const [from, to] = [shares(header.saved), shares(weights)];
  return header.components
    .map(({ name }, k) => ({ name, from: from[k], to: to[k], moved: weights[k] !== header.saved[k] }))
    .filter(({ moved }) => moved)
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
}

// The finding in words: the first line is what changed at risk, the second who moved.
export function sentence({ now, saved, moved, format, header, changed }) {
  const all = saved.accounts.reduce((sum, n) => sum + n, 0);
  if (!now) return ["All weights are zero, so there is no score.", "Give at least one component a weight above 0."];
  const risk = `${format.count(now.accounts[0])} of ${format.accounts(all)} at risk, ${format.mrr(now.mrr[0])}`;
  if (!changed.length && !header.rules_differ) return [`${header.saved_name}: ${risk}.`, "Move a weight: everything here follows while you move it."];
  const from = format.count(saved.accounts[0]);
  const to = format.count(now.accounts[0]);
  const money = format.mrrChange(now.mrr[0], saved.mrr[0], " MRR");
  const effect = from === to ? `${to} at risk as before, ${money}` : `${from} → ${to} at risk, ${money}`;
  return [`${what(changed)}: ${effect}.`, movers(moved, format)];
}

function what(changed) {
  if (!changed.length) return "Other rules, same weights";
  const [first] = changed;
  const others = changed.length > 1 ? ` and ${changed.length - 1} more` : "";
  return `${first.name} ${first.from} % → ${first.to} %${others}`;
}

function movers({ table, farMoved }, format) {
  const known = [0, 1, 2];
  const sum = (keep) => table.flatMap((row, a) => row.filter((_, b) => keep(a, b))).reduce((n, m) => n + m, 0);
  const worse = sum((a, b) => known.includes(a) && known.includes(b) && b < a);
  const better = sum((a, b) => known.includes(a) && known.includes(b) && b > a);
  const lost = sum((a, b) => a !== b && b === 3);
  const found = sum((a, b) => a !== b && a === 3);
  const parts = [
    worse && `${format.accounts(worse)} fall${worse === 1 ? "s" : ""} a band`,
    better && `${format.count(better)} rise${better === 1 ? "s" : ""}`,
    lost && `${format.count(lost)} become${lost === 1 ? "s" : ""} unknown`,
    found && `${format.count(found)} become${found === 1 ? "s" : ""} known`,
  ].filter(Boolean);
  const bands = parts.length ? parts.join(", ") : "No account changes band";
  return `${bands}; ${format.count(farMoved)} move${farMoved === 1 ? "s" : ""} by 10 points or more.`;
}

// Would these weights have warned? Drawn only where past dates with their outcomes were given.
export function drawHindsight(holder, now, saved, header, format) {
  setText(holder.querySelector(".heading"), header.past.label);
  setText(holder.querySelector(".then"), header.saved_name);
  const auc = (result) => (result.auc === null ? "not known" : result.auc.toFixed(3));
  const facts = [
    ["Lost, and warned before", (result) => `${format.count(result.caught)} of ${format.count(result.losses)}`],
    ["False alarms", (result) => format.count(result.falseAlarms)],
    ["AUC (0.5 is chance)", auc],
  ];
  const body = holder.querySelector("tbody");
  facts.forEach(([name, figure], at) => {
    if (!body.rows[at]) {
      const row = body.insertRow();
      const head = element("th", "", name);
      head.scope = "row";
      row.append(head, element("td", "figure"), element("td", "figure"));
    }
    setText(body.rows[at].cells[1], now ? figure(now) : "–");
    setText(body.rows[at].cells[2], figure(saved));
  });
}
