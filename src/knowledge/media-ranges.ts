/** Ranges that Microsoft published for the media of Skype for Business Online and Teams (endpoint set 11, "Optimize"):
 *  UDP 3478 to 3481. They drift, so each has the dates it was seen in; a list that holds old ones only is stale. */

export interface MediaRange {
  readonly prefix: string;
  /** Year and month in which the range was first and last seen in the published list. */
  readonly first: string;
  readonly last: string;
}

/** Newest state known. Of 2022 confirmed by Microsoft's documents, later ones by copies of the list only. */
export const MEDIA_RANGES_AS_OF = '2026-06';

export const MEDIA_RANGES: readonly MediaRange[] = [
  { prefix: '52.112.0.0/14', first: '2022-03', last: '2026-06' },
  { prefix: '52.122.0.0/15', first: '2024-07', last: '2026-06' },
  { prefix: '2603:1063::/38', first: '2022-07', last: '2026-06' },
  { prefix: '52.120.0.0/14', first: '2022-03', last: '2022-07' },
  { prefix: '13.107.64.0/18', first: '2022-03', last: '2022-07' },
];

export const CURRENT_MEDIA_RANGES = MEDIA_RANGES.filter((r) => r.last === MEDIA_RANGES_AS_OF);
