import { describe, expect, it } from 'vitest';
import {
  type Bytes,
  join,
  msTurn,
  PSEUDO_CLIENT_HELLO,
  PSEUDO_SERVER_HELLO,
  pcap,
  stunAddress,
  tcpFrame,
  timed,
  u16,
  u32,
  udpFrame,
} from '../../captures.ts';
import { framed } from './mixed.ts';
import { only, read } from './read.ts';
import {
  at,
  check,
  checked,
  EDGE,
  endpoint,
  MAPPED,
  MS_ID,
  MS_KEY,
  one,
  PC,
  PEER,
  START,
  success,
  transactions,
} from './stun-kit.ts';

describe('MS-TURN', () => {
  const allocate = msTurn(0x0003, MS_ID, [
    [0x8008, u32(3)],
    [6, new Uint8Array(56).fill(0x41)],
    [0x14, 'nonce'],
    [0x15, '"realm"'],
    [8, new Uint8Array(20)],
  ]);
  const allocated = msTurn(0x0103, MS_ID, [
    [0x0001, stunAddress('198.51.100.44:51234')],
    [0x8020, stunAddress(MAPPED, MS_KEY)],
    [0x000e, stunAddress('198.51.100.45:3478')],
    [0x000d, u32(600)],
  ]);

  it('an allocation', () => {
    expect(one(udpFrame(PC, EDGE, allocate), udpFrame(EDGE, PC, allocated))).toEqual({
      kind: 'stun.transaction',
      at: { source: 'test.pcap', frame: 1 },
      time: START,
      interface: 0,
      transport: 'udp',
      dialect: 'ms-turn',
      method: 'allocate',
      type: 3,
      transactionId: MS_ID,
      client: endpoint(PC),
      server: endpoint(EDGE),
      requests: [at(1)],
      transmissions: 1,
      answer: at(2),
      result: 'success',
      mapped: endpoint(MAPPED),
      relayed: endpoint('198.51.100.44:51234'),
      alternate: endpoint('198.51.100.45:3478'),
      useCandidate: false,
      authenticated: true,
      lifetime: 600,
    });
  });

  it('nothing of the credentials is in a fact', () => {
    const secret = 'c2VjcmV0TVJBUw';
    const request = msTurn(0x0003, MS_ID, [
      [6, secret],
      [0x14, secret],
      [0x15, secret],
      [8, secret],
    ]);
    const binding = msTurn(0x0001, MS_ID, [[6, secret]]);
    expect(JSON.stringify(read(pcap(timed([udpFrame(PC, EDGE, request), udpFrame(PC, EDGE, binding)]))))).not.toContain(
      secret,
    );
  });

  it('the challenge', () => {
    const challenge = msTurn(0x0113, MS_ID, [
      [9, join(0, 0, 4, 1, 'Unauthorized')],
      [0x14, 'nonce'],
      [0x15, '"realm"'],
    ]);
    const found = one(udpFrame(PC, EDGE, msTurn(0x0003, MS_ID)), udpFrame(EDGE, PC, challenge));
    expect([found.result, found.errorCode, found.authenticated]).toEqual(['error', 401, false]);
  });

  it('a transaction id that starts with the RFC 5389 cookie', () => {
    const found = one(udpFrame(PC, EDGE, msTurn(0x0003, `2112a442${MS_ID.slice(8)}`, [[0x15, '"realm"']])));
    expect([found.dialect, found.method]).toEqual(['ms-turn', 'allocate']);
  });

  it('the SIP call', () => {
    const id = 'a1b2c3d4e5f6';
    expect(one(udpFrame(PC, EDGE, msTurn(0x0003, MS_ID, [[0x8062, id]]))).sipCallId).toBe(id);
    expect(one(udpFrame(PC, EDGE, msTurn(0x0003, MS_ID, [[0x8062, 'a\nb']]))).sipCallId).toBe(undefined);
  });

  const send = (data: Uint8Array, peer = PEER): Bytes =>
    msTurn(0x0004, MS_ID, [
      [0x8050, new Uint8Array(24)],
      [0x0011, stunAddress(peer)],
      [0x0013, data],
    ]);
  const data = (inner: Uint8Array, peer = PEER): Bytes =>
    msTurn(0x0115, MS_ID, [
      [0x0012, stunAddress(peer)],
      [0x0013, inner],
    ]);

  it('a check through the relay is a transaction of its own', () => {
    const found = transactions(timed([udpFrame(PC, EDGE, send(check)), udpFrame(EDGE, PC, data(checked))]));
    // In the order in which they were last heard of.
    expect(found).toEqual([
      { ...relayed('send', 4, PC, EDGE), at: { source: 'test.pcap', frame: 1 }, time: START, requests: [at(1)] },
      {
        ...relayed('data', 0x0115, EDGE, PC),
        at: { source: 'test.pcap', frame: 2 },
        time: START + 10,
        requests: [at(2)],
      },
      { ...success, server: endpoint(EDGE), peer: endpoint(PEER) },
    ]);
  });

  it('the same check to two peers behind the relay', () => {
    const found = transactions(
      timed([udpFrame(PC, EDGE, send(check)), udpFrame(PC, EDGE, send(check, '192.0.2.9:7'))]),
    );
    expect(found.filter(({ method }) => method === 'binding').map(({ peer }) => peer)).toEqual([
      endpoint(PEER),
      endpoint('192.0.2.9:7'),
    ]);
  });

  it('media through the relay: one transaction a way and peer, and RTP in the flow', () => {
    const rtp = (n: number): Bytes => join(0x80, 0, u16(n), u32(n * 160), u32(0xabcd), new Uint8Array(160));
    const facts = read(pcap(timed([1, 2, 3, 4].map((n) => udpFrame(PC, EDGE, send(rtp(n)))))));
    expect(
      only(facts, 'stun.transaction').map(({ method, transmissions, peer }) => [method, transmissions, peer]),
    ).toEqual([['send', 4, endpoint(PEER)]]);
    expect(only(facts, 'ip.flow').map(({ rtpSent, rtpReceived }) => [rtpSent, rtpReceived])).toEqual([[4, 0]]);
  });

  it('a Send in a Send is not opened again', () => {
    const nested = send(send(send(check)));
    expect(transactions(timed([udpFrame(PC, EDGE, nested)])).map(({ method, peer }) => [method, peer])).toEqual([
      ['send', endpoint(PEER)],
    ]);
  });

  it('set active destination', () => {
    const found = one(
      udpFrame(PC, EDGE, msTurn(0x0006, MS_ID, [[0x0011, stunAddress(PEER)]])),
      udpFrame(EDGE, PC, msTurn(0x0106, MS_ID)),
    );
    expect([found.method, found.result]).toEqual(['set-active-destination', 'success']);
  });

  function relayed(method: 'send' | 'data', type: number, client: string, server: string): object {
    return {
      kind: 'stun.transaction',
      interface: 0,
      transport: 'udp',
      dialect: 'ms-turn',
      method,
      type,
      transactionId: MS_ID,
      client: endpoint(client),
      server: endpoint(server),
      transmissions: 1,
      result: 'indication',
      useCandidate: false,
      authenticated: false,
      peer: endpoint(PEER),
    };
  }
});

