import { describe, expect, it } from 'vitest';
import type { TcpConversation } from '../../../src/facts.ts';
import {
  type Bytes,
  clientHello,
  type Frame,
  hex,
  join,
  PSEUDO_CLIENT_HELLO,
  PSEUDO_SERVER_HELLO,
  pcap,
  pcapng,
  type TcpFields,
  tcpFrame,
  timed,
} from '../../captures.ts';
import { only, read } from './read.ts';

const PC = '192.168.178.21:50500';
const SERVER = '198.51.100.40:443';
const START = 1_772_442_000_000;

let id = 0;
/** A segment of the client or the server; every one has its own IP identification, as on a real wire. */
const up = (fields: TcpFields, payload: Uint8Array | string = ''): Bytes =>
  tcpFrame(PC, SERVER, fields, payload, { id: ++id });
const down = (fields: TcpFields, payload: Uint8Array | string = ''): Bytes =>
  tcpFrame(SERVER, PC, fields, payload, { id: ++id });

const handshake = [
  up({ flags: 's', seq: 1000, mss: 1460 }),
  down({ flags: 'sa', seq: 5000, ack: 1001, mss: 1360 }),
  up({ flags: 'a', seq: 1001, ack: 5001 }),
];

function conversations(frames: readonly Frame[]): TcpConversation[] {
  return only(read(pcap(frames)), 'tcp.conversation');
}

function conversation(...frames: readonly Uint8Array[]): TcpConversation {
  const all = conversations(timed(frames));
  expect(all.length).toBe(1);
  return all[0]!;
}

const at = (frame: number, time = START + (frame - 1) * 10) => ({ frame, time });

