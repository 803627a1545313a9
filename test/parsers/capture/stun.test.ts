import { describe, expect, it } from 'vitest';
import {
  type Bytes,
  hex,
  join,
  pcapng,
  stun,
  stunAddress,
  timed,
  u16,
  u32,
  udpFrame,
  xorAddress,
} from '../../captures.ts';
import { only, read } from './read.ts';
import {
  at,
  check,
  checked,
  credentials,
  EDGE,
  endpoint,
  ID,
  MAPPED,
  MS_ID,
  one,
  PC,
  PEER,
  START,
  success,
  transactions,
} from './stun-kit.ts';

describe('connectivity checks', () => {
  it('request and answer', () => {
    expect(one(udpFrame(PC, PEER, check), udpFrame(PEER, PC, checked))).toEqual(success);
  });

  it('repeats are one transaction; eight are named', () => {
    const found = one(...Array.from({ length: 11 }, () => udpFrame(PC, PEER, check)));
    expect([found.requests.length, found.transmissions, found.result, found.answer]).toEqual([
      8,
      11,
      'none',
      undefined,
    ]);
  });

  it('the same id to another peer is another transaction', () => {
    const found = transactions(timed([udpFrame(PC, PEER, check), udpFrame(PC, '192.0.2.9:1', check)]));
    expect(found.map(({ server, transmissions }) => [server.address, transmissions])).toEqual([
      ['203.0.113.9', 1],
      ['192.0.2.9', 1],
    ]);
  });

  it('nomination', () => {
    const nominating = stun(0x0001, ID, [...credentials, [0x25, '']]);
    expect(one(udpFrame(PC, PEER, nominating), udpFrame(PEER, PC, checked)).useCandidate).toBe(true);
  });

  it.each([
    [401, 4, 1],
    [487, 4, 87],
    [274, 2, 74],
    [300, 3, 0],
  ])('error %i', (code, hundreds, rest) => {
    const found = one(
      udpFrame(PC, PEER, check),
      udpFrame(PEER, PC, stun(0x0111, ID, [[9, join(0, 0, hundreds, rest, 'reason')]])),
    );
    expect([found.result, found.errorCode]).toEqual(['error', code]);
  });

  it('an answer from elsewhere', () => {
    const found = one(udpFrame(PC, PEER, check), udpFrame('192.0.2.77:4000', PC, checked));
    expect([found.server, found.answer?.frame, found.answeredBy, found.result]).toEqual([
      endpoint(PEER),
      2,
      endpoint('192.0.2.77:4000'),
      'success',
    ]);
  });

  it('an answer without its request', () => {
    const { username: _, ...unnamed } = success;
    const found = one(udpFrame(PEER, PC, checked));
    expect(found).toEqual({
      ...unnamed,
      requests: [],
      transmissions: 0,
      answer: at(1),
      type: 0x0101,
      authenticated: false,
    });
  });

  it('an answer on another interface is another transaction', () => {
    const frames = timed([udpFrame(PC, PEER, check), udpFrame(PEER, PC, checked)]).map((frame, n) => ({
      ...frame,
      interface: n,
    }));
    const found = only(read(pcapng(frames, [{}, {}])), 'stun.transaction');
    expect(found.map((each) => [each.interface, each.transactionId, each.requests.length, each.result])).toEqual([
      [0, ID, 1, 'none'],
      [1, ID, 0, 'success'],
    ]);
  });

  it('a second answer does not replace the first', () => {
    const late = udpFrame(PEER, PC, stun(0x0111, ID, [[9, join(0, 0, 4, 0)]]));
    expect(one(udpFrame(PC, PEER, check), udpFrame(PEER, PC, checked), late)).toEqual(success);
  });

  it('indications, which nobody answers, are one transaction a way', () => {
    const keepAlives = [1, 2, 3].map((n) => udpFrame(PC, PEER, stun(0x0011, `${ID.slice(0, 23)}${n}`)));
    const found = one(...keepAlives);
    expect([found.result, found.transmissions, found.method]).toEqual(['indication', 3, 'binding']);
  });

  it('IPv6', () => {
    const pc = '[2001:db8::21]:50000';
    const peer = '[2001:db8:9::9]:50010';
    const found = one(
      udpFrame(pc, peer, check),
      udpFrame(peer, pc, stun(0x0101, ID, [[0x20, xorAddress('[2001:db8:77::1]:61000', ID)]])),
    );
    expect([found.client.address, found.mapped]).toEqual(['2001:db8::21', { address: '2001:db8:77::1', port: 61000 }]);
  });

  it('attributes without padding are read as well', () => {
    const body = join(u16(6), u16(9), 'abcd:efgh', u16(0x25), u16(0));
    const found = one(udpFrame(PC, PEER, join(u16(1), u16(body.length), u32(0x2112a442), hex(ID), body)));
    expect([found.username, found.useCandidate]).toEqual(['abcd:efgh', true]);
  });

  it('RFC 3489, without a cookie', () => {
    const message = (type: number, body: Uint8Array): Bytes => join(u16(type), u16(body.length), hex(MS_ID), body);
    const found = one(
      udpFrame(PC, PEER, message(1, join(u16(6), u16(8), 'abc:defg'))),
      udpFrame(PEER, PC, message(0x0101, join(u16(1), u16(8), stunAddress(MAPPED)))),
    );
    expect([found.dialect, found.transactionId, found.username, found.mapped]).toEqual([
      'classic',
      MS_ID,
      'abc:defg',
      endpoint(MAPPED),
    ]);
  });

  it.each([
    ['shorter than it says', udpFrame(PC, PEER, check.subarray(0, 60))],
    [
      'no cookie, unknown attributes',
      udpFrame(PC, PEER, join(u16(1), u16(8), hex(MS_ID), u16(0x7f00), u16(4), u32(0))),
    ],
    ['no cookie, a length over', udpFrame(PC, PEER, join(u16(1), u16(8), hex(MS_ID), u16(6), u16(3), u32(0)))],
    ['RTP', udpFrame(PC, PEER, join(0x80, 0x6f, new Uint8Array(60)))],
    ['a number of no method', udpFrame(PC, PEER, join(u16(0x3eef), u16(0), u32(0x2112a442), hex(ID)))],
  ])('not STUN: %s', (_name, frame) => {
    expect(transactions(timed([frame]))).toEqual([]);
  });

  it('a cut frame keeps what is there', () => {
    const frame = udpFrame(PC, PEER, check);
    const found = transactions([{ time: START, bytes: frame.subarray(0, 42 + 20 + 16), original: frame.length }]);
    expect(found.map(({ username, result }) => [username, result])).toEqual([['Xr4t:8Kw2', 'none']]);
  });

  it('user names are ufrags or nothing', () => {
    for (const name of ['no-colon', 'a:b:c', 'user name:x', 'secret\u0000:y']) {
      expect(one(udpFrame(PC, PEER, stun(1, ID, [[6, name]]))).username).toBe(undefined);
    }
  });
});

