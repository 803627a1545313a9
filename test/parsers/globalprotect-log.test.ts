import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import parser from '../../parsers/globalprotect-log.ts';
import type { Fact } from '../../src/facts.ts';
import type { Rest } from '../../src/parser.ts';
import { encode, of, run } from './run.ts';

const CONFIG = `<?xml version="1.0" encoding="UTF-8" ?>
<response status="success">
	<need-tunnel>yes</need-tunnel>
	<ssl-tunnel-url>/ssl-tunnel-connect.sslvpn</ssl-tunnel-url>
	<portal>GP-Gateway-N</portal>
	<user>anna</user>
	<authcookie>InventedSecretCookie</authcookie>
	<lifetime>2592000</lifetime>
	<gw-address>203.0.113.1</gw-address>
	<ip-address>172.27.3.18</ip-address>
	<netmask>255.255.255.255</netmask>
	<dns>
		<member>10.60.0.5</member>
		<member>10.60.0.6</member>
	</dns>
	<dns-suffix>
		<member>Corp.contoso.com</member>
	</dns-suffix>
	<default-gateway>172.27.3.18</default-gateway>
	<mtu>0</mtu>
	<no-direct-access-to-local-network>no</no-direct-access-to-local-network>
	<access-routes>
		<member>0.0.0.0/0</member>
	</access-routes>
	<exclude-access-routes>
		<member>198.51.100.40/32</member>
		<member>198.51.100.42/32</member>
	</exclude-access-routes>
	<exclude-split-tunneling-application>
		<member>C:\\Program Files\\Microsoft Office\\root\\Office16\\lync.exe</member>
	</exclude-split-tunneling-application>
	<include-split-tunneling-domain>
		<member>*.Windows.net:1433</member>
	</include-split-tunneling-domain>
	<exclude-split-tunneling-domain></exclude-split-tunneling-domain>
	<ipsec>
		<udp-port>4501</udp-port>
		<enc-algo>aes-128-cbc</enc-algo>
		<ekey-c2s><bits>128</bits><val>InventedKey</val></ekey-c2s>
		<akey-c2s><bits>160</bits><val>InventedKey</val></akey-c2s>
	</ipsec>
</response>`;

const windows = (clock: string, message: string, level = 'Debug'): string =>
  `(P10496-T6420)${level} (11298): 03/02/26 ${clock} ${message}\r\n`;
const mac = (clock: string, message: string): string => `P 815-T51619 03/02/2026 ${clock} Debug(4036): ${message}\n`;
const event = (clock: string, message: string): string => `03/02/2026 ${clock} [Info ]: ${message}\r\n`;
const driver = (clock: string, message: string): string => `03/02/2026 ${clock}[Info   318]: ${message}\r\n`;

const time = (clock: string): number => Date.parse(`2026-03-02T${clock}Z`);
const TUNNEL = {
  kind: 'vpn.tunnel',
  form: 'globalprotect-log',
  product: 'globalprotect',
  name: 'GP-Gateway-N',
  gateway: 'gw.contoso.com',
  gatewayAddress: '203.0.113.1',
  addresses: ['172.27.3.18'],
  dnsServers: ['10.60.0.5', '10.60.0.6'],
  dnsSuffixes: ['corp.contoso.com'],
  includeRoutes: ['0.0.0.0/0'],
  excludeRoutes: ['198.51.100.40/32', '198.51.100.42/32'],
  includeDomains: ['*.windows.net'],
  excludeDomains: [],
  excludeApplications: ['lync.exe'],
  noLocalAccess: false,
};
/** As JSON has it: without what is not given. */
const plain = (facts: readonly Fact[]): unknown => JSON.parse(JSON.stringify(facts));

const WINDOWS = [
  windows('08:59:58:100', 'Connect method is user-logon', 'Info'),
  windows('08:59:59:000', '----Portal Pre-login starts----'),
  windows('09:00:00:250', '----Gateway Login starts----'),
  windows('09:00:01:000', `gateway GW.contoso.com's config is ${CONFIG.replaceAll('\n', '\r\n')}`),
  windows('09:00:01:010', '----Tunnel Creation starts----'),
  windows('09:00:01:020', 'ST,Set enforcer exclude route 192.0.2.8/32'),
  windows('09:00:02:000', '--Set state to Connected'),
  windows('11:30:00:000', '----Tunnel User Diconnecting starts----'),
].join('');