describe('MS-TURN over TCP', () => {
  const TLS = '198.51.100.44:443';
  const send = msTurn(0x0004, MS_ID, [
    [0x0011, stunAddress(PEER)],
    [0x0013, check],
  ]);
  const up = (seq: number, payload: Uint8Array): Bytes => tcpFrame(PC, TLS, { seq }, payload);
  const down = (seq: number, payload: Uint8Array): Bytes => tcpFrame(TLS, PC, { seq }, payload);
  const opening = [
    tcpFrame(PC, TLS, { flags: 's', seq: 0 }),
    tcpFrame(TLS, PC, { flags: 'sa', seq: 0, ack: 1 }),
    up(1, PSEUDO_CLIENT_HELLO),
    down(1, PSEUDO_SERVER_HELLO),
  ];
  const found = (...frames: readonly Uint8Array[]): unknown[] =>
    transactions(timed(frames)).map(({ transport, dialect, method, result, requests, answer, peer }) => [
      transport,
      dialect,
      method,
      result,
      requests[0]?.frame,
      answer?.frame,
      peer?.address,
    ]);

  it('messages behind the pseudo-TLS hellos', () => {
    const request = framed(2, msTurn(0x0003, MS_ID));
    const answer = framed(2, msTurn(0x0103, MS_ID));
    expect(found(...opening, up(51, request), down(84, answer))).toEqual([
      ['tcp', 'ms-turn', 'allocate', 'success', 5, 6, undefined],
    ]);
  });

  it('messages cut by segments, sent twice, behind long ones', () => {
    const long = framed(3, new Uint8Array(40_000));
    const request = framed(2, send);
    const all = join(long, request);
    const segments = Array.from({ length: Math.ceil(all.length / 1400) }, (_, n) =>
      up(51 + n * 1400, all.subarray(n * 1400, (n + 1) * 1400)),
    );
    const last = 4 + segments.length + 1;
    expect(found(...opening, ...segments.slice(0, 3), segments[1]!, ...segments.slice(3))).toEqual([
      ['tcp', 'ms-turn', 'send', 'indication', last, undefined, '203.0.113.9'],
      ['tcp', 'stun', 'binding', 'none', last, undefined, '203.0.113.9'],
    ]);
  });

  it('after a gap, at the next segment that starts with a message', () => {
    const request = framed(2, msTurn(0x0003, MS_ID));
    expect(found(...opening, up(51, framed(2, send).subarray(0, 30)), up(5000, request))).toEqual([
      ['tcp', 'ms-turn', 'allocate', 'none', 6, undefined, undefined],
    ]);
  });

  it('begun before the capture', () => {
    expect(found(up(900, framed(2, msTurn(0x0003, MS_ID))), down(700, framed(2, msTurn(0x0103, MS_ID))))).toEqual([
      ['tcp', 'ms-turn', 'allocate', 'success', 1, 2, undefined],
    ]);
  });

  it('end-to-end data holds checks in RFC 4571 framing', () => {
    const data = framed(3, join(u16(check.length), check));
    expect(found(...opening, up(51, data))).toEqual([['tcp', 'stun', 'binding', 'none', 5, undefined, undefined]]);
  });

  it('data of a Send that keeps the RFC 4571 length', () => {
    const inner = msTurn(0x0004, MS_ID, [
      [0x0011, stunAddress(PEER)],
      [0x0013, join(u16(check.length), check)],
    ]);
    expect(found(...opening, up(51, framed(2, inner)))).toEqual([
      ['tcp', 'ms-turn', 'send', 'indication', 5, undefined, '203.0.113.9'],
      ['tcp', 'stun', 'binding', 'none', 5, undefined, '203.0.113.9'],
    ]);
  });

  it('checks of TCP candidates between peers', () => {
    const peer = '203.0.113.9:50010';
    const framed4571 = (message: Uint8Array): Bytes => join(u16(message.length), message);
    expect(
      found(tcpFrame(PC, peer, { seq: 1 }, framed4571(check)), tcpFrame(peer, PC, { seq: 1 }, framed4571(checked))),
    ).toEqual([['tcp', 'stun', 'binding', 'success', 1, 2, undefined]]);
  });
});
