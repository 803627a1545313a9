import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../../parsers/capture.ts';
import type { Fact } from '../../../src/facts.ts';
import { CAPTURE_FACTS, OPEN_FLOWS, STREAM_SIP_BYTES, WAITING_BYTES, WAITING_SEGMENTS } from '../../../src/limits.ts';
import { type Bytes, clientHello, dns, join, pcap, tcpFrame, u16 } from '../../captures.ts';
import { certificate, certificateMessage, distinguishedName, record } from './certificate.ts';
import { only, read } from './read.ts';
import { INVITE, opened, pieces, RINGING, type Segment, segments, serverFlight } from './tcp-made.ts';

const facts = (list: readonly Segment[], port = 443): Fact[] =>
  read(pcap(segments(list, '192.168.178.21:50500', `198.51.100.40:${port}`)));
const query = (n: number): Bytes => {
  const message = dns({ id: n, question: { name: `n${n}.contoso.com`, type: 'A' } });
  return join(u16(message.length), message);
};

/** What a stream said, without the places. */
const said = (all: readonly Fact[]): unknown[] => [
  ...only(all, 'sip.message').map((m) => [m.callId, m.cseq, m.status ?? m.method, m.sdp?.media.length, m.truncated]),
  ...only(all, 'dns.exchange').map((x) => [x.name, x.queries.length]),
  ...only(all, 'tcp.conversation').map((c) => [
    c.opening,
    c.serverName,
    c.certificate?.subject,
    c.certificate?.names,
    c.alert?.description,
  ]),
  ...only(all, 'input.malformed').map((m) => m.detail),
];

describe('messages do not depend on how segments cut them', () => {
  const sip = join(INVITE, '\r\n\r\n', INVITE.replaceAll('CSeq: 1', 'CSeq: 2'), RINGING);
  const names = join(query(1), query(2), query(3));
  const hello = clientHello('sip.contoso.com', 600);
  const flight = join(serverFlight(300), record(21, [2, 48]));
  const streams = [
    { name: 'SIP', port: 5060, from: 'client', bytes: sip, before: [] },
    { name: 'DNS', port: 53, from: 'client', bytes: names, before: [] },
    { name: 'ClientHello', port: 443, from: 'client', bytes: hello, before: [] },
    { name: 'certificates', port: 443, from: 'server', bytes: flight, before: pieces('client', hello, [], 1001, 5001) },
  ] as const;

  it.each(streams)('$name', ({ port, from, bytes, before }) => {
    const begin = from === 'client' ? 1001 : 5001;
    const all = (parts: readonly Segment[]): unknown[] => said(facts([...opened, ...before, ...parts], port));
    const whole = all(pieces(from, bytes, [], begin, 0));
    expect(whole.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 13, maxLength: 13 }),
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 300 })), { maxLength: 4 }),
        (cuts, order, again) => {
          cuts.sort((a, b) => a - b);
          // Pieces in any order, and some stretches twice; the first byte comes among the first, as a handshake has it.
          const parts = pieces(from, bytes, cuts, begin, 0).map((part, n) => ({ part, rank: order[n]! }));
          const extra = again.map(([at, size]) => ({
            part: { ...pieces(from, bytes, [], begin, 0)[0]!, seq: begin + at, data: bytes.subarray(at, at + size) },
            rank: order[at % 13]!,
          }));
          const mixed = [...parts, ...extra].sort((a, b) => a.rank - b.rank).map(({ part }) => part);
          const first = mixed.findIndex(({ seq }) => seq === begin);
          mixed.unshift(...mixed.splice(first, 1));
          // What TLS says is told by the first record; DNS counts repeats of a question, of which there are none.
          expect(all(mixed)).toEqual(whole);
        },
      ),
      { seed: 1, numRuns: 150 },
    );
  });

  it('the first piece may come late', () => {
    const parts = pieces('client', hello, [100, 400], 1001, 5001);
    for (const order of [
      [1, 0, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const [c] = only(facts([...opened, ...order.map((n) => parts[n]!)]), 'tcp.conversation');
      expect([c!.opening, c!.serverName, c!.helloFrame]).toEqual(['tls', 'sip.contoso.com', 6]);
    }
  });

  it('pieces that never come: what stands behind the gap is read when the other side has it, or at the end', () => {
    const parts = pieces(
      'client',
      join(query(1), query(2), query(3)),
      [query(1).length, 2 * query(1).length],
      1001,
      5001,
    );
    const found = (list: readonly Segment[]) =>
      only(facts(list, 53), 'dns.exchange').map((x) => [x.name, x.queries[0]!.frame]);
    const gap = [...opened, parts[0]!, parts[2]!];
    expect(found(gap)).toEqual([
      ['n1.contoso.com', 4],
      ['n3.contoso.com', 5],
    ]);
    const acked: Segment = { from: 'server', flags: 'a', seq: 5001, ack: 1001 + 3 * query(1).length };
    expect(found([...gap, acked])).toEqual(found(gap));
  });
});