describe('handshake', () => {
  it('a whole conversation', () => {
    expect(
      conversation(
        ...handshake,
        up({ flags: 'pa', seq: 1001, ack: 5001 }, clientHello('sip.contoso.com')),
        down({ flags: 'pa', seq: 5001, ack: 1101 }, hex('16 03 03 00 04 02 00 00 00')),
        up({ flags: 'fa', seq: 1107, ack: 5010 }),
        down({ flags: 'fa', seq: 5010, ack: 1108 }),
      ),
    ).toEqual({
      kind: 'tcp.conversation',
      at: { source: 'test.pcap', frame: 1 },
      time: START,
      interface: 0,
      client: { address: '192.168.178.21', port: 50500 },
      server: { address: '198.51.100.40', port: 443 },
      syns: [at(1)],
      synAck: at(2),
      established: true,
      fin: at(6),
      last: at(7),
      clientBytes: clientHello('sip.contoso.com').length,
      serverBytes: 9,
      clientPackets: 4,
      serverPackets: 3,
      retransmissions: 0,
      clientMss: 1460,
      serverMss: 1360,
      handshakeEnd: at(3),
      clientLargestAcked: 80,
      serverLargestAcked: 9,
      opening: 'tls',
      reply: 'tls',
      serverName: 'sip.contoso.com',
      helloFrame: 4,
    });
  });

  it('no answer: the repeats of the SYN', () => {
    const syn = { flags: 's', seq: 7, mss: 1460 };
    const found = conversations([
      { time: START, bytes: up(syn) },
      { time: START + 1000, bytes: up(syn) },
      { time: START + 3000, bytes: up(syn) },
    ]);
    expect(found).toEqual([
      {
        kind: 'tcp.conversation',
        at: { source: 'test.pcap', frame: 1 },
        time: START,
        interface: 0,
        client: { address: '192.168.178.21', port: 50500 },
        server: { address: '198.51.100.40', port: 443 },
        syns: [at(1, START), at(2, START + 1000), at(3, START + 3000)],
        established: false,
        last: at(3, START + 3000),
        clientBytes: 0,
        serverBytes: 0,
        clientPackets: 3,
        serverPackets: 0,
        retransmissions: 0,
        clientMss: 1460,
      },
    ]);
  });

  it('at most eight repeats are named', () => {
    const found = conversation(...Array.from({ length: 12 }, () => up({ flags: 's', seq: 7 })));
    expect(found.syns.length).toBe(8);
    expect(found.clientPackets).toBe(12);
  });

  it('a second copy of one packet is no repeat', () => {
    const copy = up({ flags: 's', seq: 7 });
    const found = conversations([
      { time: START, bytes: copy },
      { time: START + 0.4, bytes: copy },
    ]);
    expect(found[0]!.syns).toEqual([at(1, START)]);
  });

  it('refused, three times with the same number, as Windows does', () => {
    const syn = { flags: 's', seq: 7 };
    const reset = { flags: 'ra', seq: 0, ack: 8 };
    const found = conversation(up(syn), down(reset), up(syn), down(reset), up(syn), down(reset));
    expect(found.syns).toEqual([at(1), at(3), at(5)]);
    expect(found.reset).toEqual({ ...at(2), by: 'server' });
    expect(found.established).toBe(false);
  });

  it('reset by the client', () => {
    const found = conversation(...handshake, up({ flags: 'r', seq: 1001 }));
    expect(found.reset).toEqual({ ...at(4), by: 'client' });
    expect(found.established).toBe(true);
  });

  it('not established by a reset that acknowledges the SYN-ACK', () => {
    expect(conversation(handshake[0]!, handshake[1]!, up({ flags: 'ra', seq: 1001, ack: 5001 })).established).toBe(
      false,
    );
  });

  it('a new SYN on the same ports is a new conversation', () => {
    const found = conversations(
      timed([...handshake, down({ flags: 'ra', seq: 5001 }), up({ flags: 's', seq: 90_000 })]),
    );
    expect(found.map(({ at, syns, reset }) => [at, syns.length, reset?.by])).toEqual([
      [{ source: 'test.pcap', frame: 1 }, 1, 'server'],
      [{ source: 'test.pcap', frame: 5 }, 1, undefined],
    ]);
  });

  it('the same ports on two interfaces are two conversations', () => {
    const frames = timed(handshake.slice(0, 2)).map((frame, n) => ({ ...frame, interface: n }));
    const found = only(read(pcapng(frames, [{}, {}])), 'tcp.conversation');
    expect(found.map((one) => [one.interface, one.syns.length, one.synAck?.frame, one.client.port])).toEqual([
      [0, 1, undefined, 50500],
      [1, 0, 2, 50500],
    ]);
  });

  it('a SYN-ACK that stands in front of its SYN', () => {
    const found = conversation(handshake[1]!, handshake[0]!, handshake[2]!);
    expect([found.syns, found.synAck, found.established, found.client.port]).toEqual([[at(2)], at(1), true, 50500]);
  });

  it('without a handshake the higher port is the client', () => {
    const found = conversation(down({ seq: 10 }, 'x1'), up({ seq: 20 }, 'y2'));
    expect([found.client.port, found.server.port, found.established]).toEqual([50500, 443, true]);
    expect([found.opening, found.reply]).toEqual([undefined, undefined]);
  });
});

