import type { IcmpError } from '../../src/facts.ts';
import { decodeIcmp, decodeQuote } from '../decode/icmp.ts';
import { Packet } from '../decode/packet.ts';
import { SYN } from '../decode/tcp.ts';
import * as found from './found.ts';
import { destinationOf, receiverOf, senderOf, sourceOf } from './names.ts';
import type { Output } from './output.ts';

/** ICMP errors and redirects, with the packet that each quotes. */
export class IcmpErrors {
  private readonly output: Output;
  private readonly quote = new Packet();

  constructor(output: Output) {
    this.output = output;
  }

  /** Emits the error that an ICMP or ICMPv6 message is, if it is one. Returns bits of found.ts. */
  message(p: Packet): number {
    const message = decodeIcmp(p);
    if (message === undefined) return 0;
    const { bytes, payload } = p;
    const { quote } = this;
    const quoted = decodeQuote(p, message.quoted, quote);
    this.output.emit({
      kind: 'icmp.error',
      at: this.output.at(p.number),
      time: p.time,
      interface: p.interface,
      version: p.version === 4 ? 4 : 6,
      type: bytes[payload]!,
      code: bytes[payload + 1]!,
      meaning: message.meaning,
      from: sourceOf(p),
      to: destinationOf(p),
      quoted: quoted
        ? { protocol: quotedProtocol(quote.protocol), client: senderOf(quote), server: receiverOf(quote) }
        : undefined,
      mtu: message.mtu,
      gateway: message.gateway,
      quotedLength: quoted ? quote.ipLength : undefined,
    });
    return (
      (p.version === 4 && message.meaning === 'frag-needed' ? found.FRAG_NEEDED : 0) |
      (message.meaning === 'redirect' ? found.REDIRECT : 0) |
      (quoted && (quote.tcpFlags & SYN) !== 0 ? found.SYN_FLAG : 0)
    );
  }
}

function quotedProtocol(protocol: number): NonNullable<IcmpError['quoted']>['protocol'] {
  if (protocol === 6) return 'tcp';
  if (protocol === 17) return 'udp';
  return protocol === 1 || protocol === 58 ? 'icmp' : 'other';
}
