/** A profile to begin with: what an incident showed and nothing else, with words on what to fill in. */
import type { Incident } from './incident.ts';
import { sfbName } from './names.ts';
import { inert } from './text.ts';

/** Values of one list; a person reads them. */
const MOST = 50;

/** A YAML scalar that cannot be taken for anything else: addresses and names plain, all else quoted as JSON. */
function scalar(text: string): string {
  const safe = inert(text);
  const plain = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$|^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/i.test(safe);
  return plain ? safe : JSON.stringify(safe);
}

function list(name: string, values: readonly string[], indent: string): string[] {
  if (values.length === 0) return [`${indent}# ${name}: []`];
  return [`${indent}${name}:`, ...values.slice(0, MOST).map((v) => `${indent}  - ${scalar(v)}`)];
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

/** @returns a profile as YAML that reads without errors. */
export function profileDraft(incident: Incident): string {
  const { host, site } = incident;
  const product = host.product?.product;
  const told = product !== undefined && product !== 'other';
  const pools = unique(host.tunnels.filter((t) => t.confidence !== 'possible').map((t) => t.address));
  const exclusions = unique(incident.vpn.flatMap((v) => (v.excludeRoutes ?? []).map((r) => r.value)));
  const resolvers = unique(incident.vpn.flatMap((v) => (v.dnsServers ?? []).map((r) => r.value)));
  const servers = [...incident.servers.values()];
  const inside = (address: string): boolean => incident.isInternal(address);
  // What is no host name is an attack or damage; a profile holds neither.
  const names = unique(servers.flatMap((s) => s.names).filter((n) => /^[\w.-]{1,253}$/.test(n)));
  const unnamed = servers.filter((s) => s.names.length === 0).map((s) => s.address);
  const out = [
    '# Site profile of sfbdiag: what this incident showed. Check each line, fill in the rest, then use it with',
    '# sfbdiag analyze --profile FILE. Every field may be left out.',
    'vpn:',
    told
      ? `  product: ${product}${host.product?.confidence === 'possible' ? '   # a guess, please check' : ''}`
      : '  # product: globalprotect | anyconnect | strongswan | windows | fortigate | openvpn | wireguard',
    "  # The ranges that VPN clients get their address from. Shown are this PC's tunnel addresses: write the whole range.",
    ...list('pools', pools, '  '),
    '  # true where all traffic is meant to go through the tunnel.',
    site.fullTunnel === undefined ? '  # fullTunnel: false' : `  fullTunnel: ${site.fullTunnel}`,
    '  # Prefixes that are meant to go beside the tunnel.',
    ...list('exclusions', exclusions, '  '),
    '  # DNS servers that VPN clients are meant to ask.',
    ...list('resolvers', resolvers, '  '),
    "# Ranges that only the organisation's network reaches; private ranges (RFC 1918) count without being named.",
    ...list('internal', unique(unnamed.filter(inside)), ''),
    '# Public addresses of Skype for Business and Exchange.',
    ...list('external', unique(unnamed.filter((a) => incident.isPublic(a))), ''),
    '# Names and what they resolve to: inside for clients in the office, outside for the Internet and VPN clients.',
  ];
  if (names.length === 0) out.push('# servers: []');
  else {
    out.push('servers:');
    for (const name of names.slice(0, MOST)) {
      const addresses = unique(servers.filter((s) => s.names.includes(name)).map((s) => s.address));
      out.push(
        `  - name: ${scalar(name)}`,
        `    kind: ${sfbName(name, incident.domains)?.role === 'exchange' ? 'exchange' : 'sfb'}`,
        ...list('inside', addresses.filter(inside), '    '),
        ...list(
          'outside',
          addresses.filter((a) => incident.isPublic(a)),
          '    ',
        ),
      );
    }
  }
  out.push(
    '# Findings that you know and live with, for example:',
    '# accepted:',
    '#   - rule: ice-virtual-adapter-candidate',
    '#     subject: "192.168.56.*"',
    '#     reason: developers need VirtualBox',
    '#     until: 2026-12-31',
    '# accepted: []',
  );
  return `${out.join('\n')}\n`;
}
