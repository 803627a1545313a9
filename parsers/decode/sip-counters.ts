/** What a log's summary counts: requests by method, responses by class. */
import { METHODS } from './sip.ts';

/** Adds one message to counters such as `INVITE`, `OTHER` (a method of no known name) or `2xx`. */
export function countMessage(counters: Record<string, number>, method: string, status: number | undefined): void {
  let name = METHODS.includes(method) ? method : 'OTHER';
  if (status !== undefined) name = status >= 100 && status <= 699 ? `${Math.floor(status / 100)}xx` : 'OTHER';
  counters[name] = (counters[name] ?? 0) + 1;
}
