import { describe, expect, test } from 'vitest';
import sipText from '../../parsers/sip-text.ts';
import type { Fact, SipDiagnostic } from '../../src/facts.ts';
import { BYE, INVITE, NOTIFY, OK, REINVITE, wire } from './client-log.ts';
import { INTRANET_RELAY } from './decode/sdp-offers.ts';
import { of, run } from './run.ts';

const at = (line: number) => ({ source: 'trace', line });
const summary = (facts: readonly Fact[]) => of(facts, 'source.summary')[0]!;
const heads = (facts: readonly Fact[]) =>
  of(facts, 'sip.message').map((m) => ['line' in m.at ? m.at.line : 0, m.excerpt]);

describe('messages', () => {
  test('one after the other, as a viewer saves them', () => {
    const text = [INVITE, NOTIFY, OK, REINVITE, BYE].map((m) => `${wire(m)}\r\n`).join('');
    const facts = run(sipText, text);
    expect(heads(facts)).toEqual([
      [1, 'INVITE sip:ben@contoso.com SIP/2.0'],
      [30, 'BENOTIFY sip:10.20.30.40:50211;transport=tls SIP/2.0'],
      [40, 'SIP/2.0 200 OK'],
      [49, 'INVITE sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu SIP/2.0'],
      [67, 'BYE sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu SIP/2.0'],
    ]);
    expect(of(facts, 'sip.message').map((m) => m.direction)).toEqual([
      'unknown',
      'unknown',
      'received',
      'unknown',
      'unknown',
    ]);
    expect(
      of(facts, 'sdp.session').map((s) => [s.at, s.media.flatMap((m) => m.candidates.map((c) => c.line))]),
    ).toEqual([
      [at(14), [24, 25, 26]],
      [at(58), [64]],
    ]);
    expect(of(facts, 'sip.diagnostic').map((d) => [d.at, d.code])).toEqual([[at(73), 51004]]);
    expect(summary(facts)).toEqual({
      kind: 'source.summary',
      at: at(1),
      parser: 'sip-text',
      bytes: text.length,
      records: 5,
      unrecognised: 0,
      clock: 'none',
      counters: { INVITE: 2, BENOTIFY: 1, '2xx': 1, BYE: 1 },
    });
  });

  test('with somebody’s words around them', () => {
    const text = [
      'Hi,',
      'this is what the client sent:',
      '',
      ...wire(OK)
        .trimEnd()
        .split('\r\n')
        .map((l) => `    ${l}`),
      '',
      'and then:',
      '',
      ...wire(BYE).trimEnd().split('\r\n'),
      'Any idea?',
    ].join('\n');
    const facts = run(sipText, text);
    expect(heads(facts)).toEqual([
      [4, 'SIP/2.0 200 OK'],
      [14, 'BYE sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu SIP/2.0'],
    ]);
    expect(of(facts, 'sip.diagnostic').map((d) => [d.at, d.code])).toEqual([[at(20), 51004]]);
    expect(of(facts, 'input.malformed')).toEqual([]);
    expect(summary(facts).unrecognised).toBe(3);
  });

  test('no Content-Length: the body goes on while it looks like one', () => {
    const text = [
      'INVITE sip:x SIP/2.0',
      'Content-Type: application/sdp',
      '',
      ...INTRANET_RELAY,
      '',
      'INVITE sip:y SIP/2.0',
      'CSeq: 2 INVITE',
      '',
      'words',
    ].join('\n');
    const facts = run(sipText, text);
    expect(of(facts, 'sdp.session').map((s) => s.media[0]?.candidates.length)).toEqual([10]);
    expect([summary(facts).records, summary(facts).unrecognised]).toEqual([2, 1]);
  });

  test('an instant message never reaches a fact', () => {
    const text = wire({ start: 'MESSAGE sip:x SIP/2.0', headers: ['Content-Type: text/plain'], text: 'secret words' });
    expect(JSON.stringify(run(sipText, text))).not.toContain('secret');
  });
});

