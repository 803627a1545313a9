import type { DnsRecord } from '../../src/facts.ts';
import { DNS_RECORDS, DNS_TEXT } from '../../src/limits.ts';
import { formatIpv4, formatIpv6 } from './address.ts';
import { endOfSimple, nameEnd, readName } from './dns-name.ts';
import { be16, be32 } from './packet.ts';

const NO_ANSWERS: readonly DnsRecord[] = [];
const NO_BYTES = new Uint8Array(0);

/** A DNS message as far as it could be read. `decodeDns` overwrites it. Names and records are read when they are asked for:
 *  of a capture with millions of lookups most are never. */
export class DnsMessage {
  /** Where it was read from; the caller's memory. */
  bytes: Uint8Array = NO_BYTES;
  from = 0;
  end = 0;
  id = 0;
  response = false;
  /** 0 = query (RFC 1035 4.1.1); 4 notify, 5 update. */
  opcode = 0;
  /** RCODE as a number. */
  code = 0;
  /** TC was set, or the message ends before its last answer. */
  truncated = false;
  /** The message contradicts itself (not: was cut). */
  broken = false;
  /** UDP payload size of the OPT record (RFC 6891 6.2.3), of a query without other records; bytes. */
  edns: number | undefined = undefined;
  /** Past the question, where the message is plain: one question of a usual name, and answers to just that; -1 = not. */
  questionEnd = -1;
  private unread = false;
  private nameText = '';
  private typeText = '';
  private list: readonly DnsRecord[] = NO_ANSWERS;

  /** Of the first question; of the first answer where the message has no question (mDNS). */
  get name(): string {
    if (this.unread) this.readTexts();
    return this.nameText;
  }

  get type(): string {
    if (this.unread) this.readTexts();
    return this.typeText;
  }

  get answers(): readonly DnsRecord[] {
    if (this.unread) this.readTexts();
    return this.list;
  }

  get rcode(): string {
    return rcodeText(this.code);
  }

  /** Reads the message in [from, end) of at least 12 bytes. */
  read(bytes: Uint8Array, from: number, end: number, whole: boolean): void {
    this.bytes = bytes;
    this.from = from;
    this.end = end;
    const flags = be16(bytes, from + 2);
    this.id = be16(bytes, from);
    this.response = (flags & 0x8000) !== 0;
    this.opcode = (flags >> 11) & 15;
    this.code = flags & 15;
    this.truncated = (flags & 0x0200) !== 0;
    this.broken = false;
    this.edns = undefined;
    this.questionEnd = plainQuestion(bytes, from, end, this.response);
    this.unread = this.questionEnd >= 0;
    if (!this.unread) this.readWhole(whole);
    else if (!this.response && be16(bytes, from + 6) === 0) this.edns = udpSize(bytes, from, this.questionEnd, end);
  }

  private readTexts(): void {
    this.readWhole(true);
    this.unread = false;
  }

  /** First question, then as many answers as are there. */
  private readWhole(whole: boolean): void {
    const { bytes, from, end, response } = this;
    const questions = be16(bytes, from + 4);
    const count = be16(bytes, from + 6);
    let name = '';
    let type = '';
    let at = from + 12;
    let sound = true;
    // RFC 9619 allows one question; more than a handful is junk.
    if (questions > 16) sound = false;
    for (let n = 0; n < Math.min(questions, 16) && (sound || n === 0); n++) {
      const asked = readName(bytes, from, at, end);
      at = nameEnd;
      if (at < 0 || at + 4 > end) sound = false;
      else {
        if (n === 0) type = recordType(be16(bytes, at));
        at += 4;
      }
      if (n === 0) name = asked;
    }
    const edns = sound && !response && count === 0 ? udpSize(bytes, from, at, end) : undefined;
    let answers = NO_ANSWERS;
    let cut = false;
    if (sound && count > 0 && response) {
      const records: DnsRecord[] = [];
      let room = DNS_TEXT;
      for (let n = 0; n < count && n < DNS_RECORDS && room > 0; n++) {
        // Nearly every record points at the question (RFC 1035 4.1.4).
        const repeated = at + 2 <= end && bytes[at] === 0xc0 && bytes[at + 1] === 12 && questions > 0;
        const owner = repeated ? name : readName(bytes, from, at, end);
        const header = repeated ? at + 2 : nameEnd;
        if (header < 0 || header + 10 > end) {
          cut = true;
          break;
        }
        const length = be16(bytes, header + 8);
        at = header + 10 + length;
        if (at > end) {
          cut = true;
          break;
        }
        const kind = be16(bytes, header);
        const value = recordValue(bytes, from, header + 10, at, kind);
        room -= owner.length + value.length;
        records.push({
          name: owner,
          type: recordType(kind),
          ttl: be32(bytes, header + 4) >>> 0,
          value,
        });
      }
      answers = records;
    }
    if (questions === 0 && answers.length > 0) {
      name = answers[0]!.name;
      type = answers[0]!.type;
    }
    this.nameText = name;
    this.typeText = type;
    this.list = answers;
    if (this.questionEnd >= 0) return;
    this.broken = (!sound || cut) && whole && !this.truncated;
    this.truncated ||= cut;
    this.edns = edns;
  }
}

