import { addressKey, nameKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { leaksOf, vpn } from '../src/reach.ts';
import { blockInside, dropProcessExclusion, excludeByAddress, serveExternalRecords } from '../src/remedies.ts';
import { type Confidence, defineRule, type Hit, missing } from '../src/rule.ts';
import { count, list } from '../src/text.ts';
import {
  besideByRoutes,
  internalServers,
  publicSfb,
  sfbDomains,
  sfbPrograms,
  tunnelAddresses,
  views,
} from '../src/vpn-design.ts';
import type { VpnView } from '../src/vpn-view.ts';

const COLLECT = 'PanGPS.log (the log bundle of the VPN client), ipconfig /all and route print';

export default defineRule({
  id: 'vpn-process-split-only',
  title: 'The VPN keeps the SfB client out of the tunnel by program or name only',
  severity: 'warning',
  owner: 'vpn',
  needs: [],
  rises: true,
  verify:
    'Reconnect the VPN: route print has each SfB address with the gateway of the physical adapter, and the VPN client’s log no exclusion by program.',
  *check(incident) {
    let told = false;
    for (const view of views(incident)) {
      told ||= view.excludeApplications !== undefined || view.excludeRoutes !== undefined;
      const [first, ...rest] = [...sfbPrograms(view), ...sfbDomains(view, incident)];
      const sure = first && onlyByName(incident, view);
      if (!sure) continue;
      const what = list([first, ...rest].map((x) => x.value));
      yield {
        ...common(incident),
        message: `${incident.host.vendor ?? 'The VPN'} keeps SfB out of the tunnel by ${sfbPrograms(view).length > 0 ? 'program' : 'name'} only (${what})${PROOF[sure.by]}. Names are still resolved through the tunnel, to internal addresses, and media, which is UDP, has no such exclusion to rely on.`,
        subject: first.value,
        confidence: sure.confidence,
        evidence: [
          evidence.placed(first.at, `kept out of the tunnel: ${what}`),
          ...(view.includeRoutes ?? []).slice(0, 3).map((r) => evidence.placed(r.at, `into the tunnel: ${r.value}`)),
          ...sure.routes,
        ],
      };
      return 'clear';
    }
    if (told) return 'clear';
    const hit = seenOnTheWire(incident);
    if (hit) yield hit;
    return missing('what the VPN excludes (the VPN client’s log: GlobalProtect’s PanGPS.log)');
  },
});

const PROOF = {
  routes: ', and the routing table sends its servers into the tunnel',
  text: ', by no address',
  cut: ', as far as the text goes: it breaks off, and an exclusion by address may follow',
  leaks: ', and what it sends to internal servers is lost outside',
} as const;

const common = (incident: Incident): Pick<Hit, 'about' | 'fix'> => {
  const inside = internalServers(incident);
  const names = [...new Set(inside.flatMap((a) => incident.servers.get(a)?.names ?? []))];
  const told = incident.lookups.filter((l) => l.addresses.some((a) => incident.isInternal(a))).map((l) => l.dns.name);
  return {
    about: [...new Set([...inside, ...tunnelAddresses(incident)].map(addressKey)), ...names.map(nameKey)],
    // Its owner's own step first: it is what replaces the exclusion by program, and breaks nothing by itself.
    fix: [
      excludeByAddress(incident),
      ...serveExternalRecords(
        incident,
        [...new Set(told.length > 0 ? told : names)].filter((n) => !DISCOVERY.test(n)),
      ),
      blockInside(incident),
      dropProcessExclusion(incident),
    ],
  };
};
/** Names that a client outside is to get no answer for. */
const DISCOVERY = /^(?:lyncdiscoverinternal|sipinternal|_sipinternal(?:tls)?\._tcp)\./;

/** Whether no address of SfB is kept out by prefix or route; undefined = some is, and the program does no harm. */
function onlyByName(incident: Incident, view: VpnView) {
  const servers = publicSfb(incident);
  const ways = servers.map((a) => incident.routing.wayTo(a));
  const inTunnel = ways.filter((w) => w?.class === 'tunnel' && w.confidence !== 'possible');
  const routes = inTunnel.slice(0, 2).map((w) => evidence.placed(w!.at, w!.because));
  const by = (by: keyof typeof PROOF, confidence: Confidence) => ({ by, confidence, routes });
  if (servers.length > 0 && inTunnel.length === servers.length) return by('routes', 'certain');
  const said = servers.flatMap((a) => incident.routing.splitOf(a) ?? []);
  const covered =
    servers.some((a) => besideByRoutes(incident, a)) ||
    said.some((s) => s.says === 'beside') ||
    (servers.length === 0 && (view.excludeRoutes?.length ?? 0) > 0);
  if (covered) {
    // Addresses are excluded too; what the program's exclusion loses is still lost.
    const lost = leaksOf(incident).filter((l) => incident.routing.splitOf(l.address)?.says === 'tunnel');
    return lost.length > 0 ? by('leaks', 'likely') : undefined;
  }
  if (view.truncated) return by('cut', leaksOf(incident).length > 0 ? 'likely' : 'possible');
  return by('text', 'certain');
}

/** Servers of one /16 are hardly told apart by routes. */
const network = (address: string): string => address.split(/[.:]/).slice(0, 2).join('.');
/** Products that cannot exclude a program. */
const BY_ADDRESS: ReadonlySet<string> = new Set(['windows', 'strongswan', 'openvpn', 'wireguard']);
const mayExclude = ({ host }: Incident): boolean =>
  !(host.product && host.product.confidence !== 'possible' && BY_ADDRESS.has(host.product.product));

/** Without a text of the VPN: other internal connections of this PC go through the tunnel, the client's do not. */
function seenOnTheWire(incident: Incident): Hit | undefined {
  const leaks = leaksOf(incident);
  const [first] = leaks;
  if (!first || vpn(incident) === undefined || !mayExclude(incident)) return undefined;
  // Where the table leads there beside the tunnel, a route is missing, and no program is excluded.
  if (incident.routing.wayTo(first.address)?.class === 'physical') return undefined;
  const through = incident
    .all('tcp.conversation')
    .filter(
      (c) =>
        c.established &&
        incident.host.interfaceOf(c.at.source, c.interface)?.class === 'tunnel' &&
        incident.isInternal(c.server.address) &&
        !incident.servers.has(c.server.address),
    );
  const [other] = through;
  if (!other) return undefined;
  const lost = [...new Set(leaks.map((l) => l.to))];
  const around = new Set(leaks.map((l) => network(l.address)));
  const near = through.some((c) => around.has(network(c.server.address)));
  return {
    ...common(incident),
    message: `What this PC sends to ${list([...new Set(through.map((c) => c.server.address))])} goes through the tunnel, what SfB sends to ${list(lost)} does not: the VPN probably keeps the SfB client out by program. ${COLLECT} would settle it.`,
    subject: 'SfB client',
    subjects: ['SfB client', ...lost],
    confidence: near ? 'likely' : 'possible',
    evidence: evidence.proof([
      ...through
        .slice(0, 2)
        .map((c) => evidence.seen(c, `${count(c.clientPackets, 'packet')} to ${c.server.address} in the tunnel`)),
      ...leaks.flatMap((l) => l.evidence.slice(0, 1)),
    ]),
  };
}
