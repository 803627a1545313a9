import { incident } from './globalprotect-incident.ts';
import type { Sample } from './site.ts';
import type { LogRecord } from './uccapi-log.ts';

/** The log of globalprotect-incident as two rotated files: the number is not the order, -1 holds the earlier part.
 *  The cut falls between the INVITE of the call and its answer. */
export function rotatedLog(): Sample {
  const records = incident().log.sorted();
  const cut = records.findIndex((record) => record.text.includes(':: SIP/2.0 183 '));
  const bytes = (part: readonly LogRecord[]) => Buffer.from(part.map((record) => record.text).join(''));
  return {
    name: 'rotated-log',
    files: {
      'Lync-UccApi-0.UccApilog': bytes(records.slice(cut)),
      'Lync-UccApi-1.UccApilog': bytes(records.slice(0, cut)),
    },
  };
}
