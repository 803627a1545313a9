/** Words that several rules share. */
import type { Call } from './calls.ts';
import { stamp } from './evidence.ts';
import type { SipMessage } from './facts.ts';

/** `09:22:10`, in the source's own clock; '' without a time. */
export const clock = (time: number | undefined): string => stamp(time, 'local')?.slice(11, 19) ?? '';

/** `the outgoing audio call of 09:22:10` */
export function callWords(call: Call): string {
  const at = clock(call.messages[0]?.time);
  const way = call.direction === 'unknown' ? '' : `${call.direction} `;
  return `the ${way}${call.media.length > 0 ? `${call.media.join(' and ')} ` : ''}call${at === '' ? '' : ` of ${at}`}`;
}

export const callKey = (id: string): string => `call:${id}`;
export const addressKey = (address: string): string => `address:${address}`;
export const nameKey = (name: string): string => `name:${name}`;

/** Sentence case. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Final answers of a request within a dialog, oldest first. */
export const finals = (messages: readonly SipMessage[]): readonly SipMessage[] =>
  messages.filter((m) => m.status !== undefined && m.status >= 200);
