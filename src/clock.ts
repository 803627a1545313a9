/** A client log holds local time without a zone, a capture UTC. The two are tied together by what both saw. */
import type { SipMessage, SourceSummary, TcpConversation } from './facts.ts';

const QUARTER_HOUR = 15 * 60_000;
/** Largest clock offset in use, UTC+14. */
const MOST = 14 * 3_600_000;
/** The log may write a message some seconds after the segment that carried it. */
const SLACK = 90_000;

/** Offset of each local source in ms east of UTC. Measured from SIP messages whose two endpoints are those of a
 *  captured TCP conversation: the difference of the times, rounded to a quarter of an hour, when all of them agree. */
export function clockOffset(
  messages: readonly SipMessage[],
  conversations: readonly TcpConversation[],
  summaries: readonly SourceSummary[],
  givenMinutes: number | undefined,
): ReadonlyMap<string, number> {
  const local = summaries.filter((s) => s.clock === 'local').map((s) => s.at.source);
  if (givenMinutes !== undefined) return new Map(local.map((source) => [source, givenMinutes * 60_000]));

  const byEnds = new Map<string, TcpConversation>();
  for (const c of conversations)
    byEnds.set(`${c.client.address}:${c.client.port}>${c.server.address}:${c.server.port}`, c);
  const votes = new Map<string, Set<number>>();
  for (const m of messages) {
    if (!m.local || !m.remote || m.time === undefined) continue;
    const c = byEnds.get(`${m.local.address}:${m.local.port}>${m.remote.address}:${m.remote.port}`);
    if (!c?.time) continue;
    const offset = Math.round((m.time - c.time) / QUARTER_HOUR) * QUARTER_HOUR;
    const inside = m.time - offset >= c.time - SLACK && m.time - offset <= c.last.time + SLACK;
    if (!inside || Math.abs(offset) > MOST) continue;
    const known = votes.get(m.at.source);
    if (known) known.add(offset);
    else votes.set(m.at.source, new Set([offset]));
  }
  const measured = [...votes].flatMap(([source, offsets]) =>
    offsets.size === 1 ? [[source, [...offsets][0]!] as const] : [],
  );
  const agreed = new Set(measured.map(([, offset]) => offset));
  const result = new Map(measured);
  // Rotated files of one PC share its clock.
  if (agreed.size === 1) for (const source of local) if (!votes.has(source)) result.set(source, [...agreed][0]!);
  return result;
}
