/** Signs of what an address belongs to, added up. None decides alone where others contradict it; what the user said and
 *  what the range itself means goes first. */
import type { AddressClass } from './report.ts';
import type { Confidence } from './rule.ts';

export interface Signal {
  readonly class: AddressClass;
  readonly weight: number;
  readonly because: string;
  /** Signs that follow from each other have one ground, and count once. */
  readonly ground: string;
}

/** given: by the user. range: what the number itself says. support: nothing alone. */
export const WEIGHT = { given: 16, range: 12, certain: 8, likely: 4, possible: 2, support: 1 } as const;

export interface Judged {
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
}

/** Reasons named in a report. */
const REASONS = 3;
/** Weak signs together count no more than a good one. */
const WEAK = WEIGHT.likely;
/** By so much the signs for a class must outweigh those of the next to be certain: a sure sign stands against one good
 *  sign, two good signs do not. */
const CLEAR = { sure: 4, good: 6 } as const;

interface Sum {
  readonly class: AddressClass;
  readonly total: number;
  /** Strongest first, one a ground. */
  readonly signals: readonly Signal[];
}

function sumOf(kind: AddressClass, all: readonly Signal[]): Sum {
  const byGround = new Map<string, Signal>();
  for (const s of all) {
    const known = byGround.get(s.ground);
    if (s.class === kind && (known === undefined || s.weight > known.weight)) byGround.set(s.ground, s);
  }
  const signals = [...byGround.values()].sort((a, b) => b.weight - a.weight);
  const weak = signals.filter((s) => s.weight <= WEIGHT.possible).reduce((n, s) => n + s.weight, 0);
  const strong = signals.filter((s) => s.weight > WEIGHT.possible).reduce((n, s) => n + s.weight, 0);
  return { class: kind, total: strong + Math.min(weak, WEAK), signals };
}

const join = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`;

/** @returns class unknown where there is no sign, or where they contradict each other. */
export function judge(all: readonly Signal[]): Judged {
  const kinds = [...new Set(all.filter((s) => s.class !== 'unknown').map((s) => s.class))];
  const sums = kinds.map((kind) => sumOf(kind, all)).sort((a, b) => b.total - a.total);
  const [first, second] = sums;
  if (!first || first.total < WEIGHT.possible)
    return { class: 'unknown', confidence: 'possible', because: 'nothing tells its adapter' };
  const lead = first.total - (second?.total ?? 0);
  const top = first.signals[0]!;
  if (lead <= 0)
    return {
      class: 'unknown',
      confidence: 'possible',
      because: `the signs contradict each other: ${top.because}; but ${second!.signals[0]!.because}`,
    };
  const several = first.signals.filter((s) => s.weight >= WEIGHT.likely).length > 1;
  const certain = top.weight >= WEIGHT.certain ? lead >= CLEAR.sure : several && lead >= CLEAR.good;
  const confidence = certain ? 'certain' : lead >= WEIGHT.likely ? 'likely' : 'possible';
  // Beside a sure sign, weak ones only make words.
  const least = top.weight >= WEIGHT.certain ? WEIGHT.likely : WEIGHT.support;
  const reasons = [...new Set(first.signals.filter((s) => s.weight >= least).map((s) => s.because))].slice(0, REASONS);
  const against =
    second && second.signals[0]!.weight >= WEIGHT.likely ? `, although ${second.signals[0]!.because}` : '';
  return { class: first.class, confidence, because: `${join(reasons)}${against}` };
}
