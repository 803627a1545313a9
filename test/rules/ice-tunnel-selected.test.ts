import { describe, expect, test } from 'vitest';
import candidateRule from '../../rules/ice-tunnel-candidate.ts';
import rule from '../../rules/ice-tunnel-selected.ts';
import lostRule from '../../rules/media-lost-mid-call.ts';
import { type Cidr, cidr } from '../../src/addresses.ts';
import type { Fact } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  adapter,
  answer,
  bye,
  CALL,
  check,
  checkAll,
  clear,
  diagnostic,
  finalOffer,
  finding,
  found,
  iface,
  invite,
  onLine,
  route,
  skipped,
  splitTunnel,
  TUNNEL,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const OFFER = [`UDP ${TUNNEL}:50020 host`, `UDP ${WIFI}:50024 host`, `UDP 198.51.100.42:52000 relay ${TUNNEL}:50026`];
const PEER = '203.0.113.80:54860';
const up = [invite(OFFER, { line: 10, clock: '09:22:10' }), answer(200, 'OK', { clock: '09:22:20' })];
const FIX = [
  'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
  'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers.',
];
const told = (facts: readonly Fact[], options = {}) =>
  check(rule, facts, options).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('on the tunnel’s address as local side', () => {
    expect(check(rule, [...splitTunnel(), ...up, finalOffer(`${TUNNEL}:50020`, PEER)])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            "The outgoing audio call of 09:22:10 ran over 172.27.3.18:50020 ↔ 203.0.113.80:54860: its local side is 172.27.3.18, the tunnel's address.",
          subject: TUNNEL,
          subjects: [TUNNEL, CALL],
          evidence: [onLine(200, '09:20:08', 'nominated: own 172.27.3.18:50020, remote 203.0.113.80:54860')],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on a relay based on it', () => {
    expect(told([...splitTunnel(), ...up, finalOffer('198.51.100.42:52000', PEER)])).toEqual([
      [
        'warning',
        'certain',
        "The outgoing audio call of 09:22:10 ran over 198.51.100.42:52000 ↔ 203.0.113.80:54860: its local side is 172.27.3.18, the tunnel's address.",
      ],
    ]);
  });

  test('as a note when a route of the VPN leads to the other side, more than a default', () => {
    const inside = [...splitTunnel(), ...up, finalOffer(`${TUNNEL}:50020`, '10.80.1.20:50046'), adapter()];
    const own = adapter({ own: `${TUNNEL}/32`, line: 9 });
    const pair = 'The outgoing audio call of 09:22:10 ran over 172.27.3.18:50020 ↔ 10.80.1.20:50046';
    expect(told([...inside, own, route(`10.0.0.0/8 on-link ${TUNNEL} 1`)])).toEqual([
      [
        'note',
        'certain',
        `${pair}: its local side is 172.27.3.18, the tunnel's address, and the VPN’s routes lead to the other side.`,
      ],
    ]);
    expect(told([...inside, own, route(`0.0.0.0/0 on-link ${TUNNEL} 1`)])).toEqual([
      ['warning', 'certain', `${pair}: its local side is 172.27.3.18, the tunnel's address.`],
    ]);
  });

  test('as an error when the media of the call failed', () => {
    const reason = 'Call terminated on a mid-call media failure where both endpoints are remote';
    expect(
      told([
        ...splitTunnel(),
        ...up,
        finalOffer(`${TUNNEL}:50020`, PEER),
        bye({ diagnostics: [diagnostic(34, { reason })] }),
      ]),
    ).toEqual([
      [
        'error',
        'certain',
        "The outgoing audio call of 09:22:10 failed on 172.27.3.18:50020 ↔ 203.0.113.80:54860: its local side is 172.27.3.18, the tunnel's address.",
      ],
    ]);
  });

  test('as a note, whatever the outcome, where only a range says that it is a tunnel', () => {
    const carrier = [
      invite(['UDP 100.64.7.7:50020 host'], { clock: '09:22:10' }),
      answer(200, 'OK'),
      finalOffer('100.64.7.7:50020', PEER),
      bye({ diagnostics: [diagnostic(24)] }),
    ];
    expect(told(carrier)).toEqual([
      [
        'note',
        'possible',
        "The outgoing audio call of 09:22:10 failed on 100.64.7.7:50020 ↔ 203.0.113.80:54860: its local side is 100.64.7.7, possibly the tunnel's address (host address from 100.64.0.0/10, which VPN services use).",
      ],
    ]);
  });
});

describe('stays silent', () => {
  test('on a pair outside the tunnel', () => {
    expect(check(rule, [...splitTunnel(), ...up, finalOffer(`${WIFI}:50024`, PEER)])).toEqual(clear(rule));
  });
  test('when the other side is in a VPN', () => {
    expect(check(rule, [...splitTunnel(), ...up, finalOffer(`${WIFI}:50024`, '172.27.9.9:50020')])).toEqual(
      clear(rule),
    );
  });
});

describe('skipped', () => {
  test('without a nominated pair', () => {
    expect(check(rule, [...splitTunnel(), ...up])).toEqual(
      skipped(rule, 'a call with a nominated pair (a=remote-candidates)'),
    );
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log'));
  });
  test('when nothing says which address is the tunnel, or the log holds no address of this PC', () => {
    expect(check(rule, [...up, finalOffer(`${TUNNEL}:50020`, PEER)])).toEqual(skipped(rule, WHICH_TUNNEL));
    expect(check(rule, [finalOffer('198.51.100.42:52000', PEER)])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('not when all addresses of the PC are known', () => {
    expect(check(rule, [iface(), invite([`UDP ${WIFI}:50024 host`]), finalOffer(`${WIFI}:50024`, PEER)])).toEqual(
      clear(rule),
    );
  });
});

test('--tunnel settles it', () => {
  const site = { ...NO_SITE, tunnel: [cidr(TUNNEL) as Cidr] };
  expect(told([...up, finalOffer(`${TUNNEL}:50020`, PEER)], { site }).map(([, confidence]) => confidence)).toEqual([
    'certain',
  ]);
});

test('explains the lost media of its call, and is explained by the candidate on offer', () => {
  const reason = 'Call terminated on a mid-call media failure where both endpoints are remote';
  const facts = [...up, finalOffer(`${TUNNEL}:50020`, PEER), bye({ diagnostics: [diagnostic(34, { reason })] })];
  const report = checkAll([rule, candidateRule, lostRule], [...splitTunnel(), ...facts]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['ice-tunnel-candidate', 'error', []],
    ['ice-tunnel-selected', 'error', ['ice-tunnel-candidate']],
    ['media-lost-mid-call', 'error', ['ice-tunnel-selected']],
  ]);
});
