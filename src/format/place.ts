import type { Evidence } from '../report.ts';

/** `client.UccApilog:184`, `capture.pcapng frame 254` */
export const placeOf = (e: Evidence): string =>
  e.line === undefined ? `${e.source} frame ${e.frame}` : `${e.source}:${e.line}`;

/** What shows a finding's frames in Wireshark (3.6 and later), one filter a capture:
 *  `frame.number in {61, 76}` */
export function filtersOf(
  pieces: readonly Evidence[],
): readonly { readonly source: string; readonly filter: string }[] {
  const frames = new Map<string, Set<number>>();
  for (const e of pieces)
    if (e.frame !== undefined && e.frame > 0) frames.set(e.source, (frames.get(e.source) ?? new Set()).add(e.frame));
  return [...frames].map(([source, all]) => {
    const numbers = [...all].sort((a, b) => a - b);
    return {
      source,
      filter: numbers.length === 1 ? `frame.number == ${numbers[0]}` : `frame.number in {${numbers.join(', ')}}`,
    };
  });
}

/** What finds it again in Wireshark. */
export const frameFilter = (e: Evidence): string | undefined =>
  e.frame === undefined ? undefined : `frame.number == ${e.frame}`;
