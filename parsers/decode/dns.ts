import type { DnsRecord } from '../../src/facts.ts';
import { DNS_RECORDS, DNS_TEXT } from '../../src/limits.ts';
import { formatIpv4, formatIpv6 } from './address.ts';
import { nameEnd, readName } from './dns-name.ts';
import { be16, be32 } from './packet.ts';

/** A DNS message as far as it could be read. One serves all: `decodeDns` overwrites it. */
export interface DnsMessage {
  id: number;
  response: boolean;
  /** 0 = query (RFC 1035 4.1.1); 4 notify, 5 update. */
  opcode: number;
  rcode: string;
  /** TC was set, or the message ends before its last answer. */
  truncated: boolean;
  /** The message contradicts itself (not: was cut). */
  broken: boolean;
  /** Of the first question; of the first answer where the message has no question (mDNS). */
  name: string;
  type: string;
  answers: readonly DnsRecord[];
  /** UDP payload size of the OPT record (RFC 6891 6.2.3), of a query without other records; bytes. */
  edns: number | undefined;
}

const NO_ANSWERS: readonly DnsRecord[] = [];

const message: DnsMessage = {
  id: 0,
  response: false,
  opcode: 0,
  rcode: '',
  truncated: false,
  broken: false,
  name: '',
  type: '',
  answers: NO_ANSWERS,
  edns: undefined,
};

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

/**
 * Reads a DNS message (RFC 1035 4) in [from, end): header and first question first, then as many answers as are there.
 * `whole` = the message is longer than what was captured if false. undefined = not even a header. The next call overwrites
 * the result.
 */
export function decodeDns(bytes: Uint8Array, from: number, end: number, whole: boolean): DnsMessage | undefined {
  if (from + 12 > end) return undefined;
  const flags = be16(bytes, from + 2);
  const questions = be16(bytes, from + 4);
  const count = be16(bytes, from + 6);
  const response = (flags & 0x8000) !== 0;
  const code = flags & 15;
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
  const tc = (flags & 0x0200) !== 0;
  message.id = be16(bytes, from);
  message.response = response;
  message.opcode = (flags >> 11) & 15;
  message.rcode = RCODES[code] ?? `RCODE${code}`;
  message.truncated = tc || cut;
  message.broken = (!sound || cut) && whole && !tc;
  message.name = name;
  message.type = type;
  message.answers = answers;
  message.edns = edns;
  return message;
}

/** The OPT record among the additional records from `at` on: it names the root and stands first but for a signature. */
function udpSize(bytes: Uint8Array, from: number, at: number, end: number): number | undefined {
  if (be16(bytes, from + 8) !== 0) return undefined;
  const count = Math.min(be16(bytes, from + 10), 4);
  for (let n = 0; n < count; n++) {
    readName(bytes, from, at, end);
    const header = nameEnd;
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
