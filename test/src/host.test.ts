import { describe, expect, test } from 'vitest';
import { type Cidr, cidr } from '../../src/addresses.ts';
import { callsOf } from '../../src/calls.ts';
import type { CaptureInterface, IpFlow, SipMessage } from '../../src/facts.ts';
import { type Host, hostOf, outerTunnels } from '../../src/host.ts';
import { NO_SITE } from '../../src/site.ts';
import { CAPTURE, endpoint, flow, iface, invite, sipMessage, TUNNEL, tunnelFace, WIFI } from '../facts.ts';

interface Given {
  readonly interfaces?: readonly CaptureInterface[];
  readonly flows?: readonly IpFlow[];
  readonly messages?: readonly SipMessage[];
  readonly tunnel?: string;
}
function host({ interfaces = [], flows = [], messages = [], tunnel }: Given): Host {
  const site = tunnel === undefined ? NO_SITE : { ...NO_SITE, tunnel: [cidr(tunnel) as Cidr] };
  return hostOf({ interfaces, flows, messages, calls: callsOf(messages), site });
}
const told = (given: Given) =>
  host(given).addresses.map((a) => `${a.address} ${a.class} ${a.confidence}: ${a.because}`);
/** An adapter that nothing names. */
const unnamed = (own: string, more: Partial<CaptureInterface> = {}): CaptureInterface =>
  iface({ own, hardware: undefined, name: '\\Device\\NPF_{1}', description: 'Ethernet 5', ...more });
const offer = (...hosts: string[]) => invite(hosts.map((h, i) => `UDP ${h}:${50020 + i * 2} host`));

describe('by the capture', () => {
  test('adapter words', () => {
    const given = { interfaces: [iface(), tunnelFace()] };
    expect(told(given)).toEqual([
      '172.27.3.18 tunnel certain: capture interface is the Palo Alto GlobalProtect adapter "PANGP Virtual Ethernet Adapter Secure"',
      '192.168.1.34 physical certain: capture interface is "Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter"',
    ]);
    expect(host(given).vendor).toBe('Palo Alto GlobalProtect');
    expect(host(given).tunnels.map((t) => t.address)).toEqual([TUNNEL]);
    expect(host(given).interfaceOf(CAPTURE, 1)?.class).toBe('tunnel');
    expect(host(given).interfaceOf(CAPTURE, 2)).toBeUndefined();
    expect(host(given).of('10.0.0.1')).toBeUndefined();
  });

  test('the MAC that a VPN driver gives every PC', () => {
    const addresses = [{ address: TUNNEL, sent: 20, received: 10, mac: '02:50:41:00:00:01' }];
    expect(told({ interfaces: [unnamed(TUNNEL, { addresses })] })).toEqual([
      '172.27.3.18 tunnel certain: its MAC 02:50:41:00:00:01 is that of every Palo Alto GlobalProtect adapter',
    ]);
  });

  test('--tunnel', () => {
    expect(told({ interfaces: [unnamed(TUNNEL)], tunnel: '172.27.0.0/16' })).toEqual([
      '172.27.3.18 tunnel certain: 172.27.3.18 was given with --tunnel',
    ]);
  });

  test("the tunnel's own packets, whichever end was seen first", () => {
    for (const ends of [
      { client: `${WIFI}:51000`, server: '203.0.113.200:4501' },
      { client: '203.0.113.200:4501', server: `${WIFI}:51000` },
    ])
      expect(told({ interfaces: [unnamed(WIFI)], flows: [flow(ends)] })).toEqual([
        "192.168.1.34 physical certain: it carries the tunnel's own packets (udp, port 4501)",
      ]);
    const esp = flow({ protocol: 'esp', client: `${WIFI}:0`, server: '203.0.113.200:0' });
    expect(told({ interfaces: [unnamed(WIFI)], flows: [esp] })).toEqual([
      "192.168.1.34 physical certain: it carries the tunnel's own packets (esp)",
    ]);
  });

  test('no link layer is a weak sign, no name none', () => {
    expect(told({ interfaces: [unnamed(TUNNEL, { linkType: 101 })] })).toEqual([
      '172.27.3.18 tunnel possible: capture interface "Ethernet 5" has no link layer',
    ]);
    expect(told({ interfaces: [unnamed(WIFI)] })).toEqual(['192.168.1.34 unknown possible: nothing tells its adapter']);
  });

  test('an interface that nothing names is what its address is', () => {
    const given = { interfaces: [unnamed(TUNNEL, { linkType: 1 })], messages: [offer(TUNNEL)], tunnel: '172.27.3.18' };
    expect(host(given).interfaceOf(CAPTURE, 0)?.class).toBe('tunnel');
  });
});

