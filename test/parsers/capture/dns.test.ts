import { describe, expect, it } from 'vitest';
import type { DnsExchange } from '../../../src/facts.ts';
import {
  type Bytes,
  type DnsFields,
  dns,
  dnsName,
  type Frame,
  join,
  pcap,
  pcapng,
  tcpFrame,
  timed,
  u16,
  u32,
  udpFrame,
} from '../../captures.ts';
import { only, read } from './read.ts';

const PC = '10.9.0.2:50123';
const RESOLVER = '10.60.0.5:53';
const START = 1_772_442_000_000;
const question = { name: 'sip.contoso.com', type: 'A' } as const;

const ask = (fields: DnsFields = {}): Bytes => udpFrame(PC, RESOLVER, dns({ id: 7, question, ...fields }));
const reply = (fields: DnsFields = {}): Bytes =>
  udpFrame(RESOLVER, PC, dns({ id: 7, response: true, question, ...fields }));
const at = (frame: number, time = START + (frame - 1) * 10) => ({ frame, time });

function exchanges(...frames: readonly Uint8Array[]): DnsExchange[] {
  return only(read(pcap(timed(frames))), 'dns.exchange');
}

const complete: DnsExchange = {
  kind: 'dns.exchange',
  at: { source: 'test.pcap', frame: 1 },
  time: START,
  interface: 0,
  transport: 'udp',
  client: { address: '10.9.0.2', port: 50123 },
  resolver: { address: '10.60.0.5', port: 53 },
  name: 'sip.contoso.com',
  type: 'A',
  queries: [at(1)],
  answer: at(2),
  rcode: 'NOERROR',
  truncated: false,
  answers: [{ name: 'sip.contoso.com', type: 'A', ttl: 300, value: '10.60.4.21' }],
  family: 'dns',
};
const answers = [{ ...question, data: '10.60.4.21' }];

describe('exchanges', () => {
  it('question and answer', () => {
    expect(exchanges(ask(), reply({ answers }))).toEqual([complete]);
  });

  it('repeats are folded in, before and after the answer', () => {
    const found = exchanges(
      ask(),
      ask(),
      reply({ answers }),
      ask(),
      reply({ answers: [{ ...question, data: '192.0.2.1' }] }),
    );
    expect(found).toEqual([{ ...complete, queries: [at(1), at(2), at(4)], answer: at(3) }]);
  });

  it('the same id a minute later is another exchange', () => {
    const frames: Frame[] = [...timed([ask(), reply({ answers })]), ...timed([ask()], 10, START + 60_000)];
    expect(
      only(read(pcap(frames)), 'dns.exchange').map(({ queries, answer }) => [queries.length, answer?.frame]),
    ).toEqual([
      [1, 2],
      [1, undefined],
    ]);
  });

  it('another question with the same id is another exchange', () => {
    const found = exchanges(ask(), ask({ question: { name: 'sip.contoso.com', type: 'AAAA' } }), reply({ answers }));
    expect(found.map(({ type, answer }) => [type, answer?.frame])).toEqual([
      ['AAAA', undefined],
      ['A', 3],
    ]);
  });

  it('an answer without its question', () => {
    expect(exchanges(reply({ answers }))).toEqual([{ ...complete, queries: [], answer: at(1) }]);
  });

  it('an answer from another server is not taken', () => {
    const found = exchanges(ask(), udpFrame('10.60.0.6:53', PC, dns({ id: 7, response: true, question, answers })));
    expect(found.map(({ resolver, queries, answer }) => [resolver.address, queries.length, answer?.frame])).toEqual([
      ['10.60.0.5', 1, undefined],
      ['10.60.0.6', 0, 2],
    ]);
  });

  it('an answer on another interface is not taken', () => {
    const frames = timed([ask(), reply({ answers })]).map((frame, n) => ({ ...frame, interface: n }));
    const found = only(read(pcapng(frames, [{}, {}])), 'dns.exchange');
    expect(found.map((one) => [one.interface, one.queries.length, one.answer?.frame])).toEqual([
      [0, 1, undefined],
      [1, 0, 2],
    ]);
  });

  it.each([
    [0, 'NOERROR'],
    [1, 'FORMERR'],
    [2, 'SERVFAIL'],
    [3, 'NXDOMAIN'],
    [4, 'NOTIMP'],
    [5, 'REFUSED'],
    [9, 'NOTAUTH'],
    [15, 'RCODE15'],
  ])('response code %i is %s', (rcode, name) => {
    expect(exchanges(ask(), reply({ rcode }))[0]!.rcode).toBe(name);
  });

  it('notifications and updates are counted, not told', () => {
    const facts = read(pcap(timed([ask({ opcode: 4 }), ask({ opcode: 5 })])));
    expect(only(facts, 'dns.exchange')).toEqual([]);
    expect(only(facts, 'source.summary')[0]!.counters.dns).toBe(2);
  });
});

