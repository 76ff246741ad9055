// The weights board: sliders that recompute every figure here while they move, and tell the server on release.
// Served as one module after scores.js, steer.js, picture.js and rows.js, whose functions it uses.

const boards = new WeakMap(); // the mounted element → its board; several may be on one page
const remembered = new Map(); // board key → last revision, trail and locks, for when the page mounts it anew
const KEYBOARD_PAUSE_MS = 250;

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
    this.find = (selector) => root.querySelector(selector);
    this.find(".to-saved").onclick = () => this.set(adopt(this.weights, this.header.saved, this.locked));
    this.find(".undo").onclick = () => this.turn("undo");
    this.find(".redo").onclick = () => this.turn("redo");
    this.onKey = (press) => this.shortcut(press);
    document.addEventListener("keydown", this.onKey, true);
    // Braces matter: a handler that returns false cancels the press, and with it the drag.
    this.find(".board").onpointerdown = ({ target }) => {
      this.byKeyboard = false;
      if (!this.find(".menu").contains(target)) this.find(".menu").open = false;
    };
  }

  receive(bytes) {
    const stamp = `${bytes.byteLength}.${new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)}`;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    const { header, arrays } = unpack(bytes);
    this.header = header;
    this.arrays = arrays;
    this.past = header.past && { ...header.past, lost: arrays.past_lost, account: arrays.past_account };
    this.recall();
    this.format = formats(header.currency);
    this.scores = new Uint16Array(header.accounts);
    this.scorer = new Scorer(arrays.matrix, header.accounts, header.missing);
    if (this.past) {
      this.pastScores = new Uint16Array(this.past.lost.length);
      this.pastScorer = new Scorer(arrays.past_matrix, this.past.lost.length, header.missing);
    }
    this.saved = this.judge(arrays.saved_scores, arrays.past_saved_scores, header.saved_cutoffs);
    this.tiles = buildTiles(this.find(".tiles"));
    this.plot = buildPlot(this.root, header.cutoffs);
    setText(this.find(".saved-name"), header.saved_name);
    this.find(".to-saved").title = `Back to: ${header.saved_name}`;
    buildMenu(this.find(".menu"), header.presets, (weights) => this.set(adopt(this.weights, weights, this.locked)));
    this.rows = buildRows(this.find(".rows"), header, this.locked, this);
    this.draw();
    this.say();
  }

  // What this board last held, unless the page put other weights there: that is a step on the trail, too.
  recall() {
    const { key, revision, weights, components } = this.header;
    const last = remembered.get(key);
    const known = last?.trail.present.length === components.length;
    const trail = known ? last.trail : new Trail([...weights]);
    if (last?.revision !== revision) trail.step(weights);
    this.locked = known ? last.locked : new Set();
    this.weights = [...trail.present];
    this.trail = trail;
    remembered.set(key, { revision, trail, locked: this.locked });
  }

  compute(weights) {
    this.scorer.run(weights, this.scores);
    if (this.past) this.pastScorer.run(weights, this.pastScores);
    return this.judge(this.scores, this.pastScores, this.header.cutoffs);
  }

  judge(scores, then, cutoffs) {
    const found = distribution(scores, this.arrays.mrr_cents, cutoffs);
    return this.past ? { ...found, hindsight: hindsight(then, this.past, cutoffs) } : found;
  }

  // While a slider moves: from the weights at the time when the hand took hold of it.
  input(k, value) {
    if (this.moving?.k !== k) this.moving = { k, basis: [...this.weights] };
    this.weights = steer(this.moving.basis, k, value, this.locked);
    this.schedule();
  }

  change() {
    this.commit(this.byKeyboard ? KEYBOARD_PAUSE_MS : 0);
  }

  lock(k) {
    if (!this.locked.delete(k)) this.locked.add(k);
    this.moving = undefined;
  }

  set(weights) {
    this.weights = weights;
    this.moving = undefined;
    this.schedule();
    this.commit(0);
  }

  turn(way) {
    this.keep(); // what a held key has not told yet is a step of its own
    const weights = this.trail[way]();
    if (weights) this.set(weights);
  }

  shortcut(press) {
    const from = press.composedPath()[0];
    this.byKeyboard = true;
    const writes = from.isContentEditable || from.tagName === "TEXTAREA" || (from.tagName === "INPUT" && from.type !== "range");
    const letter = press.key.toLowerCase();
    if (!(press.ctrlKey || press.metaKey) || press.altKey || writes || !["z", "y"].includes(letter)) return;
    press.preventDefault();
    this.turn(letter === "y" || press.shiftKey ? "redo" : "undo");
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  keep() {
    if (this.weights.some((weight) => weight > 0)) this.trail.step(this.weights);
  }

  // A held arrow key changes the value thirty times a second: the server hears of the last one.
  commit(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keep();
      this.showTrail();
      this.say();
      if (this.weights.some((weight) => weight > 0)) this.tell([...this.weights]);
    }, pause);
  }

  draw() {
    const { header, weights, saved, format } = this;
    const now = weights.some((weight) => weight > 0) ? this.compute(weights) : null;
    const moved = now && migration(this.arrays.saved_scores, this.scores, header.saved_cutoffs, header.cutoffs);
    drawTiles(this.tiles, now, saved, format);
    drawPlot(this.plot, now, saved, format);
    this.lines = sentence({ now, saved, moved, format, header, changed: changes(header, weights) });
    setText(this.find(".sentence"), this.lines[0]);
    setText(this.find(".detail"), this.lines[1]);
    const past = this.find(".hindsight");
    past.hidden = !header.past;
    if (header.past) drawHindsight(past, now?.hindsight, saved.hindsight, header, format);
    drawRows(this.rows, weights, now ? shares(weights) : weights);
    this.find(".to-saved").disabled = same(weights, header.saved);
    this.showTrail();
  }

  showTrail() {
    this.find(".undo").disabled = !this.trail.past.length && same(this.weights, this.trail.present);
    this.find(".redo").disabled = !this.trail.future.length;
  }

  // For a screen reader: once a change is made, not at every pixel of it.
  say() {
    setText(this.find(".spoken"), this.lines.join(" "));
    this.plot.svg.setAttribute("aria-label", `Distribution of health scores. ${this.lines[0]}`);
  }

  followTheme() {
    requestAnimationFrame(() => {
      const board = this.find(".board");
      const [red, green, blue] = getComputedStyle(board).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [255, 255, 255];
      board.classList.toggle("dark", 0.299 * red + 0.587 * green + 0.114 * blue < 128);
    });
  }

  stop() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    document.removeEventListener("keydown", this.onKey, true);
  }
}
