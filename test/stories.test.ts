/** The incidents behind this tool, end to end: with all that a help desk collects, and with log and capture alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { verdict } from '../src/verdict.ts';
import { type NamedBytes, report } from './analyze-bytes.ts';

const SAMPLES = join(import.meta.dirname, '../samples');

/** Files of a sample, folders with their names. */
function files(sample: string, wanted: (name: string) => boolean = () => true): readonly NamedBytes[] {
  const root = join(SAMPLES, sample);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .map((path) => ({ name: path.slice(root.length + 1), bytes: new Uint8Array(readFileSync(path)) }))
    .filter((f) => wanted(f.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const noTexts = (name: string): boolean => /\.(?:UccApilog|pcapng)$/.test(name);

/** `rule severity confidence owner`, and what explains it. */
const story = (r: Report): readonly string[] =>
  r.findings.map(
    (f) => `${f.rule} ${f.severity} ${f.confidence} ${f.owner}${f.cause.length > 0 ? ` < ${f.cause.join(', ')}` : ''}`,
  );
const blocks = (r: Report): readonly string[] => r.configuration.map((c) => c.title);
const lines = (r: Report, title: string): readonly string[] =>
  r.configuration.find((c) => c.title === title)?.lines.map((l) => l.text) ?? [];
/** What would have let a rule say something. */
const missing = (r: Report, rule: string): readonly string[] => {
  const outcome = r.outcomes.find((o) => o.rule === rule);
  return outcome?.outcome === 'skipped' ? outcome.missing : [];
};
const failed = (r: Report) => r.outcomes.filter((o) => o.outcome === 'failed');

describe('GlobalProtect', () => {
  const REST = [
    'exchange-internal-address error certain dns < vpn-process-split-only',
    'ice-tunnel-candidate error certain vpn < vpn-process-split-only',
    'dns-internal-discovery warning certain dns < vpn-process-split-only',
    'leak-internal-address error certain vpn < dns-internal-answer, dns-internal-discovery, vpn-process-split-only',
    'ice-checks-failed error certain network < ice-tunnel-candidate',
    'icewarn-fault warning certain network < ice-tunnel-candidate, ice-checks-failed',
    'media-connectivity-failed error certain network < ice-tunnel-candidate, ice-checks-failed, icewarn-fault',
    'dns-resolver-mismatch warning certain dns',
    'sign-in-slow-fallback warning certain dns < dns-internal-answer, leak-internal-address',
  ];
  const all = report(files('globalprotect-incident'));

  test('one story: the exclusion by program is the root', () => {
    expect(story(all)).toEqual([
      'vpn-process-split-only error certain vpn',
      'dns-internal-answer error certain dns < vpn-process-split-only',
      ...REST,
    ]);
    expect(failed(all)).toEqual([]);
  });

  test('the tunnel is named with its adapter', () => {
    expect(all.host.addresses.map((a) => [a.address, a.class, a.confidence])).toEqual([
      ['172.27.3.18', 'tunnel', 'certain'],
      ['192.168.1.34', 'physical', 'certain'],
    ]);
    expect(all.host.addresses[0]?.because).toContain('"PANGP Virtual Ethernet Adapter Secure"');
  });

  test('the published remedies, with this site’s addresses', () => {
    expect(all.findings[0]?.fix).toEqual([
      'Exclude 198.51.100.40, 198.51.100.41, 198.51.100.42 and 198.51.100.43 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
      'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: lyncdiscover.contoso.com → 198.51.100.41, sip.contoso.com → 198.51.100.40, autodiscover.contoso.com → 198.51.100.43 and mail.contoso.com → 198.51.100.43. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
      'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21, 10.60.4.25 and 10.60.4.30).',
      'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.',
    ]);
    expect(blocks(all)).toEqual([
      'DNS: a view of its own for VPN clients',
      'GlobalProtect: exclude by address',
      'GlobalProtect: remove the exclusion by process, once the addresses are excluded',
      'Firewall: VPN clients and internal SfB and Exchange servers do not reach each other',
    ]);
    const root = all.findings[0]!.fingerprint;
    for (const block of all.configuration)
      expect(block.lines.every((l) => l.answers.includes(root)) || block.title.startsWith('DNS')).toBe(true);
    expect(lines(all, 'GlobalProtect: remove the exclusion by process, once the addresses are excluded')).toEqual([
      'lync.exe',
    ]);
  });

  test('without the texts the same story, less sure, and what to collect', () => {
    const bare = report(files('globalprotect-incident', noTexts));
    expect(story(bare)).toEqual([
      'vpn-process-split-only error likely vpn',
      'dns-internal-answer error certain dns < vpn-process-split-only',
      ...REST,
    ]);
    expect(verdict(bare)?.why).toBe(
      'Likely: What this PC sends to 10.60.9.9 and 10.60.8.8 goes through the tunnel, what SfB sends to 10.60.4.25:443, 10.60.4.21:5061 and 10.60.4.30:443 does not: the VPN probably keeps the SfB client out by program. PanGPS.log (the log bundle of the VPN client), ipconfig /all and route print would settle it.',
    );
    expect(bare.findings[0]?.fix).toEqual(all.findings[0]?.fix);
    expect(blocks(bare)).toEqual(blocks(all).filter((t) => !t.includes('by process')));
  });
});

describe('strongSwan', () => {
  const all = report(files('strongswan-incident'));

  test('one story: the gateway does not translate the virtual address', () => {
    expect(story(all)).toEqual([
      'ipsec-virtual-ip-not-natted error certain vpn',
      'server-unreachable error likely network < ipsec-virtual-ip-not-natted',
      'sign-in-unanswered error likely network < server-unreachable, ipsec-virtual-ip-not-natted',
      'vpn-full-tunnel note certain vpn',
      'tcp-mss-too-large note likely vpn',
    ]);
    expect(failed(all)).toEqual([]);
    expect(all.host.addresses.map((a) => [a.address, a.class, a.confidence])).toEqual([
      ['10.20.30.40', 'tunnel', 'certain'],
      ['192.168.1.34', 'physical', 'certain'],
    ]);
  });

  test('the page’s rules, with this gateway’s values', () => {
    expect(lines(all, 'Gateway: NAT for VPN clients, and none for what IPsec carries')).toEqual([
      'iptables -t nat -I POSTROUTING -m policy --pol ipsec --dir out -j ACCEPT',
      'iptables -t nat -A POSTROUTING -s 10.20.30.40 -o OUTER-INTERFACE -j MASQUERADE',
    ]);
    expect(lines(all, 'Gateway: clamp the MSS of connections through the tunnel')).toEqual(
      ['in', 'out'].map(
        (dir) =>
          `iptables -t mangle -A FORWARD -m policy --pol ipsec --dir ${dir} -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1383:1536 -j TCPMSS --set-mss 1382`,
      ),
    );
  });

  test('without the texts the same story, as a question, and what to collect', () => {
    const bare = report(files('strongswan-incident', noTexts));
    expect(story(bare)).toEqual([
      'ipsec-virtual-ip-not-natted error possible vpn',
      'server-unreachable error likely network < ipsec-virtual-ip-not-natted',
      'sign-in-unanswered error likely network < server-unreachable, ipsec-virtual-ip-not-natted',
    ]);
    expect(bare.findings[0]?.message).toContain('swanctl --list-sas of the gateway would tell');
    expect(missing(bare, 'vpn-full-tunnel')).toEqual([
      'whether the tunnel is split (route print, or the VPN client’s log or status)',
    ]);
  });

  test('from the PC alone: what it noticed, and what to collect of the gateway', () => {
    const pc = report(files('strongswan-incident', (name) => name.startsWith('client/')));
    expect(story(pc)).toEqual(['sign-in-unanswered error likely network', 'vpn-full-tunnel note certain vpn']);
    expect(missing(pc, 'ipsec-forwarding-off')).toEqual(['sysctl net.ipv4.ip_forward of the gateway']);
  });
});

describe('Windows’ own VPN', () => {
  const all = report(files('windows-vpn-incident'));

  test('one story: the class route is all there is', () => {
    expect(story(all)).toEqual([
      'vpn-class-route warning certain vpn',
      'sign-in-slow-fallback warning certain dns < vpn-class-route',
    ]);
    expect(failed(all)).toEqual([]);
    expect(verdict(all)?.why).toBe(
      'With split tunnelling Windows has only the class route 172.20.0.0/16 of 172.20.5.17 into the tunnel; 10.60.4.21 lies outside it, and what the client sends there leaves by 192.168.1.34.',
    );
    expect(lines(all, 'Windows VPN: routes into the tunnel')).toEqual([
      "Add-VpnConnectionRoute -ConnectionName 'Contoso VPN' -DestinationPrefix 10.60.4.21/32",
    ]);
  });

  test('without the routing table a question; without any text what to collect', () => {
    const noTable = report(files('windows-vpn-incident', (name) => name !== 'route-print.txt'));
    expect(story(noTable)).toEqual([
      'vpn-class-route warning possible vpn',
      'sign-in-slow-fallback warning certain dns < vpn-class-route',
    ]);
    const bare = report(files('windows-vpn-incident', noTexts));
    expect(story(bare)).toEqual(['sign-in-slow-fallback warning certain dns']);
    expect(missing(bare, 'vpn-class-route')).toEqual(['which address is the VPN tunnel (ipconfig /all, or --tunnel)']);
  });
});

test.each(['healthy-split-tunnel', 'office-lan'])('%s has nothing to act on', (sample) => {
  expect(story(report(files(sample)))).toEqual([]);
});
