/** Bodies of the media relay authentication service ([MS-AVEDGEA], application/msrtc-media-relay-auth+xml). Tags are
 *  scraped, not parsed: logs cut bodies. The credentials in an answer are never read. */
import type { MediaRelayAuth } from '../../src/facts.ts';
import { FIELD, RELAYS } from '../../src/limits.ts';
import { portOf } from './ip-text.ts';

/** @returns the request or response in an XML body, or undefined when it is neither. */
export function decodeMras(xml: string): MediaRelayAuth | undefined {
  const root = /<(?:[\w.-]{1,32}:)?(request|response)[\s>]/.exec(xml);
  if (root === null) return undefined;
  if (root[1] === 'request') {
    return { type: 'request', location: element(xml, 'location'), relays: [] };
  }
  const relays: MediaRelayAuth['relays'][number][] = [];
  const open = /<(?:[\w.-]{1,32}:)?mediaRelay[\s>]/g;
  for (let match = open.exec(xml); match !== null && relays.length < RELAYS; match = open.exec(xml)) {
    const close = xml.slice(match.index).search(/<\/(?:[\w.-]{1,32}:)?mediaRelay>/);
    const relay = close < 0 ? xml.slice(match.index) : xml.slice(match.index, match.index + close);
    open.lastIndex = match.index + Math.max(1, relay.length);
    const host = element(relay, 'hostName') ?? element(relay, 'directIPAddress');
    if (host === undefined) continue;
    const udp = element(relay, 'udpPort');
    const tcp = element(relay, 'tcpPort');
    relays.push({
      host,
      location: element(relay, 'location'),
      udpPort: udp === undefined ? undefined : portOf(udp),
      tcpPort: tcp === undefined ? undefined : portOf(tcp),
    });
  }
  return { type: 'response', location: undefined, relays };
}

/** Text of the first element of that name. */
function element(xml: string, name: string): string | undefined {
  const match = new RegExp(`<(?:[\\w.-]{1,32}:)?${name}>([^<]{1,${FIELD}})<`).exec(xml);
  const text = match?.[1]?.trim();
  return text === '' ? undefined : text;
}
