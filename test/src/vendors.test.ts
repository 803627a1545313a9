import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Needs } from '../../src/configuration.ts';
import type { ConfigBlock } from '../../src/report.ts';
import { anyconnect } from '../../src/vendors/anyconnect.ts';
import { fortigate } from '../../src/vendors/fortigate.ts';
import { globalprotect } from '../../src/vendors/globalprotect.ts';
import { openvpn } from '../../src/vendors/openvpn.ts';
import { strongswan } from '../../src/vendors/strongswan.ts';
import { windows } from '../../src/vendors/windows.ts';
import { complement, wireguard } from '../../src/vendors/wireguard.ts';

const NONE: Needs = { exclude: [], route: [], processes: [], nat: [] };
const want = (value: string, answers: readonly string[] = ['f1']) => ({ value, answers });
const EXCLUDE: Needs = { ...NONE, exclude: [want('198.51.100.40'), want('198.51.100.42', ['f1', 'f2'])] };
const ALL: Needs = {
  exclude: [want('198.51.100.40'), want('2001:db8::40')],
  route: [want('10.60.4.21')],
  processes: [want('lync.exe')],
  mss: { bytes: 1382, answers: ['f3'] },
  nat: [want('10.20.30.40')],
  exempt: ['f4'],
  redirects: ['f5'],
  connection: "Anna's VPN",
  gateway: 'vpn.contoso.com',
};
const VENDORS = { anyconnect, fortigate, globalprotect, openvpn, strongswan, windows, wireguard };
const lines = (blocks: readonly ConfigBlock[]): string[] =>
  blocks.flatMap((b) => [`# ${b.title}`, ...b.lines.map((l) => l.text)]);

describe.each(Object.entries(VENDORS))('%s', (_name, vendor) => {
  test('nothing needed, nothing set', () => {
    expect(vendor(NONE)).toEqual([]);
  });
  test('with everything needed', () => {
    expect(lines(vendor(ALL))).toMatchSnapshot();
  });
  test('each line says which finding it answers, each block how to see that it works', () => {
    for (const block of vendor(ALL)) {
      expect(block.lines.filter((l) => l.answers.length === 0)).toEqual([]);
      expect(block.verify.length).toBeGreaterThan(20);
      expect(block.where.length).toBeGreaterThan(10);
    }
  });
  test('no address that was not asked for', () => {
    const given = new Set(['198.51.100.40', '198.51.100.42', '255.255.255.255']);
    const found = lines(vendor(EXCLUDE)).flatMap((l) =>
      l.startsWith('AllowedIPs') ? [] : (l.match(/\d+\.\d+\.\d+\.\d+/g) ?? []),
    );
    expect(found.filter((a) => !given.has(a))).toEqual([]);
  });
});

test("a connection's name is quoted for PowerShell", () => {
  expect(lines(windows({ ...NONE, route: [want('10.60.4.21')], connection: "a'; calc '" }))[1]).toBe(
    "Add-VpnConnectionRoute -ConnectionName 'a''; calc ''' -DestinationPrefix 10.60.4.21/32",
  );
});

describe('the complement of addresses', () => {
  const numberOf = (text: string): number => text.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  const holds = (prefix: string, address: number): boolean => {
    const [network = '', bits = ''] = prefix.split('/');
    const size = 2 ** (32 - Number(bits));
    return Math.floor(numberOf(network) / size) === Math.floor(address / size);
  };
  const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  test('holds every other address once, and none of them', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 8 }), address, (out, other) => {
        const prefixes = complement(out);
        for (const a of out) expect(prefixes.filter((p) => holds(p, a))).toEqual([]);
        if (!out.includes(other)) expect(prefixes.filter((p) => holds(p, other))).toHaveLength(1);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
  test('of one address are 32 prefixes', () => {
    expect(complement([0]).length).toBe(32);
    expect(complement([0]).at(-1)).toBe('128.0.0.0/1');
  });
});

test('a gateway of strongSwan with other clients narrows them', () => {
  const set = (needs: Partial<Needs>): string[] => lines(strongswan({ ...EXCLUDE, foreignClient: true, ...needs }));
  expect(set({ inside: ['10.1.0.0/16'] })).toEqual([
    '# strongSwan gateway: only the internal networks through the tunnel',
    'local_ts = 10.1.0.0/16',
  ]);
  expect(set({})[1]).toBe('local_ts = INTERNAL-NETWORKS');
});