describe('repeats', () => {
  const again = (id: number, ms: number): Frame => ({
    time: START + ms,
    bytes: udpFrame(PC, RESOLVER, dns({ id: 7, question }), { id }),
  });
  const queries = (...frames: readonly Frame[]): number[] =>
    only(read(pcap(frames)), 'dns.exchange').map((one) => one.queries.length);

  it('the same packet at another layer of the interface is none', () => {
    expect(queries(again(5, 0), again(5, 1), again(6, 1000), again(6, 1000.5))).toEqual([2]);
    expect(queries(again(5, 0), again(5, 900))).toEqual([2]);
    expect(queries(again(0, 0), again(0, 1))).toEqual([2]);
  });

  it('a resolver that failed may answer the next time', () => {
    const [found] = exchanges(ask(), reply({ rcode: 2 }), ask(), reply({ answers }));
    expect([found!.rcode, found!.answer?.frame, found!.answers.length, found!.queries.length]).toEqual([
      'NOERROR',
      4,
      1,
      2,
    ]);
    expect(exchanges(ask(), reply({ answers }), reply({ rcode: 2 }))[0]!.rcode).toBe('NOERROR');
    expect(exchanges(ask(), reply({ rcode: 3 }), reply({ answers }))[0]!.rcode).toBe('NXDOMAIN');
  });

  it('a truncated answer is asked for again over TCP', () => {
    const framed = (message: Uint8Array): Bytes => join(u16(message.length), message);
    const found = exchanges(
      ask(),
      reply({ truncated: true }),
      tcpFrame('10.9.0.2:50124', RESOLVER, { seq: 1 }, framed(dns({ id: 8, question }))),
      tcpFrame(RESOLVER, '10.9.0.2:50124', { seq: 1 }, framed(dns({ id: 8, response: true, question, answers }))),
    );
    expect(found.map((one) => [one.transport, one.truncated, one.answers.length])).toEqual([
      ['udp', true, 0],
      ['tcp', false, 1],
    ]);
  });
});

describe('EDNS', () => {
  const opt = (size: number): Bytes => join(0, u16(41), u16(size), u32(0), u16(0));
  const signature = join(0, u16(250), u16(255), u32(0), u16(4), 'abcd');
  const query = (authority: number, additional: number, records: Uint8Array): Bytes =>
    udpFrame(
      PC,
      RESOLVER,
      join(
        u16(7),
        u16(0x0100),
        u16(1),
        u16(0),
        u16(authority),
        u16(additional),
        dnsName('a.b'),
        u16(1),
        u16(1),
        records,
      ),
    );
  it.each([
    ['offered', query(0, 1, opt(1232)), 1232],
    ['behind another record', query(0, 2, join(signature, opt(4096))), 4096],
    ['not there', ask(), undefined],
    ['another record', query(0, 1, signature), undefined],
    ['cut', query(0, 1, opt(1232).subarray(0, 6)), undefined],
    ['claimed, not there', query(0, 65_535, join()), undefined],
    ['behind authority records, which a query does not have', query(1, 1, opt(1232)), undefined],
  ] as const)('%s', (_name, frame, expected) => {
    expect(exchanges(frame)[0]!.edns).toBe(expected);
  });
});

