/** What a client log and its quality reports say of this PC's addresses. */
import { covered, scope } from './addresses.ts';
import type { Call } from './calls.ts';
import type { QualityReport, SipMessage } from './facts.ts';
import { ownAddress, vpnSign } from './knowledge/quality-vpn.ts';
import { type Signal, WEIGHT } from './signals.ts';
import { isInternal, type Site } from './site.ts';

/** What the address itself says. */
export function ofRange(address: string): Signal[] {
  const where = scope(address);
  const range = (kind: Signal['class'], words: string): Signal[] => [
    { class: kind, weight: WEIGHT.range, because: words, ground: 'range' },
  ];
  if (where === 'transition') return range('transition', 'Teredo or 6to4 range');
  if (where === 'link-local') return range('link-local', 'link-local range');
  if (where === 'loopback') return range('loopback', 'loopback range');
  if (where === 'shared')
    return [
      {
        class: 'tunnel',
        weight: WEIGHT.possible,
        because: 'host address from 100.64.0.0/10, which VPN services use',
        ground: 'range',
      },
    ];
  if (address.startsWith('192.168.56.'))
    return [{ class: 'virtual-host', weight: WEIGHT.likely, because: "VirtualBox's default network", ground: 'range' }];
  return [];
}

/** Signs that need no capture. */
export function logSigns(
  messages: readonly SipMessage[],
  calls: readonly Call[],
  site: Site,
): (address: string) => Signal[] {
  const remote = messages.some((m) => m.remoteUser);
  const subnets = new Set<string>();
  for (const m of messages) if (m.subnet !== undefined) subnets.add(m.subnet);
  const bases = new Set<string>();
  for (const call of calls)
    for (const session of call.local)
      for (const media of session.media)
        for (const c of media.candidates) if (c.type === 'relay' && c.related) bases.add(c.related.address);
  return (address) => {
    const signals: Signal[] = [];
    if (covered(address, site.tunnel))
      signals.push({
        class: 'tunnel',
        weight: WEIGHT.given,
        because: covered(address, site.pools ?? []) ? "in the profile's VPN pool" : 'given with --tunnel',
        ground: 'site',
      });
    signals.push(...ofRange(address));
    // A remote user's relay whose base the Edge saw untranslated was not reached over the Internet ([MS-TURN] 3.2.5.1:
    // the reflexive address; a home line translates it).
    if (remote && isInternal(address, site) && bases.has(address))
      signals.push({
        class: 'tunnel',
        weight: WEIGHT.possible,
        because: 'the Edge saw it untranslated (raddr) although the user is remote',
        ground: 'raddr',
      });
    if (subnets.has(address))
      signals.push({
        class: 'tunnel',
        weight: WEIGHT.possible,
        because: 'its subnet holds only itself (ms-subnet), as tunnel adapters have it',
        ground: 'ms-subnet',
      });
    return signals;
  };
}

/** One a local address of a quality report that speaks of a VPN, the strongest; reports repeat each other.
 *  @param known addresses that the log shows to be this PC's. */
export function fromReports(
  reports: readonly QualityReport[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, Signal> {
  const found = new Map<string, Signal>();
  for (const r of reports) {
    const address = ownAddress(r);
    const sign = vpnSign(r);
    // What others report is about other PCs; of unknown direction, only what is known otherwise counts.
    if (address === undefined || !sign || r.direction === 'received') continue;
    if (r.direction === 'unknown' && !known.has(address)) continue;
    if ((found.get(address)?.weight ?? 0) >= WEIGHT[sign.confidence]) continue;
    found.set(address, {
      class: 'tunnel',
      weight: WEIGHT[sign.confidence],
      because: `the client's quality report says ${sign.words} for it`,
      ground: 'report',
    });
  }
  return found;
}
