/** What the report keeps of single calls beside their line: candidate matrix and ladder, of a few calls only. */
import type { Call } from './calls.ts';
import { indexChecks } from './checks.ts';
import type { Incident } from './incident.ts';
import { type Ladder, ladderOf } from './ladder.ts';
import { CALL_DETAILS, LADDER_ADDRESSES, LADDER_ROWS } from './limits.ts';
import { type Matrix, matricesOf, rejectionsOf } from './matrix.ts';
import { clean } from './text.ts';

export interface CallDetail {
  /** Call-ID, as in `calls`. */
  readonly call: string;
  /** One a media line. */
  readonly matrices: readonly Matrix[];
  readonly ladder: Ladder;
}

/** Those that people ask about come first. */
const ORDER: Readonly<Record<Call['result'], number>> = {
  failed: 0,
  dropped: 0,
  abandoned: 1,
  connected: 2,
  open: 2,
  cut: 2,
  declined: 3,
};

/** A ladder that nobody has to scroll for long; `sfbdiag calls --ladder` draws all of it. */
function bounded(ladder: Ladder): Ladder {
  const rows = ladder.rows.slice(0, LADDER_ROWS);
  const untied = ladder.untied.slice(0, LADDER_ROWS - rows.length);
  const left = ladder.rows.length + ladder.untied.length - rows.length - untied.length;
  return {
    ...ladder,
    lanes: ladder.lanes.map((l) =>
      l.addresses.length <= LADDER_ADDRESSES
        ? l
        : {
            ...l,
            addresses: [...l.addresses.slice(0, LADDER_ADDRESSES), `${l.addresses.length - LADDER_ADDRESSES} more`],
          },
    ),
    rows,
    untied,
    notes: [
      ...ladder.notes,
      ...(left > 0 ? [`${left} more rows are left out; "sfbdiag calls --ladder" draws them.`] : []),
    ],
  };
}

/** In the order of calls; of more than CALL_DETAILS calls those that failed are kept first. */
export function callDetails(incident: Incident): readonly CallDetail[] {
  const { calls } = incident;
  const chosen = new Set(
    [...calls.entries()]
      .sort(([i, a], [j, b]) => ORDER[a.result] - ORDER[b.result] || i - j)
      .slice(0, CALL_DETAILS)
      .map(([i]) => i),
  );
  const index = indexChecks(incident.all('stun.transaction'));
  const rejections = rejectionsOf(incident);
  return calls
    .filter((_, i) => chosen.has(i))
    .map((call) => ({
      call: clean(call.id),
      matrices: matricesOf(call, index, rejections, incident),
      ladder: bounded(ladderOf(call, incident)),
    }));
}