describe('records', () => {
  const values = (...list: NonNullable<DnsFields['answers']>): string[] =>
    exchanges(ask(), reply({ answers: list }))[0]!.answers.map(({ name, type, value }) => `${name} ${type} ${value}`);

  it('of every kind', () => {
    const name = '_sip._tls.contoso.com';
    expect(
      values(
        { name: 'Sip.Contoso.COM', type: 'CNAME', data: 'SIPFED.online.example.net' },
        { name: 'sip.contoso.com', type: 'A', data: '198.51.100.40' },
        { name: 'sip.contoso.com', type: 'AAAA', data: '2001:db8:0:0:0:0:0:40' },
        { name, type: 'SRV', data: join(u16(0), u16(5), u16(443), dnsName('sip.contoso.com')) },
        { name, type: 'SRV', data: join(u16(0), u16(0), u16(0), 0) },
        { name: '40.100.51.198.in-addr.arpa', type: 'PTR', data: 'edge.contoso.com' },
        { name: 'contoso.com', type: 'NS', data: 'ns1.contoso.com' },
        {
          name: 'contoso.com',
          type: 'SOA',
          data: join(dnsName('ns1.contoso.com'), dnsName('admin.contoso.com'), new Uint8Array(20)),
        },
        { name: 'contoso.com', type: 'MX', data: join(u16(10), dnsName('mail.contoso.com')) },
        { name: 'contoso.com', type: 'A', data: join(1, 2, 3) },
      ),
    ).toEqual([
      'sip.contoso.com CNAME sipfed.online.example.net',
      'sip.contoso.com A 198.51.100.40',
      'sip.contoso.com AAAA 2001:db8::40',
      '_sip._tls.contoso.com SRV 0 5 443 sip.contoso.com',
      '_sip._tls.contoso.com SRV 0 0 0 .',
      '40.100.51.198.in-addr.arpa PTR edge.contoso.com',
      'contoso.com NS ns1.contoso.com',
      'contoso.com SOA ns1.contoso.com',
      'contoso.com MX ',
      'contoso.com A ',
    ]);
  });

  it('at most 64', () => {
    expect(values(...Array.from({ length: 100 }, () => ({ ...question, data: '192.0.2.1' }))).length).toBe(64);
  });

  it('names with anything in them are written safely', () => {
    const odd = join(5, 'a.b\\c', 4, 1, 0x1b, 0xff, ' ', 0);
    const bytes = join(u16(7), u16(0x0100), u16(1), u16(0), u32(0), odd, u16(1), u16(1));
    expect(exchanges(udpFrame(PC, RESOLVER, bytes))[0]!.name).toBe('a\\.b\\\\c.\\001\\027\\255\\032');
  });

  it('the root', () => {
    expect(exchanges(ask({ question: { name: '', type: 'NS' } }))[0]!).toMatchObject({ name: '', type: 'NS' });
  });
});

describe('compression', () => {
  /** A response whose answers are given as bytes; the question stands at offset 12. */
  const answered = (count: number, body: Uint8Array): Bytes =>
    udpFrame(
      RESOLVER,
      PC,
      join(u16(7), u16(0x8180), u16(1), u16(count), u32(0), dnsName('sip.contoso.com'), u16(1), u16(1), body),
    );
  const record = (owner: readonly number[], data: readonly number[], type = 1): Bytes =>
    join(owner, u16(type), u16(1), u32(60), u16(data.length), data);
  // The name ends at 12 + 17; type and class follow.
  const first = 12 + 17 + 4;

  it('pointers to the question and into it', () => {
    const found = exchanges(
      ask(),
      answered(2, join(record([0xc0, 12], [2, 97, 118, 0xc0, 16], 5), record([2, 97, 118, 0xc0, 16], [192, 0, 2, 1]))),
    );
    expect(found[0]!.answers).toEqual([
      { name: 'sip.contoso.com', type: 'CNAME', ttl: 60, value: 'av.contoso.com' },
      { name: 'av.contoso.com', type: 'A', ttl: 60, value: '192.0.2.1' },
    ]);
  });

  it.each([
    ['to itself', [0xc0, first]],
    ['forwards', [0xc0, first + 2]],
    ['past the end', [0xff, 0xff]],
  ])('a pointer %s is broken', (_name, owner) => {
    const facts = read(pcap(timed([ask(), answered(1, record(owner, [192, 0, 2, 1]))])));
    const found = only(facts, 'dns.exchange')[0]!;
    expect([found.answer?.frame, found.rcode, found.truncated, found.answers]).toEqual([2, 'NOERROR', true, []]);
    expect(only(facts, 'input.malformed').map(({ detail }) => detail)).toEqual(['DNS message that contradicts itself']);
  });

  it('a name that is too long is broken', () => {
    const long = Array.from({ length: 5 }, () => [63, ...new Array<number>(63).fill(97)]).flat();
    expect(exchanges(ask(), answered(1, record([...long, 0], [192, 0, 2, 1])))[0]!.answers).toEqual([]);
  });

  it('thousands of pointers in a row end soon', () => {
    const chain = Array.from({ length: 4000 }, (_, n) =>
      u16(0xc000 | (n === 0 ? 12 : first + 10 + 2 * (n - 1))),
    ).flat();
    const records = Array.from({ length: 2000 }, () => record(u16(0xc000 | (first + 10 + 2 * 3999)), []));
    const found = exchanges(ask(), answered(2001, join(record([0xc0, 12], chain, 16), ...records)));
    expect(found[0]!.answers).toEqual([{ name: 'sip.contoso.com', type: 'TXT', ttl: 60, value: '' }]);
  });
});

