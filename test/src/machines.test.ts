/** Whose output a text is. */
import { expect, test } from 'vitest';
import type { FirewallRule, HostName, HostSetting } from '../../src/facts.ts';
import { type MachineFact, machinesOf } from '../../src/machines.ts';
import { adapter, ipsecSa, vpnEvent, vpnTunnel, WIFI } from '../facts.ts';

const firewall = (source: string, more: Partial<FirewallRule> = {}): FirewallRule => ({
  kind: 'firewall.rule',
  at: { source, line: 4 },
  form: 'iptables-save',
  table: 'nat',
  chain: 'POSTROUTING',
  position: 1,
  target: 'MASQUERADE',
  others: [],
  ...more,
});
const forwarding = (source: string): HostSetting => ({
  kind: 'host.setting',
  at: { source, line: 1 },
  form: 'sysctl',
  name: 'net.ipv4.ip_forward',
  value: '1',
});
const linux = (own: string, source: string) => adapter({ form: 'ip-addr', name: 'eth0', own, source });
const gatewaySa = (source: string) =>
  ipsecSa({ source, localVirtual: [], remoteVirtual: ['10.20.30.40'], local: { address: '203.0.113.1', port: 4500 } });

const roles = (texts: readonly MachineFact[], own: readonly string[] = [], servers: readonly string[] = []) => {
  const machines = machinesOf({ texts, own: new Set(own), servers: new Set(servers) });
  return texts.map((t) => {
    const { machine, because } = machines.of(t);
    return `${machine}: ${because}`;
  });
};

test('the two ends of a strongSwan tunnel', () => {
  expect(roles([ipsecSa({ source: 'client.txt' }), gatewaySa('gw.txt')])).toEqual([
    'pc: a VPN gateway gave it 10.20.30.40 (client.txt:1)',
    'gateway: it gave 10.20.30.40 to a VPN client (gw.txt:1)',
  ]);
});

test("Windows and macOS are the PC's; Linux is when its address is the log's or capture's, else unknown", () => {
  const mac = adapter({ form: 'ifconfig', name: 'en0', source: 'mac.txt' });
  expect(roles([adapter(), mac, linux('10.0.0.5/24', 'l.txt')])).toEqual([
    'pc: it is output of Windows',
    'pc: it is output of macOS',
    'unknown: nothing tells whose output it is',
  ]);
  expect(roles([linux(`${WIFI}/24`, 'l.txt')], [WIFI])).toEqual([
    `pc: it has ${WIFI}, this PC's address in the log or capture`,
  ]);
});

test('a server of the incident is another machine, though it runs Windows', () => {
  expect(roles([adapter({ own: '10.60.4.21/24' })], [WIFI], ['10.60.4.21'])).toEqual([
    'other: it has 10.60.4.21, an address of a server',
  ]);
});

test('texts of one file are told apart by the system that writes them', () => {
  const texts = [adapter({ source: 'ticket.txt' }), gatewaySa('ticket.txt'), linux('10.1.0.1/16', 'ticket.txt')];
  expect(roles(texts)).toEqual([
    'pc: it is output of Windows',
    'gateway: it gave 10.20.30.40 to a VPN client (ticket.txt:1)',
    'gateway: it gave 10.20.30.40 to a VPN client (ticket.txt:1)',
  ]);
});

test("beside a gateway's texts: firewall and sysctl are its, adapters only with its address", () => {
  const texts = [
    gatewaySa('gw/sas.txt'),
    forwarding('gw/sysctl.txt'),
    firewall('gw/fw.txt'),
    linux('203.0.113.1/24', 'x/ip.txt'),
    linux('10.1.0.9/24', 'gw/ip.txt'),
    firewall('elsewhere/fw.txt'),
  ];
  expect(roles(texts)).toEqual([
    'gateway: it gave 10.20.30.40 to a VPN client (gw/sas.txt:1)',
    'gateway: it lies beside gw/sas.txt',
    'gateway: it lies beside gw/sas.txt',
    'gateway: it shares an address with gw/sas.txt',
    'unknown: nothing tells whose output it is',
    'unknown: nothing tells whose output it is',
  ]);
});

test('a firewall that forwards what IPsec carries is a gateway; NAT and forwarding alone are not (Docker has both)', () => {
  expect(
    roles([firewall('a', { policy: { direction: 'out', ipsec: true } }), firewall('x/b'), forwarding('y/c')]),
  ).toEqual([
    'gateway: it forwards what IPsec carries (a:4)',
    'unknown: nothing tells whose output it is',
    'unknown: nothing tells whose output it is',
  ]);
});

test("the far end of the PC's tunnel is the gateway", () => {
  expect(roles([ipsecSa(), linux('203.0.113.1/24', 'ip.txt')])[1]).toBe(
    'gateway: it has 203.0.113.1, the far end of a tunnel (swanctl.txt:1)',
  );
});

test('logs of VPN clients are the PC’s, logs of the firewall are not', () => {
  const texts = [
    vpnTunnel(),
    vpnEvent('tls-used', '09:20:00', { form: 'panos-system-log', source: 'fw.log' }),
    vpnTunnel({ form: 'wg-show', product: 'wireguard', source: 'wg.txt', includeRoutes: ['10.9.0.2/32'] }),
    vpnTunnel({ form: 'wg-show', product: 'wireguard', source: 'wg2.txt', includeRoutes: ['0.0.0.0/0'] }),
  ];
  expect(roles(texts)).toEqual([
    'pc: a VPN client wrote it',
    "gateway: it is the firewall's own log (fw.log:1)",
    'unknown: nothing tells whose output it is',
    'pc: it sends everything through a tunnel (wg2.txt:1)',
  ]);
});

test('a lookup by hand has the machine of the texts around it', () => {
  const name = (source: string, form = 'nslookup'): HostName => ({
    kind: 'host.name',
    at: { source, line: 9 },
    form,
    by: 'asked',
    name: 'sip.contoso.com',
    type: '',
    values: ['10.60.4.21'],
  });
  const machines = machinesOf({
    texts: [adapter({ source: 'pc.txt' }), gatewaySa('gw.txt'), adapter({ source: 'both.txt' }), gatewaySa('both.txt')],
    own: new Set(),
    servers: new Set(),
  });
  expect(
    [name('pc.txt'), name('gw.txt'), name('both.txt'), name('alone.txt'), name('alone.txt', 'resolve-dnsname')].map(
      (n) => machines.of(n).machine,
    ),
  ).toEqual(['pc', 'gateway', 'unknown', 'unknown', 'pc']);
});