const message = new DnsMessage();

/** Past the only question of a message whose name stands there whole, with all answers, if any, to that name and within the
 *  message; -1 = it takes more to read it. */
function plainQuestion(bytes: Uint8Array, from: number, end: number, response: boolean): number {
  if (be16(bytes, from + 4) !== 1) return -1;
  const question = endOfSimple(bytes, from + 12, end) + 4;
  if (question === 4 || question > end) return -1;
  if (!response) return question;
  let at = question;
  for (let n = Math.min(be16(bytes, from + 6), DNS_RECORDS); n > 0; n--) {
    // RFC 1035 4.1.4: a pointer to the question.
    if (at + 12 > end || bytes[at] !== 0xc0 || bytes[at + 1] !== 12) return -1;
    at += 12 + be16(bytes, at + 10);
    if (at > end) return -1;
  }
  return question;
}

// RFC 1035 4.1.1, RFC 2136 2.2.
const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

/** Name of a record type; TYPEn (RFC 3597 5) for those not listed. */
export function recordType(type: number): string {
  switch (type) {
    case 1:
      return 'A';
    case 2:
      return 'NS';
    case 5:
      return 'CNAME';
    case 6:
      return 'SOA';
    case 12:
      return 'PTR';
    case 15:
      return 'MX';
    case 16:
      return 'TXT';
    case 28:
      return 'AAAA';
    case 33:
      return 'SRV';
    case 35:
      return 'NAPTR';
    case 64:
      return 'SVCB';
    case 65:
      return 'HTTPS';
    case 255:
      return 'ANY';
    default:
      return `TYPE${type}`;
  }
}

/** The words of an RCODE; RCODEn for those not listed. */
export function rcodeText(code: number): string {
  return RCODES[code] ?? `RCODE${code}`;
}

/**
 * Reads a DNS message (RFC 1035 4) in [from, end): header and first question first, then as many answers as are there.
 * `whole` = the message is longer than what was captured if false. undefined = not even a header. The next call overwrites
 * the result.
 */
export function decodeDns(bytes: Uint8Array, from: number, end: number, whole: boolean): DnsMessage | undefined {
  if (from + 12 > end) return undefined;
  message.read(bytes, from, end, whole);
  return message;
}

/** The OPT record among the additional records from `at` on: it names the root and stands first but for a signature. */
function udpSize(bytes: Uint8Array, from: number, at: number, end: number): number | undefined {
  if (be16(bytes, from + 8) !== 0) return undefined;
  const count = Math.min(be16(bytes, from + 10), 4);
  for (let n = 0; n < count; n++) {
    const root = at < end && bytes[at] === 0;
    if (!root) readName(bytes, from, at, end);
    const header = root ? at + 1 : nameEnd;
    if (header < 0 || header + 10 > end) return undefined;
    if (be16(bytes, header) === 41) return be16(bytes, header + 2);
    at = header + 10 + be16(bytes, header + 8);
  }
  return undefined;
}

/** A, AAAA: address; CNAME, PTR, NS: name; SOA: the primary server's name; SRV: "priority weight port target". */
function recordValue(bytes: Uint8Array, from: number, at: number, end: number, type: number): string {
  switch (type) {
    case 1:
      return end - at === 4 ? formatIpv4(bytes, at) : '';
    case 28:
      return end - at === 16 ? formatIpv6(bytes, at) : '';
    case 2:
    case 5:
    case 6:
    case 12:
      return readName(bytes, from, at, end);
    case 33: {
      if (end - at < 7) return '';
      const target = readName(bytes, from, at + 6, end);
      return `${be16(bytes, at)} ${be16(bytes, at + 2)} ${be16(bytes, at + 4)} ${target === '' ? '.' : target}`;
    }
    default:
      return '';
  }
}
