/** The whole life of six calls, from a log in one piece, in rotated pieces, in another encoding. */
import { expect, test } from 'vitest';
import type { CandidateSpec } from '../samples/make/sdp.ts';
import type { CallLine, CandidateLine } from '../src/report.ts';
import { type NamedBytes, report } from './analyze-bytes.ts';
import { CARL, IDS, other, own, sixCalls } from './six-calls.ts';

const BYTES = sixCalls().bytes();
const whole: NamedBytes = { name: 'client.UccApilog', bytes: BYTES };

const lines = (specs: readonly CandidateSpec[], media: string, local: boolean): CandidateLine[] =>
  specs.flatMap((s) =>
    ([0, 1] as const).map((n) => ({
      media,
      component: n + 1,
      transport: s.transport,
      address: s.address,
      port: s.ports[n],
      type: s.type,
      ...(s.related ? { related: `${s.related.address}:${s.related.ports[n]}` } : {}),
      ...(s.type === 'host' ? {} : { base: local ? '192.168.1.34' : '10.80.1.20' }),
      ...(local ? { class: 'unknown' as const } : {}),
    })),
  );

/** What all have in common: 192.168.1.34 called, and hung up. */
function call(
  id: string,
  n: number,
  times: readonly [start: string, end: string, duration: number],
  said: Partial<CallLine> & Pick<CallLine, 'diagnosticsBy'>,
  selected: CallLine['selected'],
): CallLine {
  const media = said.media?.[0] ?? 'audio';
  return {
    id,
    start: `2026-03-02T${times[0]}`,
    end: `2026-03-02T${times[1]}`,
    direction: 'outgoing',
    media: [media],
    result: 'connected',
    endedBy: 'this client',
    final: { status: 200, reason: 'OK' },
    setup: 4000,
    duration: times[2],
    diagnostics: said.diagnosticsBy.map((d) => d.code),
    localCandidates: lines(own(n), media, true),
    remoteCandidates: lines(other(n), media, false),
    selected,
    pairs: selected ? [selected] : [],
    ...said,
  };
}
const relayed = (n: number, media = 'audio', by: readonly ('sdp' | 'diagnostics')[] = ['sdp']) => ({
  media,
  local: `198.51.100.42:${52_000 + n * 10}`,
  remote: `203.0.113.60:${53_000 + n * 10}`,
  by,
});
const me = (code: number) => ({ code, by: 'this client' });
const them = (code: number) => ({ code, by: 'the other side' });

const EXPECTED: readonly CallLine[] = [
  call(
    IDS.connected,
    1,
    ['09:01:00.000', '09:02:00.060', 56_000],
    { diagnosticsBy: [me(51004), them(51007)] },
    relayed(1, 'audio', ['sdp', 'diagnostics']),
  ),
  call(
    IDS.failed,
    2,
    ['09:03:00.000', '09:03:09.060', 5000],
    { result: 'failed', diagnosticsBy: [me(23), them(51007)] },
    null,
  ),
  call(
    IDS.transferred,
    3,
    ['09:05:00.000', '09:05:32.060', 28_000],
    { diagnosticsBy: [me(51004)], transfer: { to: CARL, by: 'the other side', call: IDS.next } },
    relayed(3),
  ),
  call(
    IDS.next,
    4,
    ['09:05:31.000', '09:05:51.060', 16_000],
    { diagnosticsBy: [me(51004)], transferredFrom: IDS.transferred },
    null,
  ),
  call(
    IDS.sharing,
    6,
    ['09:10:01.000', '09:10:16.260', 11_200],
    {
      media: ['applicationsharing-video'],
      result: 'dropped',
      conference: { server: 'applicationsharing', id: '7Q8R2T1K', focus: IDS.focus },
      diagnosticsBy: [{ code: 1007, by: 'sip.contoso.com' }, me(52049)],
    },
    relayed(6, 'applicationsharing-video'),
  ),
  call(
    IDS.dropped,
    7,
    ['09:20:00.000', '09:21:35.060', 91_000],
    { result: 'dropped', diagnosticsBy: [me(33)] },
    relayed(7),
  ),
];

test('six calls with their results, candidates, pairs and diagnostics', () => {
  expect(report([whole]).calls).toEqual(EXPECTED);
});