describe('what TLS says in the clear', () => {
  const hello = pieces('client', clientHello('sip.contoso.com'), [], 1001, 5001);
  const reply = (bytes: Uint8Array): Segment[] => pieces('server', bytes, [], 5001, 1081);

  it('names of the certificate, and an alert of the client', () => {
    const list = [...opened, ...hello, ...reply(serverFlight()), ...pieces('client', record(21, [2, 48]), [], 1081, 0)];
    const [c] = only(facts(list), 'tcp.conversation');
    expect(c!.certificate).toEqual({
      frame: 5,
      time: expect.any(Number),
      subject: 'sip.contoso.com',
      issuer: 'Fabrikam Issuing CA 1',
      issuerOrganisation: 'Fabrikam',
      names: ['sip.contoso.com', '*.contoso.com'],
    });
    expect(c!.alert).toEqual({ frame: 6, time: expect.any(Number), by: 'client', description: 48 });
  });

  it('a fatal alert counts more than a warning; a ciphered one says nothing', () => {
    const alerts = (...bodies: readonly (readonly number[])[]) =>
      only(
        facts([...opened, ...hello, ...reply(join(...bodies.map((body) => record(21, body))))]),
        'tcp.conversation',
      )[0]!.alert?.description;
    expect(alerts([1, 112], [2, 40])).toBe(40);
    expect(alerts([2, 40], [1, 0])).toBe(40);
    expect(alerts(new Array<number>(26).fill(2))).toBe(undefined);
    expect(alerts([9, 40])).toBe(undefined);
  });

  it('behind CONNECT', () => {
    const request = join('CONNECT sip.contoso.com:443 HTTP/1.1\r\n\r\n');
    const granted = join('HTTP/1.1 200 Connection established\r\n\r\n');
    const list = [
      ...opened,
      ...pieces('client', request, [], 1001, 5001),
      ...pieces('server', granted, [], 5001, 0),
      ...pieces('client', clientHello('sip.contoso.com'), [], 1001 + request.length, 0),
      ...pieces('server', serverFlight(), [1000], 5001 + granted.length, 0),
    ];
    const [c] = only(facts(list), 'tcp.conversation');
    expect([c!.opening, c!.serverName, c!.certificate?.subject]).toEqual([
      'http',
      'sip.contoso.com',
      'sip.contoso.com',
    ]);
  });

  it('a chain longer than is kept: the first certificate is what counts', () => {
    const name = distinguishedName(['CN', 'sip.contoso.com']);
    const own = certificate({ subject: name, issuer: name, names: ['sip.contoso.com'] });
    const flight = certificateMessage(
      own,
      ...Array.from({ length: 8 }, () => certificate({ subject: name, issuer: name, keyBytes: 4000 })),
    );
    const records: Bytes[] = [];
    for (let at = 0; at < flight.length; at += 8000) records.push(record(22, flight.subarray(at, at + 8000)));
    const bytes = join(...records);
    const cuts = Array.from({ length: Math.floor(bytes.length / 1400) }, (_, n) => (n + 1) * 1400);
    const [c] = only(facts([...opened, ...hello, ...pieces('server', bytes, cuts, 5001, 1081)]), 'tcp.conversation');
    expect(c!.certificate?.names).toEqual(['sip.contoso.com']);
  });
});

describe('tunnels by their first words', () => {
  const reset = (opcode: number, session: number): Bytes => {
    const body = join(opcode, new Array<number>(8).fill(session), 0, 0, 0, 0, 0);
    return join(u16(body.length), body);
  };
  it.each([
    [
      'SSTP',
      join('SSTP_DUPLEX_POST /sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/ HTTP/1.1\r\n'),
      join('HTTP/1.1 200 OK\r\n'),
      'sstp',
    ],
    [
      'GlobalProtect',
      join('GET /ssl-tunnel-connect.sslvpn?user=anna HTTP/1.1\r\n'),
      join('START_TUNNEL'),
      'globalprotect',
    ],
    [
      'its portal',
      join('POST /global-protect/prelogin.esp HTTP/1.1\r\n'),
      join('HTTP/1.1 200 OK\r\n'),
      'globalprotect',
    ],
    ['another path', join('GET /a/global-protect/ HTTP/1.1\r\n'), join('HTTP/1.1 200 OK\r\n'), undefined],
    ['OpenVPN', reset(0x38, 9), reset(0x40, 8), 'openvpn'],
    ['half of it', reset(0x38, 9), join('no'), undefined],
    ['no session', reset(0x38, 0), reset(0x40, 8), undefined],
  ] as const)('%s', (_name, client, server, tunnel) => {
    const list = [...opened, ...pieces('client', client, [], 1001, 5001), ...pieces('server', server, [], 5001, 0)];
    const all = facts(list);
    expect(only(all, 'tcp.conversation')[0]!.tunnel).toBe(tunnel);
    expect(JSON.stringify(all)).not.toContain('anna');
  });
});

