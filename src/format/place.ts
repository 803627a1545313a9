import type { Evidence } from '../report.ts';

/** `client.UccApilog:184`, `capture.pcapng frame 254` */
export const placeOf = (e: Evidence): string =>
  e.line === undefined ? `${e.source} frame ${e.frame}` : `${e.source}:${e.line}`;

/** What finds it again in Wireshark. */
export const frameFilter = (e: Evidence): string | undefined =>
  e.frame === undefined ? undefined : `frame.number == ${e.frame}`;
