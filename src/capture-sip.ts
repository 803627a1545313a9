/** SIP in the clear in a capture: a frame shows who sent a message to whom, and what else the capture holds tells which
 *  of the two is this PC. */
import type { CaptureInterface, Direction, Endpoint, Fact, IpFlow, SipMessage } from './facts.ts';
import { ownAddresses } from './host-capture.ts';
import type { Site } from './site.ts';

export interface CaptureSipInput {
  readonly messages: readonly SipMessage[];
  readonly interfaces: readonly CaptureInterface[];
  readonly flows: readonly IpFlow[];
  readonly site: Site;
}

/** Gives facts out of a capture's SIP messages their direction. Where this PC is neither end or both, or the capture does
 *  not tell which PC it was taken on, a fact stays as it is, its direction unknown. */
export function orientation({ messages, interfaces, flows, site }: CaptureSipInput): <F extends Fact>(fact: F) => F {
  const sources = new Set(messages.flatMap((m) => (m.sender ? [m.at.source] : [])));
  if (sources.size === 0) return (fact) => fact;
  const own = new Map<string, Set<string>>();
  for (const source of sources) {
    const here = flows.filter((f) => f.at.source === source);
    const faces = interfaces.filter((face) => face.at.source === source);
    own.set(source, new Set(faces.flatMap((face) => ownAddresses(face, here, new Map(), site))));
  }
  const wayOf = (source: string, sender: Endpoint, receiver: Endpoint): Direction => {
    const mine = own.get(source)!;
    const [from, to] = [mine.has(sender.address), mine.has(receiver.address)];
    return from === to ? 'unknown' : from ? 'sent' : 'received';
  };
  /** By source and frame: all messages of a frame go the same way. */
  const ways = new Map<string, Direction>();
  const place = ({ at }: Fact): string => ('frame' in at ? `${at.source}\n${at.frame}` : '');
  for (const m of messages) if (m.sender && m.receiver) ways.set(place(m), wayOf(m.at.source, m.sender, m.receiver));
  return (fact) => {
    if (!('direction' in fact) || fact.direction !== 'unknown') return fact;
    const direction = ways.get(place(fact));
    if (direction === undefined || direction === 'unknown') return fact;
    if (fact.kind !== 'sip.message') return { ...fact, direction };
    const [local, remote] = direction === 'sent' ? [fact.sender, fact.receiver] : [fact.receiver, fact.sender];
    return {
      ...fact,
      direction,
      local,
      remote,
      diagnostics: fact.diagnostics.map((d) => ({ ...d, direction })),
      sdp: fact.sdp && { ...fact.sdp, direction },
    };
  };
}

/** Messages without those of a capture that a log tells as well: the log has what the headers alone do not say. */
export function withoutTwice(messages: readonly SipMessage[]): readonly SipMessage[] {
  if (!messages.some((m) => m.sender)) return messages;
  const logged = new Set(messages.flatMap((m) => (m.sender ? [] : [m.callId])));
  return messages.filter((m) => m.sender === undefined || !logged.has(m.callId));
}