const happened = (line: number, clock: string, what: string, excerpt: string) => ({
  kind: 'vpn.event',
  at: { source: 'trace', line },
  time: time(clock),
  form: 'globalprotect-log',
  product: 'globalprotect',
  event: what,
  excerpt,
});

describe('PanGPS.log of Windows', () => {
  test('tunnel and events, complete', () => {
    expect(plain(run(parser, WINDOWS))).toEqual([
      happened(2, '08:59:59.000', 'connecting', '----Portal Pre-login starts----'),
      happened(3, '09:00:00.250', 'connecting', '----Gateway Login starts----'),
      happened(46, '09:00:01.010', 'connecting', '----Tunnel Creation starts----'),
      happened(48, '09:00:02.000', 'connected', '--Set state to Connected'),
      happened(49, '11:30:00.000', 'disconnected', '----Tunnel User Diconnecting starts----'),
      { ...TUNNEL, at: { source: 'trace', line: 4 }, time: time('09:00:01.000') },
      {
        kind: 'source.summary',
        at: { source: 'trace', line: 1 },
        parser: 'globalprotect-log',
        bytes: encode(WINDOWS).length,
        records: 8,
        unrecognised: 0,
        first: time('08:59:58.100'),
        last: time('11:30:00.000'),
        clock: 'local',
        counters: { config: 1, event: 5, excludeRoute: 1 },
      },
    ]);
  });

  test('keys, cookie and user stay behind', () => {
    expect(JSON.stringify(run(parser, WINDOWS))).not.toMatch(/Invented|anna/);
  });

  test('the same whatever the pieces, line ends and encoding', () => {
    const whole = run(parser, WINDOWS);
    for (const size of [1, 7, 64, 1000]) expect(run(parser, WINDOWS, size)).toEqual(whole);
    const strip = (facts: readonly Fact[]) => facts.map((f) => (f.kind === 'source.summary' ? { ...f, bytes: 0 } : f));
    expect(strip(run(parser, WINDOWS.replaceAll('\r', '')))).toEqual(strip(whole));
    const utf16 = new Uint8Array(2 + 2 * WINDOWS.length);
    utf16.set([0xff, 0xfe]);
    for (let n = 0; n < WINDOWS.length; n++) utf16[2 + 2 * n] = WINDOWS.charCodeAt(n);
    expect(strip(run(parser, utf16, 333))).toEqual(strip(whole));
  });
});

describe('a configuration that broke off', () => {
  const cut = (at: string, behind: string): Fact[] =>
    run(
      parser,
      windows('09:00:01:000', `gateway gw.contoso.com's config is ${CONFIG.slice(0, CONFIG.indexOf(at))}`) + behind,
    );
  const routes =
    windows('09:00:01:020', 'ST,Set enforcer exclude route 198.51.100.42/32') +
    windows(
      '09:00:01:021',
      'Traffic Enforcement: TrfSetParameters:EXCLUDE ROUTE: des=198.51.100.50, mask prefixLen=32',
    ) +
    windows('09:00:01:022', 'Traffic Enforcement: TrfSetParameters:EXCLUDE ROUTE: des=nonsense, mask prefixLen=32');

  test('behind its lists: what it says stands', () => {
    const { excludeApplications: _, includeDomains: __, excludeDomains: ___, ...rest } = TUNNEL;
    expect(plain(of(cut('	<exclude-split-tunneling-app', routes), 'vpn.tunnel'))).toEqual([
      { ...rest, at: { source: 'trace', line: 1 }, time: time('09:00:01.000'), truncated: true },
    ]);
  });

  test('within a member: half an address is none; the driver has the rest of the list', () => {
    const [tunnel] = of(cut('0.42/32</member>', routes), 'vpn.tunnel');
    expect(tunnel).toMatchObject({
      truncated: true,
      excludeRoutes: ['198.51.100.40/32', '198.51.100.42/32', '198.51.100.50/32'],
    });
    expect(tunnel?.excludeApplications).toBeUndefined();
  });

  test('before the first member of a list: it says nothing of the list', () => {
    const [tunnel] = of(cut('<member>198.51.100.40/32', ''), 'vpn.tunnel');
    expect([tunnel?.includeRoutes, tunnel?.excludeRoutes]).toEqual([['0.0.0.0/0'], undefined]);
  });

  test('the driver alone says nothing', () => {
    expect(of(run(parser, routes), 'vpn.tunnel')).toEqual([]);
  });

  test('by an entry on the same line', () => {
    const text = `${windows('09:00:01:000', `gateway gw.contoso.com's config is ${CONFIG}`).trimEnd()}${windows('09:00:02:000', '----Disable starts----')}`;
    const facts = run(parser, text);
    expect(of(facts, 'vpn.event').map((e) => [e.event, e.at])).toEqual([
      ['disconnected', { source: 'trace', line: text.trimEnd().split('\n').length }],
    ]);
    expect(plain(of(facts, 'vpn.tunnel'))).toEqual([
      { ...TUNNEL, at: { source: 'trace', line: 1 }, time: time('09:00:01.000') },
    ]);
  });

  test('longer than is read', () => {
    const long = `gateway gw.contoso.com's config is <response><access-routes>${'<member>10.0.0.0/8</member>\n'.repeat(12_000)}`;
    const facts = run(parser, windows('09:00:01:000', long), 5000);
    expect(of(facts, 'input.malformed')).toEqual([
      {
        kind: 'input.malformed',
        at: { source: 'trace', line: 1 },
        time: time('09:00:01.000'),
        reason: 'limit',
        detail: 'gateway configuration longer than is read',
      },
    ]);
    expect(of(facts, 'vpn.tunnel')[0]?.truncated).toBe(true);
  });
});

