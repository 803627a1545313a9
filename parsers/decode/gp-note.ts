/**
 * The few messages of GlobalProtect's logs that are read. Wordings: stages, teardown, event log and driver lines as
 * public collections of client 6.2 and 6.3 have them, on Windows and macOS. The wording of "route added" on Windows and
 * of the change from IPsec to SSL is not known, so neither is looked for.
 */
import type { VpnEvent } from '../../src/facts.ts';
import { ipOf } from './ip-text.ts';

export type Note =
  | { readonly kind: 'config'; readonly gateway: string }
  | { readonly kind: 'mtu'; readonly mtu: number }
  | { readonly kind: 'exclude-route'; readonly route: string }
  | {
      readonly kind: 'event';
      readonly event: VpnEvent['event'];
      readonly excerpt: string;
      readonly address?: string | undefined;
    };

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** How messages begin that say something. */
const BEGINNINGS = [
  'gateway ',
  '----',
  '--Set state to Connected',
  'portal status is ',
  'Tunnel is down due to ',
  'User disconnecting tunnel starts',
  'TSLog: Set error_stage = ',
  'RTM_NEWADDR: address being added to iface ',
  'Set tunnel interface MTU as ',
  'ST,Set enforcer exclude route ',
  'Traffic Enforcement: TrfSetParameters:EXCLUDE ROUTE',
  'TrfSetParameters:EXCLUDE ROUTE',
].map(bytesOf);

/** Those that begin with a byte, by that byte. */
const BY_FIRST: readonly (readonly Uint8Array[] | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const some = BEGINNINGS.filter((b) => b[0] === byte);
  return some.length === 0 ? undefined : some;
});

/** Whether a message that begins at `at` may be one of those that are read: no more than a look at its first bytes. */
export function isInteresting(bytes: Uint8Array, at: number, end: number): boolean {
  const some = at < end ? BY_FIRST[bytes[at]!] : undefined;
  if (some === undefined) return false;
  for (const beginning of some) {
    const { length } = beginning;
    if (at + length > end) continue;
    let n = 1;
    while (n < length && bytes[at + n] === beginning[n]) n++;
    if (n === length) return true;
  }
  return false;
}

/** Stages on the way to a tunnel, and of its end; the second with the client's own spelling. */
const STAGES: Readonly<Record<string, VpnEvent['event']>> = {
  'Portal Pre-login': 'connecting',
  'Portal Login': 'connecting',
  'Network Discover': 'connecting',
  'Gateway Pre-login': 'connecting',
  'Gateway Login': 'connecting',
  'Tunnel Creation': 'connecting',
  'Tunnel User Diconnecting': 'disconnected',
  'Tunnel User Disconnecting': 'disconnected',
  Disable: 'disconnected',
};

/** "Network change" is left out: the client puts such a tunnel up again without a word. */
const DOWN = /^Tunnel is down due to (?:disconnection|packet sending failure)\.?$/;

/** What a message says; undefined for nothing that is read. */
export function noteOf(message: string): Note | undefined {
  const event = (of: VpnEvent['event'], address?: string): Note => ({
    kind: 'event',
    event: of,
    excerpt: message,
    address,
  });
  const config = /^gateway (\S{1,255})'s config is\b/.exec(message);
  if (config) return { kind: 'config', gateway: config[1]!.toLowerCase() };
  const stage = /^----([A-Z][A-Za-z -]{1,40}?) starts----$/.exec(message);
  if (stage) {
    const of = Object.hasOwn(STAGES, stage[1]!) ? STAGES[stage[1]!] : undefined;
    return of && event(of);
  }
  if (/^(?:--Set state to|portal status is) Connected\.?$/.test(message)) return event('connected');
  if (DOWN.test(message) || message === 'User disconnecting tunnel starts') return event('disconnected');
  if (
    /^portal status is User authentication failed\.?$/.test(message) ||
    message.startsWith('TSLog: Set error_stage = ')
  )
    return event('failed');
  const added = /^RTM_NEWADDR: address being added to iface (\S+): (\S+)$/.exec(message);
  if (added) {
    const address = ipOf(added[2]!);
    // The physical adapter's addresses come with the same words.
    return address !== undefined && !address.startsWith('fe80:') && /^(?:utun|gpd|tun)\d+$/.test(added[1]!)
      ? event('address', address)
      : undefined;
  }
  const mtu = /^Set tunnel interface MTU as (\d{3,5})\b/.exec(message);
  if (mtu) return { kind: 'mtu', mtu: Number(mtu[1]) };
  const route =
    /^ST,Set enforcer exclude route (\S+)$/.exec(message) ??
    /^(?:Traffic Enforcement: )?TrfSetParameters:EXCLUDE ROUTE: des=([^,\s]+), mask prefixLen=(\d{1,3})\b/.exec(
      message,
    );
  if (route) return { kind: 'exclude-route', route: route[2] === undefined ? route[1]! : `${route[1]}/${route[2]}` };
  return undefined;
}
