import type { Endpoint } from '../../src/facts.ts';
import { formatIpv4Word, formatIpv6Words } from '../decode/address.ts';
import type { Packet } from '../decode/packet.ts';

/** Addresses as text, each written once while it is in use: facts of one capture share few addresses. */
const SLOTS = 1024;

export class AddressNames {
  private readonly words = new Int32Array(SLOTS);
  private readonly texts: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);

  of(version: number, a: number, b: number, c: number, d: number): string {
    if (version !== 4) return formatIpv6Words(a, b, c, d);
    const slot = (Math.imul(a, 0x9e3779b1) >>> 22) & (SLOTS - 1);
    const known = this.texts[slot];
    if (known !== undefined && this.words[slot] === a) return known;
    const text = formatIpv4Word(a);
    this.words[slot] = a;
    this.texts[slot] = text;
    return text;
  }

  source(p: Packet): string {
    return this.of(p.version, p.s0, p.s1, p.s2, p.s3);
  }

  destination(p: Packet): string {
    return this.of(p.version, p.d0, p.d1, p.d2, p.d3);
  }

  sender(p: Packet): Endpoint {
    return { address: this.source(p), port: p.sourcePort };
  }

  receiver(p: Packet): Endpoint {
    return { address: this.destination(p), port: p.destinationPort };
  }
}
