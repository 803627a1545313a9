/** Payloads of TCP in place: what is in the clear is understood message by message, or overwritten. A message that several
 *  segments carry is put together first; its frames wait for it. */
import { isOpenvpnReset, isSip } from '../../parsers/decode/opening.ts';
import { be16 } from '../../parsers/decode/packet.ts';
import { sipLength } from '../../parsers/decode/sip.ts';
import { stunDialect } from '../../parsers/decode/stun.ts';
import {
  isPseudoClientHello,
  isPseudoServerHello,
  PSEUDO_CLIENT_HELLO,
  PSEUDO_SERVER_HELLO,
} from '../../parsers/decode/tls.ts';
import { REDACT_AGAIN, REDACT_STREAMS, STREAM_SIP_BYTES, WAITING_SEGMENTS } from '../limits.ts';
import { media } from './datagram.ts';
import { redactDns } from './dns-message.ts';
import type { FileStyle } from './file-style.ts';
import type { HeldFrame } from './held-frames.ts';
import { redactHttp, redactSip } from './sip-bytes.ts';
import { redactHandshake } from './tls-record.ts';

/** A part of a segment, where it lies in its frame. */
interface Piece {
  readonly frame: HeldFrame;
  at: number;
  sequence: number;
  length: number;
}

type Mode = 'new' | 'tls' | 'ciphered' | 'sip' | 'dns' | 'turn' | 'framed' | 'http' | 'words' | 'other';

const HTTP = /^(?:GET|POST|PUT|HEAD|CONNECT|DELETE|PATCH|OPTIONS|SSTP_DUPLEX_POST|HTTP\/1\.)/;
/** Bytes that tell what a stream is. */
const TELLING = 12;

const isPrintable = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;

/** From `a` on to `b`, around the end of the sequence numbers. */
const distance = (a: number, b: number): number => (b - a) | 0;

class Stream {
  private mode: Mode = 'new';
  private started = false;
  private first = true;
  /** Sequence number of `pending[0]`. */
  private base = 0;
  private pending = new Uint8Array(0);
  private pieces: Piece[] = [];
  private waiting: Piece[] = [];
  /** The bytes before `base`, as they were written. */
  private done = new Uint8Array(0);
  private readonly dns: boolean;
  private readonly style: FileStyle;

  constructor(dns: boolean, style: FileStyle) {
    this.dns = dns;
    this.style = style;
  }

  segment(piece: Piece): void {
    if (!this.started) {
      this.started = true;
      this.base = piece.sequence;
    }
    const next = (this.base + this.pending.length) | 0;
    const ahead = distance(next, piece.sequence);
    if (ahead > 0) {
      this.hold(piece);
      this.waiting.push(piece);
      if (this.waiting.length > WAITING_SEGMENTS || ahead > STREAM_SIP_BYTES) this.skipGap();
      return;
    }
    this.take(piece);
    this.goOn();
  }

  /** What waits goes on, as far as it follows. */
  private goOn(): void {
    for (;;) {
      const next = (this.base + this.pending.length) | 0;
      const n = this.waiting.findIndex((w) => distance(next, w.sequence) <= 0);
      if (n < 0) return;
      const [piece] = this.waiting.splice(n, 1);
      this.drop(piece!);
      this.take(piece!);
    }
  }

  /** A piece that begins at or before the next byte. */
  private take(piece: Piece): void {
    const old = -distance(this.base, piece.sequence);
    if (old > 0) {
      const count = Math.min(old, piece.length);
      this.again(piece, old, count);
      if (count === piece.length) return;
      piece = { ...piece, at: piece.at + count, sequence: this.base, length: piece.length - count };
    }
    const offset = distance(this.base, piece.sequence);
    const fresh = Math.max(0, offset + piece.length - this.pending.length);
    if (offset < this.pending.length || fresh > 0) {
      this.hold(piece);
      this.pieces.push(piece);
    }
    if (fresh > 0) {
      const all = new Uint8Array(this.pending.length + fresh);
      all.set(this.pending);
      const from = piece.at + piece.length - fresh;
      all.set(piece.frame.bytes.subarray(from, from + fresh), this.pending.length);
      this.pending = all;
      this.consume();
    }
  }