describe('retransmissions', () => {
  const body = 'x'.repeat(100);

  it('counts bytes that were sent before', () => {
    const found = conversation(
      ...handshake,
      down({ seq: 5001, ack: 1001 }, body),
      down({ seq: 5101, ack: 1001 }, body),
      down({ seq: 5001, ack: 1001 }, body),
      down({ seq: 5101, ack: 1001 }, body),
    );
    expect([found.retransmissions, found.serverBytes]).toEqual([2, 400]);
  });

  it('not a segment that was overtaken', () => {
    const [a, b] = [down({ seq: 5001 }, body), down({ seq: 5101 }, body)];
    const found = conversations([
      ...timed(handshake),
      { time: START + 100, bytes: b },
      { time: START + 101, bytes: a },
    ]);
    expect(found[0]!.retransmissions).toBe(0);
  });

  it('a gap filled later was sent again', () => {
    const [a, b] = [down({ seq: 5001 }, body), down({ seq: 5101 }, body)];
    const found = conversations([
      ...timed(handshake),
      { time: START + 100, bytes: b },
      { time: START + 400, bytes: a },
    ]);
    expect(found[0]!.retransmissions).toBe(1);
  });

  it('not keep-alives, nor second copies', () => {
    const copy = down({ seq: 5001 }, body);
    const found = conversations([
      ...timed([...handshake, copy]),
      { time: START + 30.5, bytes: copy },
      { time: START + 5000, bytes: up({ seq: 1000, ack: 5101 }, 'x') },
      { time: START + 6000, bytes: up({ seq: 1000, ack: 5101 }) },
    ]);
    expect(found[0]!.retransmissions).toBe(0);
  });

  it('sequence numbers wrap', () => {
    const found = conversation(
      up({ flags: 's', seq: 0xfffffff0 }),
      down({ flags: 'sa', seq: 1, ack: 0xfffffff1 }),
      up({ seq: 0xfffffff1, ack: 2 }, body),
      up({ seq: 0x55, ack: 2 }, body),
      up({ seq: 0xfffffff1, ack: 2 }, body),
    );
    expect([found.retransmissions, found.established]).toEqual([1, true]);
  });
});