describe('cut and broken messages', () => {
  it('the question counts when the answer is cut', () => {
    const whole = reply({ answers: [...answers, ...answers] });
    const frames: Frame[] = [
      { time: START, bytes: ask() },
      { time: START + 10, bytes: whole.subarray(0, whole.length - 5), original: whole.length },
    ];
    const facts = read(pcap(frames));
    expect(only(facts, 'dns.exchange')).toEqual([{ ...complete, truncated: true }]);
    expect(only(facts, 'input.malformed')).toEqual([]);
  });

  it('TC is kept', () => {
    expect(exchanges(ask(), reply({ truncated: true }))).toEqual([{ ...complete, truncated: true, answers: [] }]);
  });

  it('a header alone', () => {
    const facts = read(pcap(timed([udpFrame(PC, RESOLVER, join(u16(7), u16(0x0100), u16(1), new Uint8Array(6)))])));
    expect(only(facts, 'dns.exchange')[0]).toMatchObject({ name: '', type: '', queries: [at(1)] });
    expect(only(facts, 'input.malformed').length).toBe(1);
  });

  it('less than a header', () => {
    const facts = read(pcap(timed([udpFrame(PC, RESOLVER, 'abc')])));
    expect(only(facts, 'dns.exchange')).toEqual([]);
    expect(only(facts, 'source.summary')[0]!.counters.dns).toBe(1);
  });
});

describe('multicast', () => {
  it('LLMNR: the answer comes from the host, not from the group', () => {
    const host = { name: 'fileserver', type: 'A' } as const;
    const found = exchanges(
      udpFrame('192.168.178.21:51000', '224.0.0.252:5355', dns({ id: 9, question: host })),
      udpFrame(
        '192.168.178.30:5355',
        '192.168.178.21:51000',
        dns({ id: 9, response: true, question: host, answers: [{ ...host, data: '192.168.178.30' }] }),
      ),
    );
    expect(found.map(({ family, resolver, answer }) => [family, resolver, answer?.frame])).toEqual([
      ['llmnr', { address: '224.0.0.252', port: 5355 }, 2],
    ]);
  });

  it('mDNS: an announcement has no question', () => {
    const found = exchanges(
      udpFrame(
        '192.168.178.30:5353',
        '224.0.0.251:5353',
        dns({ id: 0, response: true, answers: [{ name: 'Printer.local', type: 'A', data: '192.168.178.30' }] }),
      ),
    );
    expect(
      found.map(({ family, name, type, queries, answer }) => [family, name, type, queries, answer?.frame]),
    ).toEqual([['mdns', 'printer.local', 'A', [], 1]]);
  });
});

describe('TCP', () => {
  const framed = (message: Uint8Array): Bytes => join(u16(message.length), message);
  const up = (seq: number, payload: Uint8Array): Bytes => tcpFrame('10.9.0.2:50123', RESOLVER, { seq }, payload);
  const down = (seq: number, payload: Uint8Array): Bytes => tcpFrame(RESOLVER, '10.9.0.2:50123', { seq }, payload);

  it('goes on behind a segment that the capture cut', () => {
    const query = framed(dns({ id: 7, question }));
    const cut = up(1, query);
    const next = up(1 + query.length, framed(dns({ id: 8, question })));
    const facts = read(
      pcap([
        { time: START, bytes: cut.subarray(0, cut.length - 9), original: cut.length },
        { time: START + 10, bytes: next },
      ]),
    );
    expect(only(facts, 'dns.exchange').map(({ queries }) => queries.map(({ frame }) => frame))).toEqual([[2]]);
  });

  it('messages over several segments, and several in one', () => {
    const query = framed(dns({ id: 7, question }));
    const second = framed(dns({ id: 8, question: { name: 'av.contoso.com', type: 'A' } }));
    const answer = framed(dns({ id: 7, response: true, question, answers }));
    const found = exchanges(
      up(1, join(query, second)),
      down(1, answer.subarray(0, 1)),
      down(2, answer.subarray(1, 20)),
      down(21, answer.subarray(20)),
    );
    expect(
      found.map(({ transport, name, queries, answer }) => [transport, name, queries[0]?.frame, answer?.frame]),
    ).toEqual([
      ['tcp', 'av.contoso.com', 1, undefined],
      ['tcp', 'sip.contoso.com', 1, 4],
    ]);
  });
});