  /** A segment, or its beginning, that was there before. */
  private again(piece: Piece, old: number, count: number): void {
    const { bytes } = piece.frame;
    const from = this.done.length - old;
    for (let n = 0; n < count; n++) {
      if (from + n >= 0) bytes[piece.at + n] = this.done[from + n]!;
      else if (this.mode !== 'ciphered') bytes[piece.at + n] = 0;
    }
  }

  private hold(piece: Piece): void {
    piece.frame.waits++;
    piece.frame.release.push(this.release);
  }

  private drop(piece: Piece): void {
    piece.frame.waits--;
  }

  private readonly release = (): void => {
    this.skipGap();
    this.finish();
  };

  /** What did not come is not in the capture. */
  private skipGap(): void {
    this.finish();
    this.waiting.sort((a, b) => distance(b.sequence, a.sequence));
    const [first] = this.waiting;
    if (!first) return;
    this.base = first.sequence;
    this.done = new Uint8Array(0);
    if (this.mode !== 'ciphered' && this.mode !== 'tls') this.mode = 'new';
    this.goOn();
  }

  /** No more will come of what is pending. */
  private finish(): void {
    const { length } = this.pending;
    if (length === 0) return;
    if (this.mode === 'new') this.mode = this.modeOf(0, true);
    this.unit(0, length, false);
    this.settle(length);
  }

  /** Works on every whole message. */
  private consume(): void {
    let at = 0;
    while (at < this.pending.length) {
      if (this.mode === 'new') {
        if (this.pending.length - at < TELLING) break;
        this.mode = this.modeOf(at, false);
      }
      const size = this.sizeOf(at);
      if (size === 0 || at + size > this.pending.length) {
        if (size <= STREAM_SIP_BYTES && this.pending.length - at <= STREAM_SIP_BYTES) break;
        // Too long to be put together: what is there is read, the rest is filled.
        this.unit(at, this.pending.length, false);
        at = this.pending.length;
        this.mode = 'other';
        break;
      }
      this.unit(at, at + size, true);
      this.first = false;
      at += size;
    }
    if (at > 0) this.settle(at);
  }

  private modeOf(at: number, last: boolean): Mode {
    const { pending } = this;
    const end = pending.length;
    if (this.dns) return 'dns';
    if (isPseudoClientHello(pending, at, end) || isPseudoServerHello(pending, at, end)) return 'turn';
    if (pending[at]! >= 20 && pending[at]! <= 24 && pending[at + 1] === 3) return 'tls';
    if (isSip(pending, at, end) || (last && this.mode === 'sip')) return 'sip';
    if (HTTP.test(String.fromCharCode(...pending.subarray(at, Math.min(end, at + 20))))) return 'http';
    const length = end - at > 3 ? be16(pending, at + 2) : 0;
    if ((pending[at] === 2 || pending[at] === 3) && pending[at + 1] === 0 && length > 3) return 'turn';
    if (isOpenvpnReset(pending, at, end, true) || isOpenvpnReset(pending, at, end, false)) return 'ciphered';
    const framed = be16(pending, at);
    if (stunDialect(pending, at + 2, Math.max(end, at + 2 + framed), framed) !== undefined) return 'framed';
    if (framed >= 12 && pending[at + 2]! >> 6 === 2) return 'framed';
    // Lines of text (mail, file transfer) keep their line ends.
    return pending.subarray(at, Math.min(end, at + TELLING)).every(isPrintable) ? 'words' : 'other';
  }

  /** Bytes of the message at `at`; 0 = not to be told yet. */
  private sizeOf(at: number): number {
    const { pending } = this;
    const left = pending.length - at;
    switch (this.mode) {
      case 'tls':
        if (left < 5) return 0;
        if (pending[at + 1] !== 3 || pending[at]! < 20 || pending[at]! > 24) {
          this.mode = 'other';
          return left;
        }
        // Data, and what follows a change of ciphers, cannot be read; RFC 8446 5.
        if (pending[at] === 23 || pending[at] === 20) {
          this.mode = 'ciphered';
          return left;
        }
        return 5 + be16(pending, at + 3);
      case 'sip': {
        if (pending[at] === 13 || pending[at] === 10) return 1;
        if (left >= TELLING && !isSip(pending, at, pending.length)) {
          this.mode = 'other';
          return left;
        }
        return sipLength(pending, at, pending.length) ?? 0;
      }
      case 'dns':
      case 'framed':
        return left < 2 ? 0 : 2 + be16(pending, at);
      case 'turn':
        if (isPseudoClientHello(pending, at, pending.length)) return PSEUDO_CLIENT_HELLO;
        if (isPseudoServerHello(pending, at, pending.length)) return PSEUDO_SERVER_HELLO;
        return left < 4 ? 0 : 4 + be16(pending, at + 2);
      default:
        return left;
    }
  }

