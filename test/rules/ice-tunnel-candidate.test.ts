import { describe, expect, test } from 'vitest';
import rule from '../../rules/ice-tunnel-candidate.ts';
import selectedRule from '../../rules/ice-tunnel-selected.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
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
  endpoint,
  FRONT_END,
  finalOffer,
  finding,
  found,
  iceWarn,
  iface,
  invite,
  media,
  onLine,
  route,
  sdp,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const OFFER = [`UDP ${TUNNEL}:50020 host`, `UDP ${WIFI}:50024 host`];
const offer = invite(OFFER, { line: 10, clock: '09:22:10' });
const FIX = [
  'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers.',
  'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
  'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.',
];
const LINE = onLine(20, '09:22:10', 'candidate:1 1 UDP 2130706431 172.27.3.18 50020 typ host');
const given = { site: { ...NO_SITE, tunnel: [cidr('172.27.0.0/16') as Cidr] } };
const told = (facts: readonly Fact[], options = {}) =>
  check(rule, facts, options).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('when a call failed with it on offer', () => {
    expect(check(rule, [...splitTunnel(), offer, answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            "172.27.3.18, the tunnel's address, is offered as a host candidate; the outgoing audio call of 09:22:10 failed with it on offer.",
          subject: TUNNEL,
          evidence: [LINE],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('with an order of steps that strands nobody who is let in inside, or whose only way is the tunnel', () => {
    const EXCLUDE = FIX[1] as string;
    const HIDE =
      'For VPN clients answer NXDOMAIN for lyncdiscoverinternal, _sipinternaltls._tcp and sipinternal, so that the client does not take itself for an internal one.';
    const BLOCK =
      'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers';
    const failed = [offer, answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })];
    const signedIn = sipMessage({
      method: 'REGISTER',
      status: 200,
      callId: 'r',
      remote: endpoint(`${FRONT_END}:5061`),
    });
    const fix = (...more: readonly Fact[]) => check(rule, [...splitTunnel(), ...failed, ...more]).findings[0]?.fix;
    expect(fix(signedIn)).toEqual([EXCLUDE, HIDE, `${BLOCK} (10.60.4.21).`, FIX[2]]);
    const own = adapter({ own: `${TUNNEL}/32` });
    expect(fix(own, route(`0.0.0.0/0 on-link ${TUNNEL}`))).toEqual([EXCLUDE, HIDE, `${BLOCK}.`, FIX[2]]);
    expect(fix(own, route(`10.0.0.0/8 on-link ${TUNNEL}`))).toEqual(FIX);
  });

  test('when a call was answered, found no path by its ICEWarn, and was given up', () => {
    const mute = [offer, answer(200, 'OK'), bye({ diagnostics: [iceWarn(51004, 0x40003a0)] })];
    expect(told([...splitTunnel(), ...mute])).toEqual([
      [
        'warning',
        'certain',
        "172.27.3.18, the tunnel's address, is offered as a host candidate; the outgoing audio call of 09:22:10 found no media path with it on offer.",
      ],
    ]);
    // Bits that good calls have too.
    const heard = [offer, answer(200, 'OK'), bye({ diagnostics: [iceWarn(51004, 0x60)] })];
    expect(told([...splitTunnel(), ...heard]).map(([severity]) => severity)).toEqual(['note']);
  });

  test('as a note when a call failed since the other side could have no relay', () => {
    const refused = (value: number) =>
      answer(480, 'x', { diagnostics: [iceWarn(24, value, { direction: 'received' })] });
    expect(told([...splitTunnel(), offer, refused(0x80001)]).map(([severity]) => severity)).toEqual(['note']);
    expect(told([...splitTunnel(), offer, refused(0x40003a0)]).map(([severity]) => severity)).toEqual(['warning']);
  });

  test('as a note when no call failed and none ran over it', () => {
    const stood = [offer, answer(200, 'OK'), finalOffer(`${WIFI}:50024`, '203.0.113.80:54860')];
    expect(told([...splitTunnel(), ...stood])).toEqual([
      [
        'note',
        'certain',
        "172.27.3.18, the tunnel's address, is offered as a host candidate, but no call failed with it, and none ran over it.",
      ],
    ]);
  });

  test('as a warning when a call ran over it or over what is based on it', () => {
    const over = (own: string) => [offer, answer(200, 'OK'), finalOffer(own, '203.0.113.80:54860')];
    const said = [['warning', 'certain', "172.27.3.18, the tunnel's address, is offered as a host candidate."]];
    expect(told([...splitTunnel(), ...over(`${TUNNEL}:50020`)])).toEqual(said);
    const relayed = invite([...OFFER, `UDP 198.51.100.42:52000 relay ${TUNNEL}:50026`], { line: 10 });
    expect(told([...splitTunnel(), relayed, ...over('198.51.100.42:52000').slice(1)])).toEqual(said);
  });

  test('as a note when calls ran over it only to where the VPN’s routes lead', () => {
    const over = [offer, answer(200, 'OK'), finalOffer(`${TUNNEL}:50020`, '10.80.1.20:50046')];
    const own = [adapter(), adapter({ own: `${TUNNEL}/32`, line: 9 })];
    expect(told([...splitTunnel(), ...over, ...own, route(`10.0.0.0/8 on-link ${TUNNEL} 1`)])).toEqual([
      [
        'note',
        'certain',
        "172.27.3.18, the tunnel's address, is offered as a host candidate; calls ran over it only to where the VPN’s routes lead.",
      ],
    ]);
    expect(told([...splitTunnel(), ...over, ...own, route(`0.0.0.0/0 on-link ${TUNNEL} 1`)])).toEqual([
      ['warning', 'certain', "172.27.3.18, the tunnel's address, is offered as a host candidate."],
    ]);
  });

  test('from bare candidate lines, which tell no sender, when --tunnel says so', () => {
    const bare = sdp([media(OFFER)], { clock: null });
    expect(told([bare], given)).toEqual([
      ['warning', 'certain', "172.27.3.18, the tunnel's address, is offered as a host candidate."],
    ]);
  });

  test('from a list that holds component 2 alone', () => {
    const second = media([]).candidates.concat(
      media([OFFER[0] as string]).candidates.map((c) => ({ ...c, component: 2, line: 21 })),
    );
    expect(check(rule, [sdp([media(second)], { clock: null })], given).findings.map((f) => f.evidence)).toEqual([
      [onLine(21, null, 'candidate:1 2 UDP 2130706431 172.27.3.18 50020 typ host')],
    ]);
  });

  test('possible at most, with the reason, where only a range says so', () => {
    const carrier = invite(['UDP 100.64.7.7:50020 host'], { line: 10, clock: '09:22:10' });
    expect(told([carrier])).toEqual([
      [
        'note',
        'possible',
        "100.64.7.7, possibly the tunnel's address (host address from 100.64.0.0/10, which VPN services use), is offered as a host candidate, but no call failed with it, and none ran over it.",
      ],
    ]);
    expect(told([carrier, answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })])).toEqual([
      [
        'warning',
        'possible',
        "100.64.7.7, possibly the tunnel's address (host address from 100.64.0.0/10, which VPN services use), is offered as a host candidate; the outgoing audio call of 09:22:10 failed with it on offer.",
      ],
    ]);
  });
});

