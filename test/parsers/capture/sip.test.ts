import { describe, expect, it } from 'vitest';
import type { Fact, SipMessage } from '../../../src/facts.ts';
import { type Frame, pcap, udpFrame } from '../../captures.ts';
import { only, read } from './read.ts';
import { INVITE } from './tcp-made.ts';

const PHONE = '192.168.178.21:5060';
const SERVER = '198.51.100.40:5060';
const TIME = 1_772_442_000_000;

const message = (start: string, headers: readonly string[], body = ''): string =>
  [start, 'Call-ID: 1@contoso.com', 'From: <sip:anna@contoso.com>;tag=1', ...headers, '', body].join('\r\n');

function facts(...texts: readonly string[]): Fact[] {
  return read(pcap(texts.map((text, n) => ({ time: TIME + n, bytes: udpFrame(PHONE, SERVER, text) }))));
}

const kinds = (all: readonly Fact[]): string[] => all.map(({ kind }) => kind);

describe('SIP over UDP', () => {
  it('a whole message: by its frame, with who sent it to whom', () => {
    const text = message('BYE sip:ben@contoso.com SIP/2.0', [
      'Via: SIP/2.0/UDP 192.168.178.21:5060;ms-received-port=5060',
      'To: <sip:ben@contoso.com>;tag=2',
      'CSeq: 3 BYE',
      'Authorization: Digest response="0123456789abcdef0123456789abcdef"',
      'Content-Length: 0',
    ]);
    const all = facts(text);
    expect(only(all, 'sip.message')).toEqual([
      {
        kind: 'sip.message',
        at: { source: 'test.pcap', frame: 1 },
        time: TIME,
        direction: 'unknown',
        excerpt: 'BYE sip:ben@contoso.com SIP/2.0',
        method: 'BYE',
        requestUri: 'sip:ben@contoso.com',
        callId: '1@contoso.com',
        cseq: 3,
        from: 'sip:anna@contoso.com',
        to: 'sip:ben@contoso.com',
        fromTag: '1',
        toTag: '2',
        sender: { address: '192.168.178.21', port: 5060 },
        receiver: { address: '198.51.100.40', port: 5060 },
        remoteUser: false,
        diagnostics: [],
        truncated: false,
      } satisfies SipMessage,
    ]);
    expect(JSON.stringify(all)).not.toContain('0123456789abcdef');
  });

  it('on any port, with its description', () => {
    const all = read(pcap([{ time: TIME, bytes: udpFrame('10.0.0.1:40000', '10.0.0.2:40001', INVITE) }]));
    expect(kinds(all)).toEqual(['sip.message', 'sdp.session', 'ip.flow', 'capture.interface', 'source.summary']);
    expect(only(all, 'sdp.session')[0]).toMatchObject({ at: { source: 'test.pcap', frame: 1 }, direction: 'unknown' });
  });

  it('presence and messages of people are counted, not kept; diagnostics are', () => {
    const note = message('NOTIFY sip:anna@contoso.com SIP/2.0', ['CSeq: 1 NOTIFY'], 'what somebody wrote');
    const said = message('MESSAGE sip:anna@contoso.com SIP/2.0', ['CSeq: 1 MESSAGE'], 'what somebody wrote');
    const told = message('NOTIFY sip:anna@contoso.com SIP/2.0', ['CSeq: 2 NOTIFY', 'ms-diagnostics: 1000;reason="x"']);
    const all = facts(note, said, told);
    expect(only(all, 'sip.message').map(({ cseq, diagnostics }) => [cseq, diagnostics.length])).toEqual([[2, 1]]);
    expect(only(all, 'sip.diagnostic').map(({ at, code }) => [at, code])).toEqual([
      [{ source: 'test.pcap', frame: 3 }, 1000],
    ]);
    expect(only(all, 'source.summary')[0]!.counters.sip).toBe(3);
    expect(JSON.stringify(all)).not.toContain('somebody');
  });

  it('cut by the capture: what is there, and no damage', () => {
    const frame = udpFrame(PHONE, SERVER, INVITE);
    const cut: Frame = { time: TIME, bytes: frame.subarray(0, 42 + 200), original: frame.length };
    const all = read(pcap([cut]));
    expect(only(all, 'sip.message').map(({ callId, truncated }) => [callId, truncated])).toEqual([
      ['4711@192.168.178.21', true],
    ]);
    expect(only(all, 'input.malformed')).toEqual([]);
  });

  it('shorter than it says on the wire: damage', () => {
    expect(only(facts(INVITE.slice(0, -40)), 'input.malformed').map(({ reason, at }) => [reason, at])).toEqual([
      ['truncated', { source: 'test.pcap', frame: 1 }],
    ]);
  });

  it('words that only look like it', () => {
    for (const text of [
      'HELLO sip:a',
      'GET /sip HTTP/1.1\r\n\r\n',
      'SIP/2.0 abc\r\n\r\n',
      'INVITE sip:a@b SIP/3.0\r\n\r\n',
    ])
      expect(only(facts(text), 'sip.message')).toEqual([]);
  });
});