describe('the other layouts', () => {
  test('macOS: address and MTU come behind the configuration', () => {
    const text =
      mac('14:32:35:000', `gateway gw.contoso.com's config is ${CONFIG}`) +
      mac('14:32:35:758', 'Set tunnel interface MTU as 1370') +
      mac('14:32:35:771', 'RTM_NEWADDR: address being added to iface utun5: 172.27.3.18') +
      mac('14:32:35:772', 'RTM_NEWADDR: address being added to iface en0: 192.168.1.34') +
      mac('14:32:36:000', 'TSLog: Set error_stage = Portal pre-login, error = The network connection is unreachable.');
    const facts = run(parser, text);
    expect(plain(of(facts, 'vpn.tunnel'))).toEqual([
      { ...TUNNEL, mtu: 1370, at: { source: 'trace', line: 1 }, time: time('14:32:35.000') },
    ]);
    expect(plain(of(facts, 'vpn.event'))).toEqual([
      {
        ...happened(44, '14:32:35.771', 'address', 'RTM_NEWADDR: address being added to iface utun5: 172.27.3.18'),
        address: '172.27.3.18',
      },
      happened(
        46,
        '14:32:36.000',
        'failed',
        'TSLog: Set error_stage = Portal pre-login, error = The network connection is unreachable.',
      ),
    ]);
  });

  test('event log; two entries on one line; wording that is not known says nothing', () => {
    const text =
      event('13:52:10:417', 'portal status is Connected.') +
      event('13:53:00:000', 'Tunnel is down due to network change.') +
      `${event('13:54:00:000', 'Load the SAML Browser').trimEnd()}${event('13:54:00:180', 'Tunnel is down due to packet sending failure.')}` +
      event('13:55:00:000', 'User disconnecting tunnel starts') +
      event('13:55:01:000', 'portal status is User authentication failed.') +
      event('13:56:00:000', 'portal status is Connected - Internal.');
    const facts = run(parser, text);
    expect(of(facts, 'vpn.event').map((e) => [e.event, e.time, 'line' in e.at && e.at.line])).toEqual([
      ['connected', time('13:52:10.417'), 1],
      ['disconnected', time('13:54:00.180'), 3],
      ['disconnected', time('13:55:00.000'), 4],
      ['failed', time('13:55:01.000'), 5],
    ]);
    expect(facts.at(-1)).toMatchObject({ records: 7, unrecognised: 0 });
  });

  test('captive portal lines, driver lines, a leading blank: records with their times', () => {
    const text =
      '(P10496-T13080)debug03/02/26 09:38:21:736 (152): [CP_DETECT] start\r\n' +
      ` ${windows('09:38:22:000', 'x', 'Info')}` +
      driver('11:43:03.451173', '----Driver Control is being started----');
    expect(run(parser, text).at(-1)).toMatchObject({
      records: 3,
      unrecognised: 0,
      first: time('09:38:21.736'),
      last: time('11:43:03.451'),
    });
  });
});