  /** One message, in place. */
  private unit(from: number, to: number, whole: boolean): void {
    const { pending, style } = this;
    switch (this.mode) {
      case 'tls':
        if (pending[from] === 22) redactHandshake(pending, from, to, style);
        return;
      case 'ciphered':
        return;
      case 'sip':
        redactSip(pending, from, to, whole, style);
        return;
      case 'dns':
        if (from + 2 < to) pending.fill(0, redactDns(pending, from + 2, to, style), to);
        return;
      case 'turn':
        if (isPseudoClientHello(pending, from, to) || isPseudoServerHello(pending, from, to)) return;
        if (from + 4 < to && !media(pending, from + 4, to, to - from - 4, style)) pending.fill(0, from + 4, to);
        return;
      case 'framed':
        if (from + 2 < to && !media(pending, from + 2, to, to - from - 2, style)) pending.fill(0, from + 2, to);
        return;
      case 'http':
        redactHttp(pending, from, to, this.first);
        return;
      case 'words':
        for (let n = from; n < to; n++)
          pending[n] = isPrintable(pending[n]!) && pending[n]! > 13 ? 0x78 : pending[n]! <= 13 ? pending[n]! : 0;
        return;
      default:
        pending.fill(0, from, to);
    }
  }

  /** The first `count` pending bytes are as they go out. */
  private settle(count: number): void {
    const left: Piece[] = [];
    for (const piece of this.pieces) {
      const offset = distance(this.base, piece.sequence);
      const stop = Math.min(count, offset + piece.length);
      if (stop > offset) piece.frame.bytes.set(this.pending.subarray(offset, stop), piece.at);
      const rest = offset + piece.length - count;
      if (rest > 0) {
        const cut = piece.length - rest;
        piece.at += Math.max(0, cut);
        piece.sequence = (piece.sequence + Math.max(0, cut)) | 0;
        piece.length -= Math.max(0, cut);
        left.push(piece);
      } else this.drop(piece);
    }
    this.pieces = left;
    if (this.mode !== 'ciphered' || this.done.length < REDACT_AGAIN) {
      const all = new Uint8Array(this.done.length + count);
      all.set(this.done);
      all.set(this.pending.subarray(0, count), this.done.length);
      this.done = all.slice(Math.max(0, all.length - REDACT_AGAIN));
    } else {
      this.done.copyWithin(0, Math.min(count, this.done.length));
      const tail = this.pending.subarray(Math.max(0, count - this.done.length), count);
      this.done.set(tail, this.done.length - tail.length);
    }
    this.pending = this.pending.slice(count);
    this.base = (this.base + count) | 0;
  }

  end(): void {
    this.release();
    while (this.waiting.length > 0) this.skipGap();
    this.finish();
  }
}

export interface Segment {
  readonly frame: HeldFrame;
  /** Addresses and ports of both ends, as they came. */
  readonly key: string;
  readonly dns: boolean;
  readonly syn: boolean;
  readonly sequence: number;
  readonly from: number;
  readonly to: number;
}

/** The TCP directions of a capture. */
export class Streams {
  private readonly streams = new Map<string, Stream>();
  private readonly style: FileStyle;

  constructor(style: FileStyle) {
    this.style = style;
  }

  segment({ frame, key, dns, syn, sequence, from, to }: Segment): void {
    let stream = this.streams.get(key);
    if (stream && syn) {
      stream.end();
      stream = undefined;
    }
    if (!stream) {
      if (from >= to) return;
      stream = new Stream(dns, this.style);
      if (this.streams.size >= REDACT_STREAMS) {
        const [oldest] = this.streams;
        if (oldest) {
          oldest[1].end();
          this.streams.delete(oldest[0]);
        }
      }
    } else this.streams.delete(key);
    // The one that was idle longest comes first.
    this.streams.set(key, stream);
    if (from < to) stream.segment({ frame, at: from, sequence: (sequence + (syn ? 1 : 0)) | 0, length: to - from });
  }

  end(): void {
    for (const stream of this.streams.values()) stream.end();
  }
}