test('phones that rang are dialogs of one call', async () => {
  const { incident } = await import('./analyze-bytes.ts');
  const first = incident([whole]).calls[0];
  expect(first?.dialogs).toEqual([
    { callerTag: '5c0ffee11', calleeTag: '5c0ffee11aa', state: 'early' },
    { callerTag: '5c0ffee11', calleeTag: '5c0ffee11bb', state: 'confirmed' },
  ]);
  expect(
    first?.transactions.map((t) => [t.method, t.cseq, t.provisional.map((m) => m.status), t.final?.status]),
  ).toEqual([
    ['INVITE', 1, [180, 180], 200],
    ['INVITE', 2, [], 200],
    ['BYE', 3, [], 200],
  ]);
});

const utf16 = (bytes: Buffer): Uint8Array => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le');

test('the same in UTF-16', () => {
  expect(report([{ name: 'client.UccApilog', bytes: utf16(BYTES) }]).calls).toEqual(EXPECTED);
});

/** Cuts at these offsets; the file numbers are not the order. */
function rotated(a: number, b: number, as = (bytes: Buffer): Uint8Array => bytes): NamedBytes[] {
  return [
    { name: 'Lync-UccApi-1.UccApilog', bytes: as(BYTES.subarray(0, a)) },
    { name: 'Lync-UccApi-0.UccApilog', bytes: as(BYTES.subarray(a, b)) },
    { name: 'Lync-UccApi-2.UccApilog', bytes: as(BYTES.subarray(b)) },
  ];
}
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;
/** Within a candidate line of an INVITE's description; within the start line of an answer. */
const TEXT = BYTES.toString('latin1');
const IN_OFFER = TEXT.indexOf('52020 typ relay') + 3;
const IN_ANSWER = TEXT.indexOf('SIP/2.0 200 OK', TEXT.indexOf(IDS.sharing)) + 9;

test.each(ORDERS)('three rotated files, cut inside messages, in order %d %d %d', (...order) => {
  const files = rotated(IN_OFFER, IN_ANSWER);
  const given = order.map((n) => files[n]!);
  const result = report(given);
  expect(result.calls).toEqual(EXPECTED);
  expect(result.sources.map((s) => [s.name, s.unrecognised])).toEqual(files.map((f) => [f.name, 0]));
  expect(report(given, {}, 7).calls).toEqual(EXPECTED);
});

test('rotated files in UTF-16, each with its mark', () => {
  expect(report(rotated(IN_OFFER, IN_ANSWER, utf16)).calls).toEqual(EXPECTED);
});

test('wherever a file border cuts the first call', () => {
  const from = TEXT.indexOf('INVITE sip:ben');
  const to = TEXT.indexOf('End of Data', TEXT.indexOf(' 51007;'));
  const wrong: number[] = [];
  for (let cut = from; cut < to; cut += 61)
    if (JSON.stringify(report(rotated(cut, IN_ANSWER)).calls) !== JSON.stringify(EXPECTED_JSON)) wrong.push(cut);
  expect(wrong).toEqual([]);
});
const EXPECTED_JSON = report([whole]).calls;

test('a file is missing between: what was cut there says so, and nothing is mixed', () => {
  const [first, , last] = rotated(IN_OFFER, IN_ANSWER);
  const { calls, findings } = report([last!, first!]);
  expect(calls.map((c) => [c.id, c.result, c.localCandidates.length])).toEqual([
    [IDS.connected, 'connected', 6],
    [IDS.failed, 'cut', 2],
    [IDS.sharing, 'dropped', 2],
    [IDS.dropped, 'dropped', 6],
  ]);
  expect(findings.filter((f) => f.rule === 'input-damaged').map((f) => f.evidence.map((e) => e.excerpt))).toEqual([
    ['truncated: SIP message ended before its Content-Length', 'bad-syntax: candidate line of no known form'],
  ]);
});

test('lines of another thread inside messages do not mix them', () => {
  const noise = '03/02/2026|09:00:00.500 24D0:11C0 TRACE :: SetDeviceDisabled[23A0075B] 0->0\r\n';
  const text = TEXT.split('\r\n')
    .map((line, n) => (n % 7 === 3 ? `${noise}${line}` : line))
    .join('\r\n');
  expect(report([{ name: 'client.UccApilog', bytes: Buffer.from(text, 'latin1') }]).calls).toEqual(EXPECTED);
});

test('calls let go for want of room are counted, those that lost their beginning are cut', () => {
  const { calls, dropped } = report([whole], { factsPerKind: 24 });
  expect(calls.map((c) => [c.id, c.result])).toEqual([
    [IDS.next, 'cut'],
    [IDS.sharing, 'dropped'],
    [IDS.dropped, 'dropped'],
  ]);
  expect(dropped).toEqual({ call: 3, 'sip.message': 27 });
});