describe('RFC 5766', () => {
  it('Send indications are opened', () => {
    const message = stun(0x0016, ID, [
      [0x0012, xorAddress(PEER)],
      [0x0013, check],
    ]);
    expect(
      transactions(timed([udpFrame(PC, EDGE, message)])).map(({ method, result, peer }) => [method, result, peer]),
    ).toEqual([
      ['send', 'indication', endpoint(PEER)],
      ['binding', 'none', endpoint(PEER)],
    ]);
  });

  it('allocations', () => {
    const answer = stun(0x0103, ID, [
      [0x0016, xorAddress('198.51.100.44:51234')],
      [0x0020, xorAddress(MAPPED)],
      [0x8023, stunAddress('198.51.100.45:3478')],
    ]);
    const found = one(udpFrame(PC, EDGE, stun(0x0003, ID)), udpFrame(EDGE, PC, answer));
    expect([found.method, found.relayed, found.mapped, found.alternate]).toEqual([
      'allocate',
      endpoint('198.51.100.44:51234'),
      endpoint(MAPPED),
      endpoint('198.51.100.45:3478'),
    ]);
  });

  it('0x0004 is Refresh there', () => {
    expect(one(udpFrame(PC, EDGE, stun(0x0004, ID))).method).toBe('other');
  });
});
