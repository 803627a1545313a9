import type { FlowTunnel } from '../../src/facts.ts';
import { SPIS } from '../../src/limits.ts';
import { formatWord } from '../decode/address.ts';
import { isIke } from '../decode/ike.ts';
import { be16, be32, type Packet } from '../decode/packet.ts';
import {
  isDtls,
  isL2tpControl,
  isOpenVpnControl,
  isOpenVpnReset,
  isQuicLong,
  isWireGuardData,
  isWireGuardHandshake,
} from '../decode/tunnel-forms.ts';
import type { Flow } from './flow.ts';

/** Packets of one numbered session in a row that prove it: the same identifier, and a number that goes up. */
const PROOF = 3;
/** Numbers that one packet may be ahead of the one before: lost ones, or more than the capture could take. */
const STEP = 65_536;

/** A session as one direction of a flow numbers its packets: ESP, WireGuard or OpenVPN data. */
class Numbered {
  session = 0;
  last = 0;
  run = 0;

  /** True = packet `number` of `session` goes on with the one before, often enough. */
  note(session: number, number: number): boolean {
    const step = (number - this.last) >>> 0;
    if (this.run > 0 && session === this.session && step > 0 && step < STEP) this.run++;
    else if (session !== this.session || step !== 0) this.run = 1;
    this.session = session;
    this.last = number;
    return this.run >= PROOF;
  }
}

/** What a flow needs once a packet of it might be a tunnel's. */
export class TunnelWatch {
  readonly a = new Numbered();
  readonly b = new Numbered();
  /** Session identifier of OpenVPN's control channel, per direction; its first reset was seen. */
  openVpnA0 = 0;
  openVpnA1 = 0;
  openVpnB0 = 0;
  openVpnB1 = 0;
  readonly spis: string[] = [];
  /** The two SPIs noted last. */
  private spiA = 0;
  private spiB = 0;

  spi(spi: number, fromA: boolean): void {
    if ((fromA ? this.spiA : this.spiB) === spi) return;
    if (fromA) this.spiA = spi;
    else this.spiB = spi;
    if (this.spis.length >= SPIS) return;
    const text = formatWord(spi);
    if (!this.spis.includes(text)) this.spis.push(text);
  }
}

/** Notes an ESP packet (RFC 4303 2), of which the IP protocol says what it is. */
export function noteEsp(flow: Flow, p: Packet, fromA: boolean): void {
  if (p.payload + 8 > p.payloadEnd) return;
  flow.tunnel = 'esp';
  flow.watch ??= new TunnelWatch();
  flow.watch.spi(be32(p.bytes, p.payload), fromA);
}

/** Notes a GRE packet; version 1 is PPTP's (RFC 2637 4.1). */
export function noteGre(flow: Flow, p: Packet): void {
  if (p.payload + 4 > p.payloadEnd) return;
  const pptp = (p.bytes[p.payload + 1]! & 7) === 1 && be16(p.bytes, p.payload + 2) === 0x880b;
  flow.tunnel = pptp ? 'pptp' : 'gre';
}

/** Looks at a datagram of a UDP flow for the form of a tunnel's packets. The port decides only between forms that look
 *  alike: ESP is looked for on its own ports, because four steady bytes and a counter are not rare elsewhere. */
export function lookForTunnel(flow: Flow, p: Packet, fromA: boolean): void {
  const { bytes, payload, payloadEnd, payloadLength, sourcePort, destinationPort } = p;
  flow.looks--;
  if (sourcePort === 4500 || destinationPort === 4500) {
    // RFC 3948 2: four zero bytes stand in front of IKE.
    if (payload + 4 <= payloadEnd && be32(bytes, payload) === 0) {
      if (isIke(bytes, payload + 4, payloadEnd, payloadLength - 4)) flow.tunnel ??= 'ike';
    } else espInUdp(flow, p, fromA, 'esp-in-udp');
    return;
  }
  if (sourcePort === 4501 || destinationPort === 4501) {
    espInUdp(flow, p, fromA, 'globalprotect');
    return;
  }
  const tunnel = formOf(flow, p, fromA);
  if (tunnel === undefined) {
    const quic = sourcePort === 443 || destinationPort === 443 || sourcePort === 853 || destinationPort === 853;
    if (!quic || !isQuicLong(bytes, payload, payloadEnd)) return;
    flow.quic = true;
  } else if (tunnel === 'dtls' && (sourcePort === 853 || destinationPort === 853)) flow.quic = true;
  else flow.tunnel = tunnel;
  flow.looks = 0;
}

