/** IP addresses to IP addresses. Two that share their first n bits share them afterwards (as Crypto-PAn does: Xu, Fan,
 *  Ammar, Moon 2002), each stays in its class, and its text keeps its length, so that packets and lines need not grow.
 *  Nothing is hashed: of two branches the one that appears first becomes 0, so that the result tells the order of
 *  appearance and not the address. Without a key, a hash of a small set could be turned round by trying. */
import { formatIpv4Word } from '../../parsers/decode/address.ts';
import { MEDIA_RANGES } from '../knowledge/media-ranges.ts';
import { REDACT_NODES } from '../limits.ts';

interface Block {
  readonly bits: string;
  /** Nothing in it is replaced. */
  readonly kept: boolean;
}

const octets = (text: string): string =>
  text
    .split('.')
    .map((o) => Number(o).toString(2).padStart(8, '0'))
    .join('');

/** The eight groups of an IPv6 address in text; undefined = none. A dotted tail counts as two groups. */
export function groupsOf(text: string): number[] | undefined {
  const dotted = /^(.*:)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.exec(text);
  let plain = text;
  if (dotted) {
    const word = wordOf(dotted[2]!);
    if (word === undefined) return undefined;
    plain = `${dotted[1]}${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((h) => (h === '' ? [] : h.split(':')));
  const fill = 8 - head.length - tail.length;
  if (halves.length === 2 ? fill < 1 : fill !== 0) return undefined;
  const all = [...head, ...Array<string>(halves.length === 2 ? fill : 0).fill('0'), ...tail];
  return all.every((g) => /^[0-9a-f]{1,4}$/i.test(g)) ? all.map((g) => Number.parseInt(g, 16)) : undefined;
}

/** Unsigned 32-bit number of a dotted address; undefined = none. */
export function wordOf(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let word = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || (part.length > 1 && part[0] === '0') || Number(part) > 255) return undefined;
    word = word * 256 + Number(part);
  }
  return word;
}

const bitsOf = (groups: readonly number[]): string => groups.map((g) => g.toString(2).padStart(16, '0')).join('');
const block4 = (text: string, kept: boolean): Block => {
  const [base = '', length = '32'] = text.split('/');
  return { bits: octets(base).slice(0, Number(length)), kept };
};
const block6 = (text: string, kept: boolean): Block => {
  const [base = '', length = '128'] = text.split('/');
  return { bits: bitsOf(groupsOf(base) ?? []).slice(0, Number(length)), kept };
};

/** Public resolvers of DNS over HTTPS: rules and readers know them by their number. */
const RESOLVERS = ['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9', '149.112.112.112', '208.67.222.222'];
const RESOLVERS6 = ['2001:4860:4860::8888', '2001:4860:4860::8844', '2606:4700:4700::1111', '2606:4700:4700::1001'];

/** IANA's special-purpose registries (RFC 6890): an address stays in its block, or is kept. VirtualBox' own network is a
 *  block, because it tells what an adapter is for. */
const BLOCKS4: readonly Block[] = [
  ...['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', ...RESOLVERS, '208.67.220.220'].map((b) => block4(b, true)),
  ...MEDIA_RANGES.filter((r) => !r.prefix.includes(':')).map((r) => block4(r.prefix, true)),
  ...[
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '192.168.56.0/24',
    '100.64.0.0/10',
    '169.254.0.0/16',
    '192.0.2.0/24',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '198.18.0.0/15',
    '192.0.0.0/24',
    '192.88.99.0/24',
  ].map((b) => block4(b, false)),
];
const BLOCKS6: readonly Block[] = [
  ...['::/127', 'ff00::/8', ...RESOLVERS6, '2620:fe::fe'].map((b) => block6(b, true)),
  ...MEDIA_RANGES.filter((r) => r.prefix.includes(':')).map((r) => block6(r.prefix, true)),
  ...['fe80::/10', 'fc00::/8', 'fd00::/8', '2001::/32', '2001:db8::/32', '2002::/16', '2000::/3'].map((b) =>
    block6(b, false),
  ),
];
/** What ends in an IPv4 address: mapped (RFC 4291 2.5.5.2), translated (RFC 6052). */
const EMBEDDED = ['::ffff:0:0/96', '64:ff9b::/96'].map((b) => block6(b, false).bits);

const ALIKE: readonly string[] = ['', '0'.repeat(128), '1'.repeat(128)];
const uniform = (bits: string): boolean => ALIKE[1]!.startsWith(bits) || ALIKE[2]!.startsWith(bits);

/** One family: a tree of bits. */
class Tree {
  private readonly turns = new Map<string, boolean>();
  private readonly networks: string[] = [];
  private readonly blocks: readonly Block[];
  private readonly steady: (part: string) => boolean;
  /** On the way to a block: no turn there. */
  private readonly pinned: ReadonlySet<string>;
  private readonly step: number;

  /** @param steady whether the part of an octet or group that comes before a bit makes it stay. */
  constructor(blocks: readonly Block[], step: number, steady: (part: string) => boolean) {
    this.blocks = blocks;
    this.step = step;
    this.steady = steady;
    this.pinned = new Set(blocks.flatMap((b) => [...b.bits].map((_, n) => b.bits.slice(0, n))));
  }

  learn(bits: string): void {
    if (this.networks.length < NETWORKS && !this.networks.includes(bits)) this.networks.push(bits);
  }

  keeps(bits: string): boolean {
    return this.blocks.some((b) => b.kept && bits.startsWith(b.bits));
  }

  restart(): void {
    this.turns.clear();
  }

  map(bits: string): string {
    if (this.keeps(bits)) return bits;
    const own = this.networks.filter((n) => bits.startsWith(n));
    let out = '';
    let fresh: string | undefined;
    let changed = false;
    for (let at = 0; at < bits.length; at++) {
      const path = bits.slice(0, at);
      const part = path.slice(at - (at % this.step));
      const stays =
        this.steady(part) || this.pinned.has(path) || own.some((n) => n.length <= at && uniform(path.slice(n.length)));
      if (stays) {
        out += bits[at];
        continue;
      }
      let turn = this.turns.get(path);
      if (turn === undefined) {
        turn = bits[at] === '1';
        // Beyond the limit nothing is remembered: a fixed turn keeps what shares a prefix together all the same.
        if (this.turns.size >= REDACT_NODES) turn = true;
        else {
          this.turns.set(path, turn);
          fresh = path;
        }
      }
      changed ||= turn;
      out += turn ? (bits[at] === '1' ? '0' : '1') : bits[at];
    }
    if (changed || fresh === undefined) return out;
    // By chance it would stay what it is.
    this.turns.set(fresh, true);
    return `${out.slice(0, fresh.length)}${out[fresh.length] === '1' ? '0' : '1'}${out.slice(fresh.length + 1)}`;
  }
}

/** Networks of an input kept in mind; a gateway with more has single addresses. */
const NETWORKS = 512;

/** What steadyOctet said; 255 answers. */
const OCTETS = new Map<string, boolean>();

/** Bits of an octet stay where they decide how many digits it has, and on the way to 0 and 255: network and broadcast
 *  addresses stay what they are. */
function steadyOctet(part: string): boolean {
  const known = OCTETS.get(part);
  if (known !== undefined) return known;
  const low = Number.parseInt(part.padEnd(8, '0'), 2);
  const high = Number.parseInt(part.padEnd(8, '1'), 2);
  const steady = low === 0 || high === 255 || String(low).length !== String(high).length;
  OCTETS.set(part, steady);
  return steady;
}

/** Where the first 1 of a group stands, and with it the number of hexadecimal digits, stays. */
const steadyGroup = (part: string): boolean => !part.includes('1');

const textOf = (groups: readonly number[]): string => groups.map((g) => g.toString(16)).join(':');

/** The addresses of one run. */
export class AddressMap {
  private readonly four = new Tree(BLOCKS4, 8, steadyOctet);
  private readonly six = new Tree(BLOCKS6, 16, steadyGroup);
  private known4 = new Map<number, number>();
  private known6 = new Map<string, readonly number[]>();
  /** Goes up whenever known addresses are forgotten: what an address became has to be asked for anew. */
  generation = 0;

  /** A network that the input names: its own address and its broadcast address stay such. Before any mapping. */
  learnNetwork(base: number, length: number): void {
    if (length >= 8 && length <= 30) this.four.learn((base >>> 0).toString(2).padStart(32, '0').slice(0, length));
  }

  /** Begins anew, with the networks that were learned. */
  restart(): void {
    this.known4 = new Map();
    this.known6 = new Map();
    this.generation++;
    this.four.restart();
    this.six.restart();
  }

  /** New and old address, in order of appearance. */
  *originals(): Generator<readonly [string, string]> {
    for (const [old, mapped] of this.known4) yield [formatIpv4Word(mapped | 0), formatIpv4Word(old | 0)];
    for (const [old, mapped] of this.known6) {
      const words = (old.match(/.{16}/g) ?? []).map((g) => Number.parseInt(g, 2));
      yield [textOf(mapped), textOf(words)];
    }
  }

  /** Whether it is one that everybody knows, and stays. */
  keeps4(word: number): boolean {
    return this.four.keeps((word >>> 0).toString(2).padStart(32, '0'));
  }

  /** @param word unsigned or signed 32 bits. @returns unsigned. */
  v4(word: number): number {
    const key = word >>> 0;
    let mapped = this.known4.get(key);
    if (mapped === undefined) {
      mapped = Number.parseInt(this.four.map(key.toString(2).padStart(32, '0')), 2);
      if (this.known4.size >= REDACT_NODES) {
        this.known4 = new Map();
        this.generation++;
      }
      this.known4.set(key, mapped);
    }
    return mapped;
  }

  /** @param groups eight of 16 bits. */
  v6(groups: readonly number[]): readonly number[] {
    const bits = bitsOf(groups);
    const known = this.known6.get(bits);
    if (known) return known;
    const embedded = EMBEDDED.find((e) => bits.startsWith(e));
    let mapped: readonly number[];
    if (embedded !== undefined) {
      const word = this.v4(groups[6]! * 65536 + groups[7]!);
      mapped = [...groups.slice(0, 6), word >>> 16, word & 0xffff];
    } else {
      const out = this.six.map(bits);
      mapped = groups.map((_, n) => Number.parseInt(out.slice(16 * n, 16 * n + 16), 2));
    }
    if (this.known6.size >= REDACT_NODES) {
      this.known6 = new Map();
      this.generation++;
    }
    this.known6.set(bits, mapped);
    return mapped;
  }

  /** Of the same length; undefined = no address. */
  text4(text: string): string | undefined {
    const word = wordOf(text);
    return word === undefined ? undefined : formatIpv4Word(this.v4(word) | 0);
  }

  /** Of the same length and the same shape; undefined = no address. */
  text6(text: string): string | undefined {
    const groups = groupsOf(text);
    if (!groups) return undefined;
    const mapped = this.v6(groups);
    const [head = '', ...rest] = text.split('::');
    let at = 0;
    const side = (words: string, from: number): string => {
      at = from;
      return words
        .split(':')
        .map((word) => {
          if (word === '') return '';
          if (word.includes('.')) {
            at += 2;
            return formatIpv4Word((mapped[at - 2]! << 16) | mapped[at - 1]!);
          }
          const next = mapped[at++]!.toString(16).padStart(word.length, '0');
          return /[A-F]/.test(word) || (!/[a-f]/.test(word) && /[A-F]/.test(text)) ? next.toUpperCase() : next;
        })
        .join(':');
    };
    const front = side(head, 0);
    if (rest.length === 0) return front;
    const tail = rest[0]!;
    const count = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
    return `${front}::${side(tail, 8 - count)}`;
  }
}
