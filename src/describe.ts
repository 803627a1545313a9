/** Words that several rules share. */
import type { Call } from './calls.ts';
import { clock } from './evidence.ts';
import type { SipMessage } from './facts.ts';
import type { Incident } from './incident.ts';
import type { HostAddress } from './report.ts';
import { clean, count } from './text.ts';

export { clock };

/** `the outgoing audio call of 09:22:10` */
export function callWords(call: Call): string {
  const at = clock(call.messages[0]?.time);
  const way = call.direction === 'unknown' ? '' : `${call.direction} `;
  return `the ${way}${call.media.length > 0 ? `${call.media.join(' and ')} ` : ''}call${at === '' ? '' : ` of ${at}`}`;
}

export const callKey = (id: string): string => `call:${id}`;
export const addressKey = (address: string): string => `address:${address}`;
export const nameKey = (name: string): string => `name:${name}`;

/** `172.27.3.18, the tunnel's address,`; where it is but possible, with the reason. */
export const tunnelWords = (t: HostAddress): string =>
  t.confidence === 'possible'
    ? `${t.address}, possibly the tunnel's address (${t.because}),`
    : `${t.address}, the tunnel's address,`;

/** Keys of every address that these calls offered as this client's own. */
export function ownKeys(calls: readonly Call[]): readonly string[] {
  const found = new Set<string>();
  for (const call of calls)
    for (const s of call.local) for (const m of s.media) for (const c of m.candidates) found.add(c.address);
  return [...found].map(addressKey);
}

/** A capture interface as its adapter calls itself. */
export function faceWords(incident: Incident, source: string, index: number): string {
  const face = incident.all('capture.interface').find((f) => f.at.source === source && f.index === index);
  return clean(face?.hardware || face?.description || face?.name || `interface ${index}`, 60);
}

/** Sentence case. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Requests of the log that went to one of these addresses, oldest first. */
export function sentTo(incident: Incident, addresses: readonly string[]): readonly SipMessage[] {
  const to = new Set(addresses);
  return incident
    .all('sip.message')
    .filter(
      (m) => m.direction === 'sent' && m.status === undefined && m.remote !== undefined && to.has(m.remote.address),
    );
}

/** `the outgoing audio call of 09:22:10`, `the outgoing audio call of 09:22:10 and 2 more calls` */
export function callsWords(calls: readonly Call[]): string {
  const [first, ...rest] = calls;
  if (!first) return 'a call';
  return rest.length === 0 ? callWords(first) : `${callWords(first)} and ${count(rest.length, 'more call')}`;
}

/** Values by key, in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const k = key(item);
    const known = groups.get(k);
    if (known) known.push(item);
    else groups.set(k, [item]);
  }
  return groups;
}