describe('whose address it is', () => {
  const twoParties = (more: readonly { address: string; mac?: string }[]) =>
    unnamed('', { addresses: more.map((a) => ({ sent: 5, received: 5, ...a })) });
  const dnsServer = { address: '10.60.0.5' };
  const pc = { address: TUNNEL };

  test('with one peer and nothing else to go by, nobody is taken for this PC', () => {
    expect(told({ interfaces: [twoParties([dnsServer, pc])] })).toEqual([]);
  });

  test('with one peer, the one that asks first is this PC', () => {
    const asks = flow({ client: `${TUNNEL}:55555`, server: '10.60.0.5:53', sent: 5, received: 5 });
    expect(host({ interfaces: [twoParties([dnsServer, pc])], flows: [asks] }).addresses.map((a) => a.address)).toEqual([
      TUNNEL,
    ]);
  });

  test('with one peer, the one with a VPN adapter’s MAC, of the log or of --tunnel is this PC', () => {
    const byMac = host({ interfaces: [twoParties([dnsServer, { ...pc, mac: '02:50:41:00:00:01' }])] });
    expect(byMac.tunnels.map((t) => t.address)).toEqual([TUNNEL]);
    const byLog = host({ interfaces: [twoParties([dnsServer, pc])], messages: [offer(TUNNEL)] });
    expect(byLog.interfaceOf(CAPTURE, 0)?.own).toEqual([TUNNEL]);
    const bySite = host({ interfaces: [twoParties([dnsServer, pc])], tunnel: '172.27.0.0/16' });
    expect(bySite.tunnels.map((t) => t.address)).toEqual([TUNNEL]);
  });

  test('a second address from the same MAC is this PC too; many behind one MAC are a router', () => {
    const mac = '00:00:5e:00:53:11';
    const many = (n: number) =>
      unnamed('', {
        addresses: [
          { address: WIFI, sent: 300, received: 200, mac },
          ...Array.from({ length: n }, (_, i) => ({ address: `192.168.1.${100 + i}`, sent: 1, received: 1, mac })),
        ],
      });
    expect(host({ interfaces: [many(1)] }).addresses.map((a) => a.address)).toEqual(['192.168.1.100', WIFI]);
    expect(host({ interfaces: [many(5)] }).addresses.map((a) => a.address)).toEqual([WIFI]);
  });

  test('on a wire of many, nobody takes part in half of the frames', () => {
    const addresses = Array.from({ length: 9 }, (_, i) => ({ address: `10.0.0.${i + 1}`, sent: 10, received: 10 }));
    expect(told({ interfaces: [unnamed('', { addresses })] })).toEqual([]);
  });

  test('group addresses are nobody', () => {
    const addresses = [
      { address: '224.0.0.251', sent: 0, received: 900 },
      { address: WIFI, sent: 20, received: 10 },
    ];
    expect(host({ interfaces: [unnamed('', { addresses })] }).addresses.map((a) => a.address)).toEqual([WIFI]);
  });
});

