import { describe, expect, test } from 'vitest';
import internalDiscovery from '../../rules/dns-internal-discovery.ts';
import recordMissing from '../../rules/dns-record-missing.ts';
import { analysis } from '../../src/analyze.ts';
import { encryptedDns } from '../../src/encrypted-dns.ts';
import type { Fact, FrameRef } from '../../src/facts.ts';
import { incidentOf } from '../../src/incident.ts';
import { isDohResolver } from '../../src/knowledge/encrypted-dns.ts';
import { NO_SITE } from '../../src/site.ts';
import { FactStore } from '../../src/store.ts';
import { at, check, checkAll, clear, deadTcp, dns, flow, skipped, splitTunnel, tcp } from '../facts.ts';

const dot = tcp({ server: '9.9.9.9:853', opening: 'tls', frame: 5 });
const doh = tcp({ server: '192.0.2.53:443', opening: 'tls', serverName: 'dns.google', frame: 6 });
const doq = flow({ server: '192.0.2.54:853', frame: 7 });

function seen(...facts: readonly Fact[]): string[] {
  const store = new FactStore();
  for (const fact of facts) store.add(fact);
  return encryptedDns(incidentOf(store, NO_SITE)).map(({ how, resolver }) => `${how} ${resolver}`);
}

describe('what is encrypted DNS', () => {
  test.each([
    ['TCP 853', dot, ['DNS over TLS 9.9.9.9']],
    [
      'TCP 853 with a name',
      tcp({ server: '9.9.9.9:853', opening: 'tls', serverName: 'dns.quad9.net' }),
      ['DNS over TLS dns.quad9.net'],
    ],
    ['TCP 853, begun before the capture', tcp({ server: '9.9.9.9:853' }), ['DNS over TLS 9.9.9.9']],
    ['a public resolver’s name', doh, ['DNS over HTTPS dns.google']],
    ['UDP 853', doq, ['DNS over QUIC 192.0.2.54']],
    ['TCP 853 that nobody answered', deadTcp({ server: '9.9.9.9:853' }), []],
    ['TCP 853 that said nothing', tcp({ server: '9.9.9.9:853', serverBytes: 0 }), []],
    ['UDP 853 that nobody answered', flow({ server: '192.0.2.54:853', received: 0 }), []],
    ['another protocol on TCP 853', tcp({ server: '9.9.9.9:853', opening: 'http' }), []],
    ['another name', tcp({ server: '192.0.2.53:443', opening: 'tls', serverName: 'dns.google.contoso.com' }), []],
    ['DNS in the clear', dns('sip.contoso.com', ['A 192.0.2.1']), []],
  ] as const)('%s', (_name, fact, expected) => {
    expect(seen(fact)).toEqual(expected);
  });

  test.each([
    ['dns.google', true],
    ['DNS.Google', true],
    ['mozilla.cloudflare-dns.com', true],
    ['abc123.dns.nextdns.io', true],
    ['www.google', false],
    ['notcloudflare-dns.com', false],
    ['google', false],
    ['', false],
  ])('%s', (name, expected) => {
    expect(isDohResolver(name)).toBe(expected);
  });
});

describe('what it takes from a report', () => {
  const nx = dns('lyncdiscoverinternal.contoso.com', 'NXDOMAIN');
  const hidden = (words: string) => `DNS in the clear: names were resolved in ${words}`;

  test('a rule about names proves nothing', () => {
    expect(check(internalDiscovery, [...splitTunnel(), nx])).toEqual(clear(internalDiscovery));
    expect(check(internalDiscovery, [...splitTunnel(), nx, dot, doh])).toEqual(
      skipped(internalDiscovery, hidden('DNS over TLS to 9.9.9.9 and DNS over HTTPS to dns.google')),
    );
  });

  test('silence in the clear accuses nobody, NXDOMAIN less surely', () => {
    const queries: FrameRef[] = [0, 1, 3].map((s, n) => ({ frame: 31 + n, time: at('09:20:00') + s * 1000 }));
    const silent = dns('sip.contoso.com', null, { frame: 31, queries });
    const absent = dns('lyncdiscover.contoso.com', 'NXDOMAIN', { frame: 11 });
    const of = (...facts: readonly Fact[]) =>
      checkAll([recordMissing], [...splitTunnel(), ...facts]).findings.map((f) => [f.subjects, f.confidence]);
    expect(of(absent)).toEqual([[['lyncdiscover.contoso.com'], 'certain']]);
    expect(of(absent, dot)).toEqual([[['lyncdiscover.contoso.com'], 'likely']]);
    expect(of(silent)).toEqual([[['sip.contoso.com'], 'likely']]);
    expect(of(silent, dot)).toEqual([]);
  });

  test('the report says what it could not see', () => {
    const run = analysis([], '0.0.0');
    for (const fact of [...splitTunnel(), nx, doq, doh]) run.add(fact);
    run.add({
      kind: 'source.summary',
      at: { source: 'capture.pcapng', frame: 1 },
      parser: 'capture',
      bytes: 1,
      records: 1,
      unrecognised: 0,
      clock: 'utc',
      counters: { encryptedFrames: 12 },
    });
    expect(run.finish().blind.slice(-2)).toEqual([
      'Names that were resolved where no capture can see: DNS over HTTPS to dns.google and DNS over QUIC to 192.0.2.54.',
      'What 12 encrypted Wi-Fi frames carried: capture on the PC itself, not on the air.',
    ]);
  });
});