describe('hostile streams', () => {
  it('segments far ahead, and more than may wait', () => {
    const far = Array.from(
      { length: WAITING_SEGMENTS + 20 },
      (_, n): Segment => ({
        from: 'client',
        flags: 'a',
        seq: 3000 + 50 * n,
        ack: 5001,
        data: 'INVITE sip:a@contoso.com SIP/2.0\r\nCall-ID: 1\r\n\r\n',
      }),
    );
    const list = [...opened, ...pieces('client', join(INVITE), [], 1001, 5001), ...far];
    // Given up once too many wait; then each is read where it stands.
    expect(only(facts(list, 5060), 'sip.message').length).toBe(1 + far.length);
    const large = Array.from(
      { length: 60 },
      (_, n): Segment => ({
        from: 'client',
        flags: 'a',
        seq: 3000 + 2000 * n,
        ack: 5001,
        data: new Uint8Array(1400),
      }),
    );
    expect(60 * 1400).toBeGreaterThan(WAITING_BYTES);
    expect(only(facts([...opened, ...large], 5060), 'tcp.conversation')[0]!.clientBytes).toBe(60 * 1400);
  });

  it.each(['-5', '1e99', 'Infinity', '99999999999999999999', '0x10', '2147483648'])('Content-Length: %s', (length) => {
    const bad = join(`BYE sip:a@contoso.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: ${length}\r\n\r\n`);
    const list = [
      ...opened,
      ...pieces('client', bad, [], 1001, 5001),
      ...pieces('client', join(INVITE), [], 1001 + bad.length, 0),
    ];
    expect(only(facts(list, 5060), 'tcp.conversation').length).toBe(1);
  });

  it('a message longer than is put together', () => {
    const long = join(
      `INVITE sip:a@contoso.com SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: ${STREAM_SIP_BYTES}\r\n\r\n`,
      new Uint8Array(STREAM_SIP_BYTES).fill(0x41),
    );
    const bytes = join(long, RINGING);
    const cuts = Array.from({ length: Math.floor(bytes.length / 1400) }, (_, n) => (n + 1) * 1400);
    const all = facts([...opened, ...pieces('client', bytes, cuts, 1001, 5001)], 5060);
    expect(only(all, 'sip.message').map((m) => [m.excerpt, m.truncated])).toEqual([
      ['INVITE sip:a@contoso.com SIP/2.0', true],
      ['SIP/2.0 180 Ringing', false],
    ]);
    expect(only(all, 'input.malformed').map((m) => [m.reason, m.detail])).toEqual([
      ['limit', 'SIP message longer than is put together'],
    ]);
  });

  it('headers without an end', () => {
    const bytes = join('INVITE sip:a@contoso.com SIP/2.0\r\n', 'X: 1\r\n'.repeat(20_000));
    const cuts = Array.from({ length: Math.floor(bytes.length / 1000) }, (_, n) => (n + 1) * 1000);
    expect(only(facts([...opened, ...pieces('client', bytes, cuts, 1001, 5001)], 5060), 'sip.message')).toEqual([]);
  });

  it('random bytes behind each kind of beginning', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          join(INVITE),
          clientHello('a.contoso.com'),
          query(1),
          serverFlight(200),
          join('SIP/2.0 200 OK\r\n'),
        ),
        fc.array(fc.tuple(fc.integer({ min: -200, max: 3000 }), fc.uint8Array({ maxLength: 80 }), fc.boolean()), {
          maxLength: 20,
        }),
        fc.constantFrom(443, 53, 5060),
        (head, noise, port) => {
          const list = [
            ...opened,
            ...pieces('client', head, [], 1001, 5001),
            ...noise.map(
              ([at, data, up]): Segment =>
                up
                  ? { from: 'client', flags: 'a', seq: 1001 + at, ack: 5001 + at, data }
                  : { from: 'server', flags: 'a', seq: 5001 + at, ack: 1001 + at, data },
            ),
          ];
          expect(facts(list, port).at(-1)!.kind).toBe('source.summary');
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('more conversations with a gap each than flows are kept', () => {
    const hello = clientHello('a.contoso.com', 300);
    const count = OPEN_FLOWS + 100;
    let conversations = 0;
    let letGo: number | undefined;
    const limits = new Set<string>();
    const run = openCapture('test.pcap', (fact) => {
      if (fact.kind === 'tcp.conversation') conversations++;
      if (fact.kind === 'source.summary') letGo = fact.notMade?.['tcp.conversation'];
      if (fact.kind === 'input.malformed') limits.add(fact.detail);
    });
    run.push(pcap([]));
    for (let n = 0; n < count; n++) {
      const from = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}:50000`;
      for (const [seq, data] of [
        [1, hello.subarray(0, 100)],
        [201, hello.subarray(200)],
      ] as const) {
        const bytes = tcpFrame(from, '192.0.2.1:443', { seq }, data, { id: n });
        run.push(pcap([{ time: n, bytes }]).subarray(24));
      }
    }
    run.end();
    expect([conversations, letGo]).toEqual([CAPTURE_FACTS, count - CAPTURE_FACTS]);
    expect([...limits].sort()).toEqual([
      'more TCP streams to put together at once than are kept',
      'more conversations open at once than are kept; the longest idle end here',
    ]);
  });
});
