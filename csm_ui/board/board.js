// The weights board: sliders that recompute every figure here while they move, and tell the server on release.
// Served as one module after scores.js and picture.js, whose functions it uses.

const boards = new WeakMap(); // the mounted element → its board; several may be on one page
const remembered = new Map(); // board key → last revision and weights, for when the page mounts it anew
const KEYBOARD_PAUSE_MS = 250;
const PADLOCK = "M6 10V7a6 6 0 0 1 12 0v3h1a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zm2 0h8V7a4 4 0 0 0-8 0z";
const PADLOCK_OPEN = "M6 10V7a6 6 0 0 1 11.7-1.9l-1.9.6A4 4 0 0 0 8 7v3h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z";

export default function mount({ data, parentElement, setStateValue }) {
  let board = boards.get(parentElement);
  if (!board) boards.set(parentElement, (board = new Board(parentElement)));
  board.tell = (weights) => setStateValue("weights", weights);
  board.receive(data);
  board.followTheme();
  return () => {
    board.stop();
    boards.delete(parentElement);
  };
}

class Board {
  constructor(root) {
    this.root = root;
    this.stamp = "";
    this.locked = new Set();
    root.querySelector(".to-saved").onclick = () => this.set(this.header.saved);
    root.querySelector(".to-defaults").onclick = () => this.set(this.header.defaults);
  }

  receive(bytes) {
    const stamp = `${bytes.byteLength}.${new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)}`;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    const { header, arrays } = unpack(bytes);
    const last = remembered.get(header.key);
    const adopt = last?.revision !== header.revision;
    this.header = header;
    this.arrays = arrays;
    this.weights = adopt ? [...header.weights] : [...last.weights];
    this.format = formats(header.currency);
    this.scores = new Uint16Array(header.accounts);
    this.saved = this.compute(header.saved);
    this.savedScores = this.scores.slice();
    this.tiles = buildTiles(this.root.querySelector(".tiles"));
    this.plot = buildPlot(this.root, header.cutoffs);
    this.rows = this.buildRows();
    this.remember();
    this.draw();
    this.say();
  }

  compute(weights) {
    const { header, arrays, scores } = this;
    score(arrays.matrix, header.accounts, weights, header.missing, scores);
    const result = distribution(scores, arrays.mrr_cents, header.cutoffs);
    if (!header.past) return result;
    const then = new Uint16Array(arrays.past_churned.length);
    score(arrays.past_matrix, then.length, weights, header.missing, then);
    return { ...result, hindsight: hindsight(then, arrays.past_churned, header.cutoffs) };
  }

  buildRows() {
    const holder = this.root.querySelector(".rows");
    const focused = this.root.activeElement?.dataset.component;
    holder.replaceChildren();
    return this.header.components.map((component, k) => {
      const row = element("div", "row");
      const name = element("label", "name", component.name);
      const known = element("span", "known", component.known);
      const input = document.createElement("input");
      Object.assign(input, { type: "range", min: 0, max: 100, step: 1, id: `weight-${k}` });
      input.dataset.component = component.id;
      name.htmlFor = input.id;
      name.title = component.meaning;
      const track = element("span", "track");
      const mark = element("span", "mark");
      mark.style.setProperty("--at", this.header.saved[k] / 100);
      mark.title = `Saved: ${this.header.saved[k]}`;
      track.append(input, mark);
      const value = element("span", "value"); // no <output>: it would be read out at every pixel
      const share = element("span", "share");
      const lock = this.buildLock(component, input);
      row.append(name, known, track, value, share, lock);
      holder.append(row);
      this.listen(input, k);
      if (component.id === focused) input.focus();
      return { row, input, value, share, lock };
    });
  }

  buildLock(component, input) {
    const lock = element("button", "lock");
    lock.type = "button";
    const picture = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
    const path = shape("path", {});
    picture.append(path);
    lock.append(picture);
    const show = () => {
      const locked = this.locked.has(component.id);
      lock.setAttribute("aria-pressed", locked);
      lock.setAttribute("aria-label", `Lock ${component.name}`);
      lock.title = locked ? "Locked: nothing moves this weight" : "Lock this weight";
      path.setAttribute("d", locked ? PADLOCK : PADLOCK_OPEN);
      input.disabled = locked;
    };
    lock.onclick = () => {
      if (!this.locked.delete(component.id)) this.locked.add(component.id);
      show();
    };
    show();
    return lock;
  }

  listen(input, k) {
    input.oninput = () => {
      this.weights[k] = Number(input.value);
      this.schedule();
    };
    // Braces matter: a handler that returns false cancels the press, and with it the drag.
    input.onkeydown = () => {
      this.byKeyboard = true;
    };
    input.onpointerdown = () => {
      this.byKeyboard = false;
    };
    input.onchange = () => this.commit(this.byKeyboard ? KEYBOARD_PAUSE_MS : 0);
  }

  set(weights) {
    this.weights = weights.map((weight, k) => (this.locked.has(this.header.components[k].id) ? this.weights[k] : weight));
    this.schedule();
    this.commit(0);
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  // A held arrow key changes the value thirty times a second: the server hears of the last one.
  commit(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.remember();
      this.say();
      if (this.weights.some((weight) => weight > 0)) this.tell([...this.weights]);
    }, pause);
  }

  remember() {
    remembered.set(this.header.key, { revision: this.header.revision, weights: [...this.weights] });
  }

  draw() {
    const { header, weights, saved, format } = this;
    const now = weights.some((weight) => weight > 0) ? this.compute(weights) : null;
    const moved = now && migration(this.savedScores, this.scores, header.cutoffs);
    const changed = header.components
      .map(({ name }, k) => ({ name, from: header.saved[k], to: weights[k] }))
      .filter(({ from, to }) => from !== to);
    drawTiles(this.tiles, now, saved, format);
    drawPlot(this.plot, now, saved, format);
    this.lines = sentence({ now, saved, moved, format, changed });
    setText(this.root.querySelector(".sentence"), this.lines[0]);
    setText(this.root.querySelector(".detail"), this.lines[1]);
    const past = this.root.querySelector(".hindsight");
    past.hidden = !header.past;
    if (header.past) drawHindsight(past, now?.hindsight, saved.hindsight, header.past, format);
    this.drawRows(now ? shares(weights) : weights);
    this.root.querySelector(".to-saved").disabled = !changed.length;
  }

  drawRows(parts) {
    this.rows.forEach(({ row, input, value, share }, k) => {
      const weight = this.weights[k];
      if (Number(input.value) !== weight) input.value = weight;
      input.style.setProperty("--at", weight / 100);
      input.setAttribute("aria-valuetext", `${weight}, ${parts[k]} % of the score`);
      setText(value, String(weight));
      setText(share, `${parts[k]} %`);
      row.classList.toggle("off", weight === 0);
    });
  }

  // For a screen reader: once a change is made, not at every pixel of it.
  say() {
    setText(this.root.querySelector(".spoken"), this.lines.join(" "));
    this.plot.svg.setAttribute("aria-label", `Distribution of health scores. ${this.lines[0]}`);
  }

  followTheme() {
    requestAnimationFrame(() => {
      const board = this.root.querySelector(".board");
      const [red, green, blue] = getComputedStyle(board).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [255, 255, 255];
      board.classList.toggle("dark", 0.299 * red + 0.587 * green + 0.114 * blue < 128);
    });
  }

  stop() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
  }
}
