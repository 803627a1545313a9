import {
  type Bytes,
  clientHello,
  dns,
  ethernet,
  type Frame,
  icmpFrame,
  ip,
  join,
  msTurn,
  PSEUDO_CLIENT_HELLO,
  PSEUDO_SERVER_HELLO,
  stun,
  stunAddress,
  tcpFrame,
  timed,
  u16,
  udp,
  udpFrame,
  xorAddress,
} from '../../captures.ts';

const PC = '192.168.178.21';
const EDGE = '198.51.100.44';
const ID = '000102030405060708090a0b';
const MS_ID = '101112131415161718191a1b1c1d1e1f';

/** MS-TURN message behind its 4-byte framing on TCP ([MS-TURN] 2.1). */
export function framed(type: 2 | 3, message: Uint8Array): Bytes {
  return join(type, 0, u16(message.length), message);
}

/** Frames with a little of everything the reader knows. */
export function mixedFrames(): Frame[] {
  const question = { name: 'sip.contoso.com', type: 'A' } as const;
  const check = stun(0x0001, ID, [
    [6, 'abcd:efgh'],
    [0x25, ''],
    [8, new Uint8Array(20)],
  ]);
  const send = msTurn(0x0004, MS_ID, [
    [0x0011, stunAddress('203.0.113.9:50010')],
    [0x0013, check],
  ]);
  const allocated = msTurn(0x0103, MS_ID, [
    [0x0001, stunAddress(`${EDGE}:51234`)],
    [0x8020, stunAddress('203.0.113.77:50000', [0x10, 0x11, 0x12, 0x13])],
  ]);
  const hello = clientHello('sip.contoso.com', 400);
  const long = udp(5060, 5060, join('INVITE sip:bob@contoso.com SIP/2.0\r\n', new Uint8Array(120)));
  return timed([
    udpFrame(`${PC}:50123`, '192.168.178.1:53', dns({ id: 7, question })),
    udpFrame(
      '192.168.178.1:53',
      `${PC}:50123`,
      dns({ id: 7, response: true, question, answers: [{ ...question, data: EDGE }] }),
    ),
    tcpFrame(`${PC}:50500`, `${EDGE}:443`, { flags: 's', seq: 100, mss: 1460 }),
    tcpFrame(`${EDGE}:443`, `${PC}:50500`, { flags: 'sa', seq: 900, ack: 101, mss: 1380 }),
    tcpFrame(`${PC}:50500`, `${EDGE}:443`, { flags: 'a', seq: 101, ack: 901 }),
    tcpFrame(`${PC}:50500`, `${EDGE}:443`, { flags: 'pa', seq: 101, ack: 901 }, hello.subarray(0, 200)),
    tcpFrame(`${PC}:50500`, `${EDGE}:443`, { flags: 'pa', seq: 301, ack: 901 }, hello.subarray(200)),
    tcpFrame(`${EDGE}:443`, `${PC}:50500`, { flags: 'ra', seq: 901, ack: 501 }),
    udpFrame(`${PC}:50000`, `${EDGE}:3478`, msTurn(0x0003, MS_ID)),
    udpFrame(`${EDGE}:3478`, `${PC}:50000`, allocated),
    udpFrame(`${PC}:50000`, `${EDGE}:3478`, send),
    udpFrame(`${PC}:50000`, '203.0.113.9:50010', check),
    udpFrame('203.0.113.9:50010', `${PC}:50000`, stun(0x0101, ID, [[0x20, xorAddress('203.0.113.77:50000')]])),
    tcpFrame(`${PC}:50600`, `${EDGE}:443`, { flags: 's', seq: 1 }),
    tcpFrame(`${EDGE}:443`, `${PC}:50600`, { flags: 'sa', seq: 1, ack: 2 }),
    tcpFrame(`${PC}:50600`, `${EDGE}:443`, { flags: 'pa', seq: 2, ack: 2 }, PSEUDO_CLIENT_HELLO),
    tcpFrame(`${EDGE}:443`, `${PC}:50600`, { flags: 'pa', seq: 2, ack: 52 }, PSEUDO_SERVER_HELLO),
    tcpFrame(`${PC}:50600`, `${EDGE}:443`, { flags: 'pa', seq: 52, ack: 85 }, framed(2, send).subarray(0, 70)),
    tcpFrame(`${PC}:50600`, `${EDGE}:443`, { flags: 'pa', seq: 122, ack: 85 }, framed(2, send).subarray(70)),
    icmpFrame('192.0.2.1', PC, 3, 13, 0, ip(PC, '10.60.4.21', 6, join(u16(50501), u16(5061), new Uint8Array(4)))),
    ethernet(0x0800, ip(PC, EDGE, 17, long.subarray(0, 80), { id: 5, more: true })),
    ethernet(0x0800, ip(PC, EDGE, 17, long.subarray(80), { id: 5, offset: 80 })),
    udpFrame('[2001:db8::21]:5353', '[ff02::fb]:5353', dns({ id: 0, question: { name: 'host.local', type: 'AAAA' } })),
    ethernet(0x0806, new Uint8Array(28), { destination: 'ff:ff:ff:ff:ff:ff' }),
    ethernet(0x0800, ip(PC, EDGE, 50, new Uint8Array(60))),
    ethernet(0x0800, ip(PC, EDGE, 47, join(0, 0, 0x08, 0, ip('10.9.0.2', '10.60.4.21', 17, udp(1, 2, join('x')))))),
  ]);
}
