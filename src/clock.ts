/** A client log holds local time without a zone, a capture UTC. The two are tied together by what both saw. */
import type { SipMessage, SourceSummary, TcpConversation } from './facts.ts';

const QUARTER_HOUR = 15 * 60_000;
/** Largest clock offset in use, UTC+14. */
const MOST = 14 * 3_600_000;
/** The log may write a message some seconds after the segment that carried it. */
const SLACK = 90_000;

/** Offset of each local source in ms east of UTC. Measured from SIP messages whose two endpoints are those of a
 *  captured TCP conversation: the one multiple of a quarter of an hour that puts all of them between its first and its
 *  last segment. A conversation of hours leaves several open until messages near both its ends are seen. */
export function clockOffset(
  messages: readonly SipMessage[],
  conversations: readonly TcpConversation[],
  summaries: readonly SourceSummary[],
  givenMinutes: number | undefined,
): ReadonlyMap<string, number> {
  const local = new Set(summaries.filter((s) => s.clock === 'local').map((s) => s.at.source));
  if (givenMinutes !== undefined) return new Map([...local].map((source) => [source, givenMinutes * 60_000]));

  const byEnds = new Map<string, TcpConversation>();
  for (const c of conversations)
    byEnds.set(`${c.client.address}:${c.client.port}>${c.server.address}:${c.server.port}`, c);
  if (byEnds.size === 0) return new Map();
  const spans = new Map<string, { least: number; most: number }>();
  for (const m of messages) {
    if (!m.local || !m.remote || m.time === undefined || !local.has(m.at.source)) continue;
    const c = byEnds.get(`${m.local.address}:${m.local.port}>${m.remote.address}:${m.remote.port}`);
    if (c?.time === undefined) continue;
    const least = m.time - c.last.time - SLACK;
    const most = m.time - c.time + SLACK;
    // The same ports on another day.
    if (least > MOST || most < -MOST) continue;
    const known = spans.get(m.at.source) ?? { least: -MOST, most: MOST };
    spans.set(m.at.source, { least: Math.max(known.least, least), most: Math.min(known.most, most) });
  }
  const measured = [...spans].flatMap(([source, { least, most }]) => {
    const offset = Math.ceil(least / QUARTER_HOUR) * QUARTER_HOUR;
    return offset <= most && offset + QUARTER_HOUR > most ? [[source, offset === 0 ? 0 : offset] as const] : [];
  });
  const agreed = new Set(measured.map(([, offset]) => offset));
  const result = new Map(measured);
  // Rotated files of one PC share its clock.
  if (agreed.size === 1) for (const source of local) if (!spans.has(source)) result.set(source, [...agreed][0]!);
  return result;
}
