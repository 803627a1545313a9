/** Arithmetic of tunnels: the largest inner packet that fits one outer packet, from the header layouts of RFC 4303 2,
 *  RFC 3948 2.1, RFC 2784 2.1 and WireGuard's transport message. All sizes in bytes. */

export type EspSuite = 'aes-cbc-sha1' | 'aes-cbc-sha256' | 'aes-cbc-sha384' | 'aes-cbc-sha512' | 'aead' | '3des-sha1';

/** What carries the tunnel's packets. */
export interface Underlay {
  /** 1500 on Ethernet, 1492 with PPPoE. */
  readonly mtu: number;
  readonly version: 4 | 6;
  /** ESP in UDP (RFC 3948). */
  readonly udp: boolean;
}

/** Initialisation vector, integrity check value, and what the payload is padded to. */
const SUITES: Readonly<Record<EspSuite, { readonly iv: number; readonly icv: number; readonly align: number }>> = {
  'aes-cbc-sha1': { iv: 16, icv: 12, align: 16 },
  'aes-cbc-sha256': { iv: 16, icv: 16, align: 16 },
  'aes-cbc-sha384': { iv: 16, icv: 24, align: 16 },
  'aes-cbc-sha512': { iv: 16, icv: 32, align: 16 },
  // GCM with a tag of 16 bytes, ChaCha20-Poly1305.
  aead: { iv: 8, icv: 16, align: 4 },
  '3des-sha1': { iv: 8, icv: 12, align: 8 },
};
export const ESP_SUITES = Object.keys(SUITES) as readonly EspSuite[];

const ipHeader = (version: 4 | 6): number => (version === 6 ? 40 : 20);
/** SPI and sequence number; pad length and next header. */
const ESP_HEADER = 8;
const ESP_TRAILER = 2;
const UDP_HEADER = 8;

/** ESP in tunnel mode. */
export function espMtu(suite: EspSuite, { mtu, version, udp }: Underlay): number {
  const { iv, icv, align } = SUITES[suite];
  const room = mtu - ipHeader(version) - (udp ? UDP_HEADER : 0) - ESP_HEADER - iv - icv;
  return Math.floor(room / align) * align - ESP_TRAILER;
}

/** The best and the worst that any suite leaves. */
export function espBounds(underlay: Underlay): { readonly least: number; readonly most: number } {
  const all = ESP_SUITES.map((suite) => espMtu(suite, underlay));
  return { least: Math.min(...all), most: Math.max(...all) };
}

/** GRE with neither key nor sequence number; each takes 4 bytes more. */
export const greMtu = ({ mtu, version }: Underlay, key = false, sequence = false): number =>
  mtu - ipHeader(version) - 4 - (key ? 4 : 0) - (sequence ? 4 : 0);

/** UDP, 16 bytes of header, 16 of tag; WireGuard pads within the packet's size. */
export const wireguardMtu = ({ mtu, version }: Underlay): number => mtu - ipHeader(version) - UDP_HEADER - 32;

/** The MSS (RFC 9293 3.7.1) that goes with an inner packet of that size; options of a segment come out of it. */
export const mssFor = (mtu: number, version: 4 | 6): number => mtu - ipHeader(version) - 20;

/** @param text as strongSwan names it: `AES_GCM_16-128`, `AES_CBC-128/HMAC_SHA2_256_128`, `3DES_CBC/HMAC_SHA1_96`. */
export function suiteOf(text: string): EspSuite | undefined {
  const name = text.toUpperCase();
  if (/^(AES_GCM_16|CHACHA20_POLY1305)/.test(name)) return 'aead';
  if (/^3DES_CBC\/HMAC_SHA1_96/.test(name)) return '3des-sha1';
  const mac = /^AES_CBC-\d+\/HMAC_SHA(1_96|2_256_128|2_384_192|2_512_256)/.exec(name)?.[1];
  if (mac === undefined) return undefined;
  const known = { '1_96': 'aes-cbc-sha1', '2_256_128': 'aes-cbc-sha256', '2_384_192': 'aes-cbc-sha384' } as const;
  return known[mac as keyof typeof known] ?? 'aes-cbc-sha512';
}