describe('rotation', () => {
  const rotated = (a: string, b: string): Fact[] => {
    const facts: Fact[] = [];
    const one = parser.open('PanGPS.log.old', (f) => facts.push(f));
    one.push(encode(a));
    const rest = one.leave?.() as Rest;
    const two = parser.open('PanGPS.log', (f) => facts.push(f), rest);
    two.push(encode(b));
    two.end();
    return facts;
  };
  const text = windows('09:00:01:000', `gateway gw.contoso.com's config is ${CONFIG}`) + windows('09:00:09:000', 'x');

  test('a configuration goes on in the next file, wherever the border is', () => {
    const whole = plain(of(run(parser, text), 'vpn.tunnel'));
    for (const border of [60, 400, 760, 1200, text.length - 5]) {
      const facts = rotated(text.slice(0, border), text.slice(border));
      if (border > 60)
        expect(plain(of(facts, 'vpn.tunnel'))).toEqual(
          (whole as object[]).map((t) => ({ ...t, at: { source: 'PanGPS.log.old', line: 1 } })),
        );
      expect(of(facts, 'source.summary').length).toBe(2);
    }
  });

  test('without a next file it is truncated', () => {
    const facts: Fact[] = [];
    const one = parser.open('PanGPS.log', (f) => facts.push(f));
    one.push(encode(text.slice(0, 700)));
    one.leave?.().drop();
    expect(of(facts, 'vpn.tunnel').map((t) => t.truncated)).toEqual([true]);
  });

  test('begins with its first entry; names tell the logs of one folder apart', () => {
    expect(parser.begins?.(encode(`</response>\r\n${text}`))).toBe(time('09:00:01.000'));
    expect(parser.begins?.(encode('nothing'))).toBeUndefined();
    const names = ['PanGPS.log', 'PanGPS.log.old', 'PanGPS.1.log', 'a/PanGPS_2.log.gz', 'PanGPS.txt', 'PanGPA.log'];
    expect(names.map((n) => parser.log?.(n))).toEqual(['pangps', 'pangps', 'pangps', 'pangps', 'pangps', 'pangpa']);
  });
});

describe('recognised', () => {
  test.each([
    ['PanGPS.log', WINDOWS, 1],
    ['ticket.txt', WINDOWS, 0.9],
    ['ticket.txt', mac('09:00:00:000', 'x'), 0.9],
    ['ticket.txt', '\n'.repeat(30) + mac('09:00:00:000', 'x'), 0.4],
    ['ticket.txt', event('09:00:00:000', 'x'), 0.7],
    ['pan_gp_event.log', event('09:00:00:000', 'x'), 1],
    ['debug_drv.txt', driver('11:43:03.451173', 'x'), 1],
    ['PanGPS.log', 'nothing of the kind', 0],
    ['a.UccApilog', '03/02/2026|09:00:00.000 1A2C:F3C INFO  :: x\r\n', 0],
    ['notes.txt', 'on 03/02/2026 09:00:00:000 we saw [x]: y', 0],
    ['notes.txt', '13/02/2026 09:00:00:000 [Info ]: x', 0],
  ])('%s %#', (name, text, sure) => {
    expect(parser.sniff(encode(text), name)).toBe(sure);
  });
});

describe('bad input', () => {
  test('cut at any byte: no throw, one summary', () => {
    const bytes = encode(WINDOWS);
    for (let end = 0; end < bytes.length; end += 3)
      expect(run(parser, bytes.subarray(0, end)).at(-1)).toMatchObject({ kind: 'source.summary', bytes: end });
  });

  test('damaged bytes: no throw, and still the same whatever the pieces', () => {
    const bytes = encode(WINDOWS + event('12:00:00:000', 'portal status is Connected.') + mac('12:00:01:000', 'x'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.constantFrom(0, 10, 13, 32, 40, 47, 58, 60, 80, 91, 255)), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 400 }),
        (changes, size) => {
          const damaged = bytes.slice();
          for (const [at, value] of changes) damaged[at] = value;
          expect(run(parser, damaged, size)).toEqual(run(parser, damaged));
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  test('noise ends', () => {
    for (const text of [
      '/'.repeat(1 << 20),
      '03/02/26 '.repeat(1 << 16),
      '\n'.repeat(1 << 18),
      windows('09:00:00:000', '-'.repeat(1 << 20)),
      `gateway ${'x'.repeat(1 << 18)}'s config is`,
    ])
      expect(run(parser, text, 65_536).at(-1)?.kind).toBe('source.summary');
  });
});