describe('first words', () => {
  const said = (client: Uint8Array | string, server: Uint8Array | string): TcpConversation =>
    conversation(
      ...handshake,
      up({ flags: 'pa', seq: 1001, ack: 5001 }, client),
      down({ flags: 'pa', seq: 5001 }, server),
    );

  it.each([
    ['TLS', clientHello('sip.contoso.com'), hex('16 03 03 00 04 02 00 00 00'), 'tls', 'tls', 'sip.contoso.com'],
    ['TLS refused', clientHello('sip.contoso.com'), hex('15 03 03 00 02 02 28'), 'tls', 'tls-alert', 'sip.contoso.com'],
    ['MS-TURN', PSEUDO_CLIENT_HELLO, PSEUDO_SERVER_HELLO, 'pseudo-tls', 'pseudo-tls', undefined],
    ['MS-TURN inspected', PSEUDO_CLIENT_HELLO, hex('16 03 03 00 50 02'), 'pseudo-tls', 'tls', undefined],
    ['MS-TURN refused', PSEUDO_CLIENT_HELLO, hex('15 03 01 00 02 02 28'), 'pseudo-tls', 'tls-alert', undefined],
    ['a proxy', 'CONNECT sip.contoso.com:443 HTTP/1.1\r\n', 'HTTP/1.1 403 Forbidden\r\n', 'http', 'http', undefined],
    ['SIP', 'REGISTER sip:contoso.com SIP/2.0\r\n', 'SIP/2.0 401 Unauthorized\r\n', 'sip', 'sip', undefined],
    ['HTTP OPTIONS', 'OPTIONS /a HTTP/1.1\r\n', 'HTTP/1.1 200 OK\r\n', 'http', 'http', undefined],
    ['SIP OPTIONS', 'OPTIONS sip:contoso.com SIP/2.0\r\n', 'SIP/2.0 200 OK\r\n', 'sip', 'sip', undefined],
    ['something else', 'EHLO', '220 mail', 'other', 'other', undefined],
  ] as const)('%s', (_name, client, server, opening, reply, serverName) => {
    const found = said(client, server);
    expect([found.opening, found.reply, found.serverName]).toEqual([opening, reply, serverName]);
  });

  it('a ClientHello over two and three segments', () => {
    const hello = clientHello('av.contoso.com', 1700);
    for (const cuts of [[1400], [3, 900]]) {
      const pieces = [0, ...cuts].map((from, n) => ({ from, bytes: hello.subarray(from, cuts[n] ?? hello.length) }));
      const found = conversation(
        ...handshake,
        ...pieces.map(({ from, bytes }) => up({ seq: 1001 + from, ack: 5001 }, bytes)),
      );
      expect([found.opening, found.serverName, found.helloFrame]).toEqual(['tls', 'av.contoso.com', 3 + pieces.length]);
    }
  });

  it('a ClientHello with a piece sent twice', () => {
    const hello = clientHello('av.contoso.com', 600);
    const found = conversation(
      ...handshake,
      up({ seq: 1001 }, hello.subarray(0, 300)),
      up({ seq: 1001 }, hello.subarray(0, 300)),
      up({ seq: 1201 }, hello.subarray(200)),
    );
    expect([found.serverName, found.retransmissions]).toEqual(['av.contoso.com', 2]);
  });

  it('a ClientHello with a piece missing has no name', () => {
    const hello = clientHello('av.contoso.com', 600);
    const found = conversation(
      ...handshake,
      up({ seq: 1001 }, hello.subarray(0, 200)),
      up({ seq: 1401 }, hello.subarray(400)),
    );
    expect([found.opening, found.serverName, found.helloFrame]).toEqual(['tls', undefined, undefined]);
  });

  it('a ClientHello that the capture cut has no name', () => {
    const hello = clientHello('av.contoso.com', 600);
    const first = up({ seq: 1001 }, hello.subarray(0, 400));
    const found = conversations([
      ...timed(handshake),
      { time: START + 30, bytes: first.subarray(0, 200), original: first.length },
      { time: START + 40, bytes: up({ seq: 1401 }, hello.subarray(400)) },
    ]);
    expect([found[0]!.opening, found[0]!.serverName, found[0]!.clientBytes]).toEqual(['tls', undefined, hello.length]);
  });

  it('a ClientHello behind CONNECT', () => {
    const request = 'CONNECT sip.contoso.com:443 HTTP/1.1\r\n\r\n';
    const found = conversation(
      ...handshake,
      up({ seq: 1001, ack: 5001 }, request),
      down({ seq: 5001 }, 'HTTP/1.1 200 OK\r\n\r\n'),
      up({ seq: 1001 + request.length }, clientHello('sip.contoso.com')),
    );
    expect([found.opening, found.serverName, found.helloFrame]).toEqual(['http', 'sip.contoso.com', 6]);
  });

  it('data that overtook the first segment is not the opening', () => {
    const hello = clientHello('av.contoso.com', 600);
    const found = conversation(
      ...handshake,
      up({ seq: 1401 }, hello.subarray(400)),
      up({ seq: 1001 }, hello.subarray(0, 400)),
    );
    expect(found.opening).toBe('tls');
  });

  it('server names are host names or nothing', () => {
    for (const name of ['', 'with blank', 'line\nfeed', 'n\u00e4me'])
      expect(said(clientHello(name), '').serverName).toBe(undefined);
    expect(said(clientHello('SIP.Contoso.com'), '').serverName).toBe('sip.contoso.com');
  });

  it('counts frames with a ClientHello', () => {
    const facts = read(
      pcap(timed([...handshake, up({ seq: 1001 }, clientHello('a.example.net')), up({ seq: 2000 }, join('x'))])),
    );
    expect(only(facts, 'source.summary')[0]!.counters.tls).toBe(1);
  });
});

describe('options', () => {
  it.each([
    ['length 0', [2, 0, 5, 180], undefined],
    ['behind padding', [1, 1, 2, 4, 5, 180], 1460],
    ['behind an unknown one', [253, 3, 0, 2, 4, 5, 180], 1460],
    ['behind the end of the list', [0, 2, 4, 5, 180], undefined],
    ['cut', [2, 4, 5], 1280],
    ['odd length', [2, 3, 5], undefined],
  ] as const)('MSS: %s', (_name, options, mss) => {
    expect(conversation(up({ flags: 's', options })).clientMss).toBe(mss);
  });
});
