import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-unity-missing.ts';
import type { Fact, IpsecPlugins } from '../../src/facts.ts';
import { check, clear, finding, found, inFrame, skipped } from '../facts.ts';
import { child, GATEWAY, ike, ipsecSa, ROADWARRIOR, SAS, VIRTUAL } from '../facts-network.ts';

const sa = (more: Parameters<typeof ipsecSa>[0] = {}) =>
  ipsecSa({
    name: 'rw',
    version: 1,
    remoteVirtual: [VIRTUAL],
    children: [child({ localTs: ['10.1.0.0/16'], remoteTs: [`${VIRTUAL}/32`] })],
    ...more,
  });
const plugins = (...names: readonly string[]): IpsecPlugins => ({
  kind: 'ipsec.plugins',
  at: { source: SAS, line: 30 },
  form: 'ipsec-statusall',
  names,
});
const speaks = ike({
  version: 1,
  client: `${ROADWARRIOR}:500`,
  server: `${GATEWAY}:500`,
  answered: true,
  vendors: ['XAuth', 'Cisco Unity'],
  frame: 4,
});
const FIX = [
  'Load the unity plugin on the gateway (charon.plugins.unity.load = yes), or give split-include by the attr plugin.',
  'Better, move the clients to IKEv2, where the gateway narrows the selectors itself.',
] as const;

describe('fires', () => {
  test('on a client that speaks Unity', () => {
    expect(check(rule, [sa(), plugins('aes', 'xauth-generic'), speaks])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            '10.20.30.5 connected with IKEv1, which has no narrowing of its own, and the gateway loads none of unity, attr and attr-sql: the client speaks Cisco’s Unity and would take the list (10.1.0.0/16) from it. Without, client and gateway need the same selectors by hand.',
          subject: 'rw',
          evidence: [
            { source: SAS, line: 1, excerpt: 'rw: IKEv1, 10.20.30.5' },
            { source: SAS, line: 30, excerpt: 'plugins without unity, attr and attr-sql' },
            inFrame(4, '09:20:00', 'vendor XAuth and Cisco Unity'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a question where nothing tells what the client speaks', () => {
    expect(check(rule, [sa(), plugins('aes')]).findings.map((f) => [f.severity, f.confidence])).toEqual([
      ['note', 'possible'],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['IKEv2', [sa({ version: 2 }), plugins('aes'), speaks]],
    ['a full tunnel', [sa({ children: [child({ localTs: ['0.0.0.0/0'] })] }), plugins('aes'), speaks]],
    ['unity', [sa(), plugins('unity'), speaks]],
    ['attr', [sa(), plugins('attr'), speaks]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['no plugins', [sa(), speaks], 'the plugins of the gateway (ipsec statusall, swanctl --stats)'],
  [
    'between sites',
    [ipsecSa({ version: 1 }), plugins('aes')],
    'swanctl --list-sas of the gateway, with a client connected',
  ],
  ['no associations', [plugins('aes')], 'swanctl --list-sas or ipsec statusall'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
