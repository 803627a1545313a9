/** Plain words for what the report names by its terms, and marks that do not rely on colour. */
import type { Area, AreaLine, PairOutcome, TimelineLane } from '../../report.ts';
import type { Confidence, Severity } from '../../rule.ts';

export const AREA: Readonly<Record<Area, string>> = {
  'sign-in': 'Signing in',
  DNS: 'Finding servers by name (DNS)',
  Exchange: 'Voice mail and calendar (Exchange)',
  candidates: 'Addresses offered for calls',
  media: 'Sound and picture of calls',
  Edge: 'Way in from the Internet (Edge)',
  tunnel: 'VPN tunnel',
  MTU: 'Size of packets (MTU)',
};

export const LANE: Readonly<Record<TimelineLane, string>> = {
  VPN: 'VPN',
  DNS: 'DNS',
  'sign-in': 'Sign-in',
  Edge: 'Edge',
  calls: 'Calls',
  network: 'Network',
};

export const AREA_MARK: Readonly<Record<AreaLine['state'], string>> = {
  wrong: '✕',
  doubtful: '!',
  fine: '✓',
  'not seen': '–',
};

export const SEVERITY: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', note: 'Note' };

export const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  certain: 'proved by the input',
  likely: 'likely',
  possible: 'possible, worth asking',
};

export const OUTCOME: Readonly<Record<PairOutcome, readonly [mark: string, words: string]>> = {
  answered: ['✓', 'answered'],
  refused: ['✕', 'refused'],
  icmp: ['✕', 'rejected on the way'],
  'one-sided': ['◐', 'one-sided'],
  'no-answer': ['✕', 'no answer'],
  'not-tried': ['–', 'not tried'],
  unknown: ['?', 'not known'],
};

/** For readers who do not live in this. */
export const GLOSSARY: readonly (readonly [term: string, meaning: string])[] = [
  ['VPN tunnel', 'The protected connection between a PC outside and the organisation’s network.'],
  [
    'Split tunnel',
    'Only a part of the traffic goes through the tunnel; Skype for Business is usually meant to go beside it.',
  ],
  ['DNS', 'The directory that turns a server’s name into its address. It can answer differently inside and outside.'],
  [
    'Edge',
    'The servers through which Skype for Business is reached from the Internet: one for sign-in, one for calls.',
  ],
  ['Candidate', 'An address at which one side of a call says it can be reached. Both sides try the pairs of them.'],
  ['Relay', 'The A/V Edge passes sound and picture on where the two sides cannot reach each other.'],
  ['Internal address', 'An address that only works within the organisation’s network.'],
];
