import { describe, expect, test } from 'vitest';
import rule from '../../rules/edge-tls-inspected.ts';
import noRelay from '../../rules/edge-unreachable.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  allocate,
  answer,
  at,
  bye,
  check,
  clear,
  deadAllocate,
  finding,
  found,
  iceWarn,
  iface,
  inFrame,
  invite,
  onLine,
  skipped,
  tcp,
  WIFI,
} from '../facts.ts';

const turn = (more: Parameters<typeof tcp>[0] = {}) =>
  tcp({ server: `${AV_EDGE}:443`, frame: 40, opening: 'pseudo-tls', reply: 'pseudo-tls', ...more });
const certificate = {
  frame: 44,
  time: at('09:20:00'),
  subject: 'av.contoso.com',
  issuer: 'Contoso Inspection CA',
  names: ['av.contoso.com'],
};
const fix = (to: string) => [
  `Exempt ${to} from TLS inspection and proxies: what the client speaks there is TURN behind a canned TLS hello ([MS-TURN] over TCP), which no inspection can follow.`,
  'If nothing inspects there, check that the address and port are those of the A/V Edge service and not of another one.',
];
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('on real TLS where the canned hello belongs', () => {
    expect(check(rule, [iface(), turn({ reply: 'tls', certificate })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            '198.51.100.42:443 answered the client’s TURN over TCP with a real TLS hello, not as an A/V Edge does: a box on the way inspects TLS, or it is another service.',
          subject: AV_EDGE,
          noticed: 'Calls find no relay over TCP.',
          evidence: [
            inFrame(40, '09:20:00', 'TURN over TCP to 198.51.100.42:443, answered with a real TLS hello'),
            inFrame(44, '09:20:00', 'certificate of "av.contoso.com", issued by "Contoso Inspection CA"'),
          ],
          fix: fix('198.51.100.42:443'),
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on a TLS alert; likely where nothing else tells who answered', () => {
    const alert = { frame: 45, time: at('09:20:00'), by: 'server', description: 40 } as const;
    expect(told([iface(), turn({ reply: 'tls-alert', alert })])[0]?.slice(0, 2)).toEqual(['error', 'certain']);
    expect(told([iface(), turn({ reply: 'http' })])[0]?.slice(0, 2)).toEqual(['error', 'likely']);
  });

  test('as a warning where UDP reaches the Edge', () => {
    expect(told([iface(), allocate(), turn({ reply: 'tls', certificate })])[0]?.[0]).toBe('warning');
  });

  test('on ICEWarn 0x800000', () => {
    const call = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK'), bye({ diagnostics: [iceWarn(23, 0x800020)] })];
    expect(check(rule, call)).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            'The outgoing audio call of 09:20:00: ICEWarn of this client has 0x800000, pseudo-TLS to the A/V Edge failed: a proxy or firewall inspects TCP 443 on the way.',
          subject: 'ICEWarn of this client',
          subjects: ['ICEWarn of this client', 'a1b2c3d4'],
          evidence: [onLine(300, '09:21:00', 'ms-client-diagnostics: 23; CallerMediaDebug="audio:ICEWarn=0x800020"')],
          fix: fix('the A/V Edge'),
        }),
      ],
      outcome: found(rule),
    });
  });

  test('only as a question on an inspection product’s issuer', () => {
    const zscaler = { ...certificate, issuer: 'Zscaler Intermediate Root CA', issuerOrganisation: 'Zscaler Inc.' };
    const web = tcp({
      server: `${ACCESS_EDGE}:443`,
      serverName: 'sip.contoso.com',
      opening: 'tls',
      reply: 'tls',
      certificate: zscaler,
    });
    expect(told([iface(), web])).toEqual([
      [
        'warning',
        'possible',
        'The certificate that 198.51.100.40:443 showed for sip.contoso.com names Zscaler as its issuer: TLS to it may be inspected. Compare it with the site’s own certificate.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['the canned hello is answered', [turn()]],
    ['normal bits', [iceWarn(23, 0x20), turn()]],
    ['an ordinary web server', [turn(), tcp({ opening: 'tls', reply: 'tls', certificate })]],
    [
      'a known issuer at a server that is not SfB’s',
      [
        turn(),
        tcp({
          server: '192.0.2.80:443',
          opening: 'tls',
          reply: 'tls',
          certificate: { ...certificate, issuer: 'Zscaler' },
        }),
      ],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, [iface(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  const WHAT = skipped(rule, 'the answer to TURN over TCP 443 (capture), or a diagnostics header with ICEWarn');
  test('when nothing answered, which is edge-unreachable’s business', () => {
    const facts = [iface(), turn({ reply: undefined })];
    expect(check(rule, facts)).toEqual(WHAT);
    expect(check(noRelay, [...facts, deadAllocate()]).findings).toEqual([]);
  });
  test('without TURN over TCP', () => {
    expect(check(rule, [iface(), tcp()])).toEqual(WHAT);
  });
});
