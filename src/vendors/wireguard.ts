import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** WireGuard has no exclusion: AllowedIPs is route and filter at once (wg(8)), so the complement is listed. */
export function wireguard({ exclude }: Needs): readonly ConfigBlock[] {
  const v4 = exclude.filter((w) => !w.value.includes(':'));
  if (v4.length === 0) return [];
  const prefixes = complement(v4.map((w) => toNumber(w.value)));
  const answers = [...new Set(v4.flatMap((w) => w.answers))];
  return [
    {
      title: 'WireGuard: everything but these addresses',
      where: `AllowedIPs of the gateway's [Peer] on the client, in place of 0.0.0.0/0 (leaves out ${v4.map((w) => w.value).join(', ')}). Better, where the tunnel need not carry everything: list the internal prefixes only.`,
      lines: [{ text: `AllowedIPs = ${prefixes.join(', ')}`, answers }],
      verify: 'Reconnect; route print shows none of these addresses with the tunnel’s interface.',
    },
  ];
}

const toNumber = (address: string): number => address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const toText = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');

/** Prefixes that together hold all IPv4 addresses but these. */
export function complement(addresses: readonly number[]): readonly string[] {
  const found: string[] = [];
  const cut = (start: number, bits: number, inside: readonly number[]): void => {
    if (inside.length === 0) {
      found.push(`${toText(start)}/${bits}`);
      return;
    }
    if (bits === 32) return;
    const half = start + 2 ** (31 - bits);
    cut(
      start,
      bits + 1,
      inside.filter((a) => a < half),
    );
    cut(
      half,
      bits + 1,
      inside.filter((a) => a >= half),
    );
  };
  cut(0, 0, [...new Set(addresses)]);
  return found;
}
