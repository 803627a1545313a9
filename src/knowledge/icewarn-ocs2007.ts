/** IceWarningFlags as Office Communications Server 2007 and 2007 R2 number them, in quality reports only ([MS-QoE]
 *  2.2.1.7.1, first table, footnote 57). Later versions: icewarn.ts. */
export const ICE_WARN_2007: readonly { readonly bit: number; readonly meaning: string }[] = [
  { bit: 0x10, meaning: 'TURN server unreachable' },
  { bit: 0x20, meaning: 'Shared secret with the TURN server failed' },
  { bit: 0x40, meaning: 'UDP port allocation on the TURN server failed' },
  { bit: 0x200, meaning: 'TCP port allocation on the TURN server failed' },
  { bit: 0x4000, meaning: 'UDP local connectivity failed' },
  { bit: 0x8000, meaning: 'UDP NAT connectivity failed' },
  { bit: 0x10000, meaning: 'UDP TURN connectivity failed' },
  { bit: 0x40000, meaning: 'TCP NAT connectivity failed' },
  { bit: 0x80000, meaning: 'TCP TURN connectivity failed' },
  { bit: 0x100000, meaning: 'Message integrity failed in a check request' },
  { bit: 0x200000, meaning: 'Message integrity failed in a check response' },
  { bit: 0x400000, meaning: 'Candidate lookup failed on a check request' },
  { bit: 0x800000, meaning: 'Candidate lookup failed on a check response' },
  { bit: 0x1000000, meaning: 'A check request could not be sent (memory or other local reason)' },
  { bit: 0x2000000, meaning: 'A check response could not be sent (memory or other local reason)' },
  { bit: 0x4000000, meaning: 'Name of the TURN server not resolved' },
  { bit: 0x8000000, meaning: 'TURN server credentials: the published text breaks off here' },
];

/** @returns the known bits of the value, lowest first, and what is left over. */
export function decodeIceWarn2007(value: number): {
  readonly bits: readonly { readonly bit: number; readonly meaning: string }[];
  readonly unknown: number;
} {
  const bits = ICE_WARN_2007.filter((b) => (value & b.bit) !== 0);
  return { bits, unknown: (value & ~bits.reduce((all, b) => all | b.bit, 0)) >>> 0 };
}

/** The same fault in the numbering of Lync 2010 and later (icewarn.ts). Inferred from the meanings. */
export const SAME_IN_LYNC: Readonly<Record<number, number>> = { 16: 0x1, 64: 0x2, 512: 0x8 };
/** UDP local and NAT connectivity: normal for a remote user whose media was relayed. Inferred. */
export const NORMAL_WITH_RELAY_2007: number = 0x4000 | 0x8000;