describe('headers alone', () => {
  const diagnostic = (fields: Partial<SipDiagnostic>): SipDiagnostic => ({
    kind: 'sip.diagnostic',
    at: at(1),
    header: 'ms-diagnostics',
    code: 0,
    params: {},
    direction: 'unknown',
    excerpt: '',
    ...fields,
  });

  test('one header, curly quotes, in the middle of a text', () => {
    const line =
      'ms-diagnostics: 1027;reason=”Cannot route this type of SIP request to or from federated partners”;source=”edge.contoso.com”';
    const facts = run(sipText, `We get\n  ${line}\nin the log.`);
    expect(of(facts, 'sip.diagnostic')).toEqual([
      diagnostic({
        at: at(2),
        code: 1027,
        reason: 'Cannot route this type of SIP request to or from federated partners',
        server: 'edge.contoso.com',
        excerpt: line,
      }),
    ]);
  });

  test('a value without its name', () => {
    const line = '25; reason=”A federated call failed”; UserType=”Callee”; MediaType=”audio”; ICEWarn=”0x40003a0″';
    const facts = run(sipText, `Diagnostic header\n${line}\n\n12006;reason="Trying next hop"\n10:41 h; not=this`);
    expect(of(facts, 'sip.diagnostic')).toEqual([
      diagnostic({
        at: at(2),
        code: 25,
        reason: 'A federated call failed',
        media: {
          layout: 'B',
          writer: 'Callee',
          mediaType: 'audio',
          iceWarn: 0x40003a0,
          keys: { icewarn: '0x40003a0' },
        },
        excerpt: line,
      }),
      diagnostic({ at: at(4), code: 12006, reason: 'Trying next hop', excerpt: '12006;reason="Trying next hop"' }),
    ]);
  });

  test('some headers: the Call-ID and CSeq among them count', () => {
    const text = [
      'Call-ID: abc',
      'CSeq: 2 BYE',
      'ms-client-diagnostics: 23; reason="Call failed to establish";CallerMediaDebug="audio:ICEWarn=0x12b,',
      'LocalSite=192.0.2.9:20712"',
      'X-Ms-diagnostics: 28020;source="web01.contoso.com"',
    ].join('\r\n');
    expect(run(sipText, text)).toEqual([
      diagnostic({
        at: at(3),
        header: 'ms-client-diagnostics',
        code: 23,
        reason: 'Call failed to establish',
        media: {
          layout: 'A',
          writer: 'Caller',
          mediaType: 'audio',
          iceWarn: 0x12b,
          keys: { icewarn: '0x12b', localsite: '192.0.2.9:20712' },
        },
        callId: 'abc',
        method: 'BYE',
        excerpt: 'ms-client-diagnostics: 23; reason="Call failed to establish";CallerMediaDebug="audio:ICEWarn=0x12b,',
      }),
      diagnostic({
        at: at(5),
        header: 'x-ms-diagnostics',
        code: 28020,
        server: 'web01.contoso.com',
        callId: 'abc',
        method: 'BYE',
        excerpt: 'X-Ms-diagnostics: 28020;source="web01.contoso.com"',
      }),
      {
        kind: 'source.summary',
        at: at(1),
        parser: 'sip-text',
        bytes: text.length,
        records: 1,
        unrecognised: 0,
        clock: 'none',
        counters: {},
      },
    ]);
  });

  test('headers with a description', () => {
    const facts = run(sipText, ['Content-Type: application/sdp', '', ...INTRANET_RELAY, ''].join('\r\n'));
    expect(facts.map((f) => f.kind)).toEqual(['sdp.session', 'source.summary']);
    expect(of(facts, 'sdp.session')[0]?.media[0]?.candidates[0]?.line).toBe(18);
  });
});

test('nothing of SIP', () => {
  expect(run(sipText, 'hello\n\nworld: yes\n')).toEqual([
    {
      kind: 'source.summary',
      at: at(1),
      parser: 'sip-text',
      bytes: 18,
      records: 0,
      unrecognised: 2,
      clock: 'none',
      counters: {},
    },
  ]);
});
