import { address, cat, u8, u16, u32 } from './bytes.ts';

/** DNS queries and answers (RFC 1035, 2782, 2308). */

export type DnsType = 'A' | 'AAAA' | 'SRV' | 'CNAME';

/** What a resolver says: values of the asked type, or NXDOMAIN. An empty list = NOERROR without data.
 *  An SRV value is "priority weight port target". */
export type DnsAnswer = readonly string[] | 'NXDOMAIN';

const TYPES: Readonly<Record<DnsType, number>> = { A: 1, CNAME: 5, AAAA: 28, SRV: 33 };

const encodeName = (name: string): Buffer =>
  cat(...name.split('.').map((label) => cat(u8(label.length), Buffer.from(label))), u8(0));

const question = (name: string, type: DnsType): Buffer => cat(encodeName(name), u16(TYPES[type]), u16(1));

export function dnsQuery(id: number, name: string, type: DnsType): Buffer {
  return cat(u16(id), u16(0x0100), u16(1), u16(0), u16(0), u16(0), question(name, type));
}

function value(type: DnsType, text: string): Buffer {
  if (type === 'A' || type === 'AAAA') return address(text);
  if (type === 'CNAME') return encodeName(text);
  const [priority, weight, port, target] = text.split(' ');
  return cat(u16(Number(priority)), u16(Number(weight)), u16(Number(port)), encodeName(target!));
}

export function dnsAnswer(id: number, name: string, type: DnsType, answer: DnsAnswer): Buffer {
  const values = answer === 'NXDOMAIN' ? [] : answer;
  const records = values.map((each) => {
    const data = value(type, each);
    return cat(u16(0xc00c), u16(TYPES[type]), u16(1), u32(300), u16(data.length), data);
  });
  const zone = name.split('.').slice(-2).join('.');
  const start = cat(encodeName(`ns1.${zone}`), encodeName(`hostmaster.${zone}`));
  const soa = cat(start, u32(2026030201), u32(900), u32(600), u32(86400), u32(60));
  const authority = cat(encodeName(zone), u16(6), u16(1), u32(60), u16(soa.length), soa);
  return cat(
    u16(id),
    u16(answer === 'NXDOMAIN' ? 0x8183 : 0x8180),
    u16(1),
    u16(records.length),
    u16(values.length === 0 ? 1 : 0),
    u16(0),
    question(name, type),
    ...records,
    ...(values.length === 0 ? [authority] : []),
  );
}