describe('by the log', () => {
  test('ranges', () => {
    const messages = [offer(TUNNEL, '100.64.7.7', '169.254.1.1', '192.168.56.1', '2001:0:4136:e378::1', WIFI)];
    expect(told({ messages, tunnel: '172.27.3.18' })).toEqual([
      '100.64.7.7 tunnel possible: host address from 100.64.0.0/10, which VPN services use',
      '169.254.1.1 link-local certain: link-local range',
      '172.27.3.18 tunnel certain: given with --tunnel',
      '192.168.1.34 unknown possible: nothing tells its adapter',
      "192.168.56.1 virtual-host likely: VirtualBox's default network",
      '2001:0:4136:e378::1 transition certain: Teredo or 6to4 range',
    ]);
  });

  test('a subnet that holds only the address itself', () => {
    const sent = sipMessage({ method: 'REGISTER', local: endpoint('10.20.30.40:50211'), subnet: '10.20.30.40' });
    expect(told({ messages: [sent] })).toEqual([
      '10.20.30.40 tunnel possible: its subnet holds only itself (ms-subnet), as tunnel adapters have it',
    ]);
    const usual = sipMessage({ method: 'REGISTER', local: endpoint('10.20.30.40:50211'), subnet: '10.20.30.0' });
    expect(host({ messages: [usual] }).tunnels).toEqual([]);
  });

  test('an untranslated relay base of a remote user; two weak signs make it likely', () => {
    const relayed = (more: Partial<SipMessage>) =>
      invite(['UDP 10.20.30.40:50020 host', 'UDP 198.51.100.42:52000 relay 10.20.30.40:50026'], more);
    const untranslated = 'the Edge saw it untranslated (raddr) although the user is remote';
    const alone = 'its subnet holds only itself (ms-subnet), as tunnel adapters have it';
    expect(told({ messages: [relayed({ remoteUser: true })] })).toEqual([
      `10.20.30.40 tunnel possible: ${untranslated}`,
    ]);
    expect(told({ messages: [relayed({ remoteUser: true, subnet: '10.20.30.40' })] })).toEqual([
      `10.20.30.40 tunnel likely: ${untranslated}, and ${alone}`,
    ]);
    // On the intranet nothing translates it either.
    expect(host({ messages: [relayed({})] }).tunnels).toEqual([]);
  });
});

describe('the only other address while a tunnel is up', () => {
  const up = { interfaces: [unnamed(WIFI)], flows: [flow()] };
  test('on offer beside the physical one: likely the tunnel', () => {
    expect(host({ ...up, messages: [offer(WIFI, TUNNEL)] }).of(TUNNEL)).toEqual({
      address: TUNNEL,
      class: 'tunnel',
      confidence: 'likely',
      because: "a tunnel runs over 192.168.1.34, and this is the PC's only other address",
    });
  });

  test('not when there are several, when it is of the home network, public, or of another time', () => {
    const none = (messages: readonly SipMessage[]) => expect(host({ ...up, messages }).tunnels).toEqual([]);
    none([offer(WIFI, TUNNEL, '172.17.0.1')]);
    none([offer(WIFI, '192.168.1.35')]);
    none([offer(WIFI, '198.51.100.7')]);
    none([offer('10.1.1.5')]);
    none([sipMessage({ method: 'REGISTER', local: endpoint('10.1.1.5:50000') })]);
  });

  test('not without a tunnel in use', () => {
    const still = flow({ sent: 100, received: 0 });
    expect(host({ interfaces: [iface()], flows: [still], messages: [offer(WIFI, TUNNEL)] }).tunnels).toEqual([]);
  });
});

test('outer packets: both ways, enough of them, a tunnel by protocol or port', () => {
  const yes = [flow(), flow({ protocol: 'esp' }), flow({ protocol: 'gre' }), flow({ server: '203.0.113.200:51820' })];
  const no = [
    flow({ received: 0 }),
    flow({ sent: 4, received: 4 }),
    flow({ server: '203.0.113.200:443' }),
    flow({ protocol: 'sctp', server: '203.0.113.200:4500' }),
  ];
  expect(outerTunnels([...yes, ...no])).toEqual(yes);
});
