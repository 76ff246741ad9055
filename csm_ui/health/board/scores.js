// The health score in whole numbers, exactly as csm_core.scoring computes it: tests/browser/test_board_parity.py
// feeds both the same accounts and compares every figure. No screen in here.

export const MISSING = 65535; // also the score of an account that is unknown
export const FULL = 1000;
export const BANDS = 4; // at risk, watch, healthy, unknown: the order of csm_core.scoring.bands.Band

// One buffer from the server: length of the header and checksum, a JSON header, then the arrays that it lists.
export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const types = { uint16: Uint16Array, int32: Int32Array, float64: Float64Array };
  const arrays = {};
  for (const { name, type, offset, count } of header.arrays) {
    const from = bytes.byteOffset + 8 + length + offset;
    const size = count * types[type].BYTES_PER_ELEMENT;
    arrays[name] = new types[type](bytes.buffer.slice(from, from + size));
  }
  return { header, arrays };
}

// Scores in tenths of `count` accounts; `matrix` holds one component after the other, `missing` one rule for each.
// A gap under "reweight" leaves the account's own divisor, under "neutral" it counts 500, under "worst" nothing.
// The sums are kept from one weighting to the next, so that only the components whose weight changed are read again:
// in whole numbers that is no approximation.
export class Scorer {
  constructor(matrix, count, missing) {
    Object.assign(this, { matrix, count, missing });
    this.weights = missing.map(() => 0);
    this.points = new Int32Array(count);
    this.known = new Int32Array(count); // the weight that the account has values for
    this.divisor = new Int32Array(count); // the weight that counts for it
  }

  // Fills `scores` with the scores under `weights`.
  run(weights, scores) {
    weights.forEach((weight, k) => {
      if (weight !== this.weights[k]) this.#move(k, weight - this.weights[k]);
    });
    this.weights = [...weights];
    const { count, points, known, divisor } = this;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < count; i++) scores[i] = 2 * known[i] < total ? MISSING : (points[i] / divisor[i]) | 0;
    return scores;
  }

  #move(k, by) {
    const { matrix, count, points, known, divisor } = this;
    const counted = this.missing[k] === "reweight" ? 0 : by;
    const filled = this.missing[k] === "neutral" ? by * (FULL / 2) : 0;
    for (let i = 0, at = k * count; i < count; i++, at++) {
      const tenths = matrix[at];
      if (tenths === MISSING) {
        divisor[i] += counted;
        points[i] += filled;
      } else {
        points[i] += by * tenths;
        known[i] += by;
        divisor[i] += by;
      }
    }
  }
}

export function bandOf(tenths, cutoffs) {
  if (tenths === MISSING) return 3;
  return (tenths >= cutoffs.red_below * 10) + (tenths >= cutoffs.green_from * 10);
}

// Accounts at each tenth (1,001 counts), and accounts, whole cents and accounts without MRR by band.
export function distribution(scores, cents, cutoffs) {
  const counts = new Array(FULL + 1).fill(0);
  const accounts = new Array(BANDS).fill(0);
  const mrr = new Array(BANDS).fill(0);
  const withoutMrr = new Array(BANDS).fill(0);
  for (let i = 0; i < scores.length; i++) {
    const band = bandOf(scores[i], cutoffs);
    accounts[band]++;
    if (scores[i] !== MISSING) counts[scores[i]]++;
    if (Number.isNaN(cents[i])) withoutMrr[band]++;
    else mrr[band] += cents[i];
  }
  return { counts, accounts, withoutMrr, mrr: mrr.map((sum, b) => (accounts[b] > 0 && accounts[b] === withoutMrr[b] ? null : sum)) };
}

// Accounts by band before (row) and after (column), each under its own cuts, and how many scores rose or fell by ten points or more.
export function migration(before, after, cutoffs, cutoffsAfter = cutoffs) {
  const table = Array.from({ length: BANDS }, () => new Array(BANDS).fill(0));
  let farMoved = 0;
  for (let i = 0; i < after.length; i++) {
    table[bandOf(before[i], cutoffs)][bandOf(after[i], cutoffsAfter)]++;
    if (before[i] !== MISSING && after[i] !== MISSING && Math.abs(after[i] - before[i]) >= FULL / 10) farMoved++;
  }
  return { table, farMoved };
}

// The score against what happened, over rows of past dates: the AUC as whole numbers; which losses were at risk at
// least once in the time before (`lost` is the loss that a row came before, -1 where none came), so that each counts
// once; and which accounts were at risk and yet stayed each time.
export function hindsight(scores, past, cutoffs) {
  const { lost, losses, account, accounts } = past;
  const left = new Array(FULL + 1).fill(0);
  const stayed = new Array(FULL + 1).fill(0);
  const warned = new Uint8Array(losses);
  const alarmed = new Uint8Array(accounts); // 1: at risk once, 2: and then it left
  for (let i = 0; i < scores.length; i++) {
    const value = scores[i];
    if (value === MISSING) continue;
    const leaves = lost[i] >= 0;
    (leaves ? left : stayed)[value]++;
    if (bandOf(value, cutoffs) !== 0) continue;
    if (leaves) warned[lost[i]] = 1;
    alarmed[account[i]] |= leaves ? 2 : 1;
  }
  let above = stayed.reduce((sum, n) => sum + n, 0);
  const pairs = above * left.reduce((sum, n) => sum + n, 0);
  let twiceWins = 0;
  for (let value = 0; value <= FULL; value++) {
    above -= stayed[value];
    twiceWins += left[value] * (2 * above + stayed[value]);
  }
  const caught = warned.reduce((sum, n) => sum + n, 0);
  const falseAlarms = alarmed.reduce((sum, flags) => sum + (flags === 1), 0);
  return { twiceWins, pairs, caught, falseAlarms, losses, auc: pairs ? twiceWins / (2 * pairs) : null };
}

// The places of the accounts from the lowest score up, equal ones as they come; the unknown are left out.
export function order(scores) {
  const places = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] !== MISSING) places.push(i);
  return places.sort((a, b) => scores[a] - scores[b] || a - b);
}

// Whole parts of 100 that add up to it: rounded down, what is left to the largest remainders, earlier first.
export function shares(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = weights.map((weight) => Math.floor((weight * 100) / total));
  const order = weights.map((_, k) => k).sort((a, b) => ((weights[b] * 100) % total) - ((weights[a] * 100) % total) || a - b);
  const left = 100 - parts.reduce((sum, part) => sum + part, 0);
  for (const k of order.slice(0, left)) parts[k]++;
  return parts;
}
