// How one weight moves the others, and the way back. No screen in here.

// The weights after one of them is set to `value`, from `basis`, the weights when the hand took hold: a drag
// that comes back leaves no trace. Without a lock only the moved weight changes, so all the other shares shrink or
// grow in proportion. With a lock the sum stays as it is, and with it each locked share: what the moved weight
// takes or gives is dealt out to the free ones in proportion.
export function steer(basis, moved, value, locked) {
  const weights = [...basis];
  if (!locked.size) {
    weights[moved] = value;
    return weights;
  }
  const free = weights.map((_, k) => k).filter((k) => k !== moved && !locked.has(k));
  if (!free.length) return weights; // everything else is locked, so its share can't change either
  const room = roomOf(basis, locked);
  weights[moved] = Math.max(0, room - 100 * free.length, Math.min(100, room, value));
  return deal(weights, free, room - weights[moved], basis);
}

// A preset under locks: the locked weights and the sum stay, the free ones follow the preset.
export function adopt(present, preset, locked) {
  if (!locked.size) return [...preset];
  const free = present.map((_, k) => k).filter((k) => !locked.has(k));
  return deal([...present], free, roomOf(present, locked), preset);
}

function roomOf(weights, locked) {
  return weights.reduce((sum, weight, k) => sum + (locked.has(k) ? 0 : weight), 0);
}

// Whole parts of `room` in proportion to `like` (equal ones where that is all zero), none above 100; what rounding
// leaves goes to the largest remainders, the earlier first. Needs room for it: 100 times as many as there are.
function deal(weights, free, room, like) {
  const total = free.reduce((sum, k) => sum + like[k], 0);
  const part = (k) => (total ? (room * like[k]) / total : room / free.length);
  const full = free.filter((k) => part(k) > 100);
  if (full.length) {
    for (const k of full) weights[k] = 100;
    const rest = free.filter((k) => !full.includes(k));
    return rest.length ? deal(weights, rest, room - 100 * full.length, like) : weights;
  }
  for (const k of free) weights[k] = Math.floor(part(k));
  const left = room - free.reduce((sum, k) => sum + weights[k], 0);
  const open = free.filter((k) => weights[k] < 100);
  open.sort((a, b) => (part(b) % 1) - (part(a) % 1) || a - b);
  for (const k of open.slice(0, left)) weights[k]++;
  return weights;
}

export function same(one, other) {
  return one.length === other.length && one.every((weight, k) => weight === other[k]);
}

// What was, what is, and what was taken back. A step that changes nothing is none.
export class Trail {
  constructor(present) {
    this.past = [];
    this.present = present;
    this.future = [];
  }

  step(weights) {
    if (same(weights, this.present)) return;
    this.past.push(this.present);
    this.present = [...weights];
    this.future = [];
  }

  undo() {
    return this.#turn(this.past, this.future);
  }

  redo() {
    return this.#turn(this.future, this.past);
  }

  #turn(from, to) {
    if (!from.length) return null;
    to.push(this.present);
    this.present = from.pop();
    return [...this.present];
  }
}
