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
  const types = { uint16: Uint16Array, float64: Float64Array, uint8: Uint8Array };
  const arrays = {};
  for (const { name, type, offset, count } of header.arrays) {
    const from = bytes.byteOffset + 8 + length + offset;
    const size = count * types[type].BYTES_PER_ELEMENT;
    arrays[name] = new types[type](bytes.buffer.slice(from, from + size));
  }
  return { header, arrays };
}

// Scores in tenths of `count` accounts; `matrix` holds one component after the other. `scores` is filled.
export function score(matrix, count, weights, missing, scores) {
  const points = new Int32Array(count);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const known = new Int32Array(count).fill(total);
  const filler = missing === "neutral" ? 500 : 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k];
    if (weight === 0) continue;
    const filled = weight * filler;
    for (let i = 0, at = k * count; i < count; i++, at++) {
      const tenths = matrix[at];
      if (tenths === MISSING) {
        known[i] -= weight;
        points[i] += filled;
      } else points[i] += weight * tenths;
    }
  }
  const own = missing === "reweight";
  for (let i = 0; i < count; i++) {
    const divisor = own ? known[i] : total;
    scores[i] = 2 * known[i] < total ? MISSING : (points[i] / divisor) | 0;
  }
  return scores;
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

// Accounts by band before (row) and after (column), and how many scores rose or fell by ten points or more.
export function migration(before, after, cutoffs) {
  const table = Array.from({ length: BANDS }, () => new Array(BANDS).fill(0));
  let farMoved = 0;
  for (let i = 0; i < after.length; i++) {
    table[bandOf(before[i], cutoffs)][bandOf(after[i], cutoffs)]++;
    if (before[i] !== MISSING && after[i] !== MISSING && Math.abs(after[i] - before[i]) >= FULL / 10) farMoved++;
  }
  return { table, farMoved };
}

// The score against what happened after a past date: the AUC as whole numbers, and who was red then.
export function hindsight(scores, churned, cutoffs) {
  const left = new Array(FULL + 1).fill(0);
  const stayed = new Array(FULL + 1).fill(0);
  let caught = 0;
  let falseAlarms = 0;
  let churnedInAll = 0;
  for (let i = 0; i < scores.length; i++) {
    churnedInAll += churned[i];
    if (scores[i] === MISSING) continue;
    (churned[i] ? left : stayed)[scores[i]]++;
    if (bandOf(scores[i], cutoffs) !== 0) continue;
    if (churned[i]) caught++;
    else falseAlarms++;
  }
  let above = stayed.reduce((sum, n) => sum + n, 0);
  const pairs = above * left.reduce((sum, n) => sum + n, 0);
  let twiceWins = 0;
  for (let value = 0; value <= FULL; value++) {
    above -= stayed[value];
    twiceWins += left[value] * (2 * above + stayed[value]);
  }
  return { twiceWins, pairs, caught, falseAlarms, churned: churnedInAll, auc: pairs ? twiceWins / (2 * pairs) : null };
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