describe('does not blame it', () => {
  test.each([
    ['a callee who does not exist', answer(404, 'Not Found', { diagnostics: [diagnostic(1003)] })],
    ['a callee who is busy', answer(486, 'Busy Here')],
  ])('for %s', (_, refused) => {
    expect(told([...splitTunnel(), offer, refused]).map(([severity]) => severity)).toEqual(['note']);
  });
});

describe('stays silent', () => {
  test('on a physical adapter’s address, and on one that is relay or reflexive', () => {
    const clean = invite([`UDP ${WIFI}:50024 host`, `UDP 198.51.100.42:52000 relay ${TUNNEL}:50026`]);
    expect(check(rule, [...splitTunnel(), clean])).toEqual(clear(rule));
  });
  test('on what the other side offers', () => {
    const theirs = sipMessage({ direction: 'received', sdp: sdp([media(OFFER)]) });
    expect(check(rule, [...splitTunnel(), theirs, invite([`UDP ${WIFI}:50024 host`], { line: 50 })])).toEqual(
      clear(rule),
    );
  });
  test('when --tunnel names other addresses', () => {
    expect(check(rule, [invite(['UDP 10.1.1.5:50020 host'])], given)).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when nothing says which address is the tunnel', () => {
    expect(check(rule, [offer, answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })])).toEqual(
      skipped(rule, WHICH_TUNNEL),
    );
  });
  test('without an offer', () => {
    const theirs = sipMessage({ direction: 'received', sdp: sdp([media(OFFER)]) });
    expect(check(rule, [...splitTunnel(), theirs])).toEqual(
      skipped(rule, 'an offer or answer of this client with host candidates'),
    );
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log with a call, or candidate lines'));
  });
});

test('a call that ran over the tunnel is no better cause for another that failed', () => {
  const stood = [
    invite(OFFER, { line: 400, callId: 'stood', clock: '09:30:00' }),
    answer(200, 'OK', { line: 410, callId: 'stood' }),
    finalOffer(`${TUNNEL}:50020`, '203.0.113.80:54860', { line: 420, callId: 'stood' }),
  ];
  const failed = [offer, answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })];
  const report = checkAll([rule, selectedRule, failedRule], [...splitTunnel(), ...failed, ...stood]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause, f.subjects])).toEqual([
    ['ice-tunnel-candidate', 'error', [], [TUNNEL]],
    ['media-connectivity-failed', 'error', ['ice-tunnel-candidate'], ['24', CALL]],
    ['ice-tunnel-selected', 'warning', ['ice-tunnel-candidate'], [TUNNEL, 'stood']],
  ]);
});
