/** Payloads of UDP, and what TURN carries, in place. What is not understood is overwritten, unless its form says that it
 *  is ciphered. */
import { isIke } from '../../parsers/decode/ike.ts';
import { isSip } from '../../parsers/decode/opening.ts';
import { be16, be32 } from '../../parsers/decode/packet.ts';
import { stunDialect } from '../../parsers/decode/stun.ts';
import {
  isDtls,
  isL2tpControl,
  isOpenVpnControl,
  isQuicLong,
  isWireGuardData,
  isWireGuardHandshake,
} from '../../parsers/decode/tunnel-forms.ts';
import { redactDhcp } from './dhcp-message.ts';
import { redactDns } from './dns-message.ts';
import type { FileStyle } from './file-style.ts';
import { redactIke } from './ike-message.ts';
import { redactSip } from './sip-bytes.ts';
import { redactStun } from './stun-message.ts';

export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: number;
  /** Past the last captured byte. */
  readonly to: number;
  /** Bytes that were sent. */
  readonly length: number;
  readonly source: number;
  readonly destination: number;
}

const DNS_PORTS: ReadonlySet<number> = new Set([53, 137, 5353, 5355]);

export function redactDatagram(d: Datagram, style: FileStyle): void {
  const { bytes, from, to, length, source, destination } = d;
  const port = (n: number): boolean => source === n || destination === n;
  if (from >= to) return;
  if (DNS_PORTS.has(source) || DNS_PORTS.has(destination)) {
    bytes.fill(0, redactDns(bytes, from, to, style), to);
    return;
  }
  if (port(67) || port(68)) {
    redactDhcp(bytes, from, to, style);
    return;
  }
  if (port(123)) return;
  if (port(4500)) {
    // RFC 3948 2.2, and its keep-alive of one byte.
    if (from + 4 <= to && be32(bytes, from) === 0) redactIke(bytes, from + 4, to);
    return;
  }
  if (port(4501)) return;
  if (port(500) && isIke(bytes, from, to, length)) {
    redactIke(bytes, from, to);
    return;
  }
  if (media(bytes, from, to, length, style)) return;
  if (isSip(bytes, from, to)) {
    redactSip(bytes, from, to, to - from === length, style);
    return;
  }
  if (isQuicLong(bytes, from, to)) {
    quic(bytes, from, to);
    return;
  }
  if (isDtls(bytes, from, to, length)) {
    dtls(bytes, from, to);
    return;
  }
  if (isWireGuardHandshake(bytes, from, to, length) || isWireGuardData(bytes, from, to, length)) return;
  if (isL2tpControl(bytes, from, to, length)) {
    // The first attribute says which message it is (RFC 2661 4.4.1); the others name the host.
    bytes.fill(0x78, Math.min(to, from + 20), to);
    return;
  }
  // OpenVPN: control packets carry TLS in pieces, data is ciphered.
  if (port(1194)) {
    if (isOpenVpnControl(bytes, from, to)) bytes.fill(0, Math.min(to, from + 42), to);
    return;
  }
  // QUIC's short header: ciphered (RFC 9000 17.3).
  if (port(443) && (bytes[from]! & 0xc0) === 0x40 && length > 20) return;
  bytes.fill(0, from, to);
}

/** STUN, channel data, RTP, RTCP. False = none of them. */
export function media(bytes: Uint8Array, from: number, to: number, length: number, style: FileStyle): boolean {
  if (from >= to) return true;
  const dialect = stunDialect(bytes, from, to, length);
  if (dialect !== undefined) {
    redactStun(bytes, from, to, dialect, style, (at, end) => inner(bytes, at, end, style));
    return true;
  }
  const first = bytes[from]!;
  // RFC 8656 12.4.
  if (
    first >= 0x40 &&
    first <= 0x4f &&
    from + 4 <= to &&
    be16(bytes, from + 2) <= length - 4 &&
    length - 4 - be16(bytes, from + 2) < 4
  ) {
    inner(bytes, from + 4, Math.min(to, from + 4 + be16(bytes, from + 2)), style);
    return true;
  }
  if (first >> 6 !== 2 || length < 8) return false;
  const second = bytes[from + 1] ?? 0;
  if (second >= 192 && second <= 223) rtcp(bytes, from, to);
  else if (length >= 12) rtp(bytes, from, to);
  else return false;
  return true;
}

function inner(bytes: Uint8Array, from: number, to: number, style: FileStyle): void {
  if (!media(bytes, from, to, to - from, style)) bytes.fill(0, from, to);
}

/** The header stays (RFC 3550 5.1, 5.3.1), and the last byte, which may count padding. */
function rtp(bytes: Uint8Array, from: number, to: number): void {
  let at = from + 12 + 4 * (bytes[from]! & 15);
  if ((bytes[from]! & 0x10) !== 0 && at + 4 <= to) {
    const extension = at + 4 + 4 * be16(bytes, at + 2);
    bytes.fill(0, at + 4, Math.min(to, extension));
    at = extension;
  }
  const end = (bytes[from]! & 0x20) !== 0 ? to - 1 : to;
  if (at < end) bytes.fill(0, at, end);
}

/** Reports stay, descriptions of the source are overwritten (RFC 3550 6). */
function rtcp(bytes: Uint8Array, from: number, to: number): void {
  let at = from;
  while (at + 4 <= to) {
    const type = bytes[at + 1]!;
    const end = at + 4 * (be16(bytes, at + 2) + 1);
    if (bytes[at]! >> 6 !== 2 || type < 192 || type > 223 || end > to) break;
    if (type === 202) sdes(bytes, at + 4, end);
    else if (type === 203) {
      const reason = at + 4 + 4 * (bytes[at]! & 31);
      if (reason < end) bytes.fill(0x78, reason + 1, Math.min(end, reason + 1 + bytes[reason]!));
    } else if (type === 204) bytes.fill(0, Math.min(end, at + 12), end);
    at = end;
  }
  // The rest of a ciphered one: index and tag; of what is none, anything.
  if (at < to) bytes.fill(0, Math.max(at, from + 8), to);
}

function sdes(bytes: Uint8Array, from: number, to: number): void {
  for (let at = from; at + 4 < to; ) {
    at += 4;
    while (at + 2 <= to && bytes[at] !== 0) {
      const end = Math.min(to, at + 2 + bytes[at + 1]!);
      bytes.fill(0x78, at + 2, end);
      at = end;
    }
    at = from + 4 * Math.floor((at - from) / 4 + 1);
  }
}

/** Initial packets are ciphered with a key that everybody can work out (RFC 9001 5.2). */
function quic(bytes: Uint8Array, from: number, to: number): void {
  let at = from + 5;
  for (let n = 0; n < 2 && at < to; n++) at += 1 + bytes[at]!;
  bytes.fill(0, Math.min(to, at + 4), to);
}

/** Handshake records of epoch 0 are in the clear (RFC 6347 4.1): type, sequence and lengths of the first message stay. */
function dtls(bytes: Uint8Array, from: number, to: number): void {
  for (let at = from; at + 13 <= to; ) {
    const end = Math.min(to, at + 13 + be16(bytes, at + 11));
    if (bytes[at] === 22 && be16(bytes, at + 3) === 0) bytes.fill(0, Math.min(end, at + 25), end);
    at = end;
  }
}