function formOf(flow: Flow, p: Packet, fromA: boolean): FlowTunnel | undefined {
  const { bytes, payload, payloadEnd, payloadLength, sourcePort, destinationPort } = p;
  const first = bytes[payload]!;
  if (sourcePort === 500 || destinationPort === 500) {
    return isIke(bytes, payload, payloadEnd, payloadLength) ? 'ike' : undefined;
  }
  if (sourcePort === 1701 || destinationPort === 1701) {
    return isL2tpControl(bytes, payload, payloadEnd, payloadLength) ? 'l2tp' : undefined;
  }
  if (first >= 20 && first <= 25) return isDtls(bytes, payload, payloadEnd, payloadLength) ? 'dtls' : undefined;
  if (first <= 3) return isWireGuardHandshake(bytes, payload, payloadEnd, payloadLength) ? 'wireguard' : undefined;
  if (first === 4) {
    if (!isWireGuardData(bytes, payload, payloadEnd, payloadLength)) return undefined;
    flow.watch ??= new TunnelWatch();
    // Receiver index, and the counter's lower half, little endian.
    const counter =
      bytes[payload + 8]! | (bytes[payload + 9]! << 8) | (bytes[payload + 10]! << 16) | (bytes[payload + 11]! << 24);
    const side = fromA ? flow.watch.a : flow.watch.b;
    return side.note(be32(bytes, payload + 4), counter) ? 'wireguard' : undefined;
  }
  // 9 = data with a peer id; the packet number follows (openvpn/src/openvpn/crypto.c). Only on OpenVPN's own port.
  if (first >> 3 === 9 && (sourcePort === 1194 || destinationPort === 1194) && payload + 8 <= payloadEnd) {
    flow.watch ??= new TunnelWatch();
    const side = fromA ? flow.watch.a : flow.watch.b;
    return side.note(be32(bytes, payload), be32(bytes, payload + 4)) ? 'openvpn' : undefined;
  }
  return openVpnControl(flow, p, fromA) ? 'openvpn' : undefined;
}

/** A reset that is nothing else, or two control packets of one session of which the first is the client's reset. */
function openVpnControl(flow: Flow, p: Packet, fromA: boolean): boolean {
  const { bytes, payload, payloadEnd, payloadLength } = p;
  if (payload + 14 > payloadEnd) return false;
  if (isOpenVpnReset(bytes, payload, payloadEnd, payloadLength)) return true;
  if (!isOpenVpnControl(bytes, payload, payloadEnd)) return false;
  const high = be32(bytes, payload + 1);
  const low = be32(bytes, payload + 5);
  if ((high | low) === 0) return false;
  flow.watch ??= new TunnelWatch();
  const { watch } = flow;
  if ((fromA ? watch.openVpnA0 : watch.openVpnB0) === high && (fromA ? watch.openVpnA1 : watch.openVpnB1) === low) {
    return true;
  }
  const opcode = bytes[payload]! >> 3;
  if (opcode !== 7 && opcode !== 10) return false;
  if (fromA) {
    watch.openVpnA0 = high;
    watch.openVpnA1 = low;
  } else {
    watch.openVpnB0 = high;
    watch.openVpnB1 = low;
  }
  return false;
}

/** ESP in UDP: an SPI that is not reserved (RFC 4303 2.1), a multiple of four bytes (2.4), numbers that go up. */
function espInUdp(flow: Flow, p: Packet, fromA: boolean, name: FlowTunnel): void {
  const { bytes, payload, payloadEnd, payloadLength } = p;
  if (payload + 8 > payloadEnd || payloadLength < 20 || (payloadLength & 3) !== 0) return;
  const spi = be32(bytes, payload);
  if (spi >>> 8 === 0) return;
  flow.watch ??= new TunnelWatch();
  const { watch } = flow;
  watch.spi(spi, fromA);
  // Both go on to be looked at: a rekeyed tunnel has other SPIs.
  flow.looks = LOOKS;
  if (flow.tunnel === name) return;
  if ((fromA ? watch.a : watch.b).note(spi, be32(bytes, payload + 4))) flow.tunnel = name;
}

/** Datagrams of a flow that are looked at before it is taken for something else. */
export const LOOKS = 16;
