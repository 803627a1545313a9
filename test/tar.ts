/** Tar archives made by hand (POSIX.1-2017 pax, "ustar Interchange Format"): whole ones, and such as no archiver writes. */

export interface Entry {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** Default: `0`, a file. */
  readonly type?: string;
  readonly prefix?: string;
  readonly link?: string;
  /** Default: `ustar\0` and `00`. */
  readonly magic?: string;
  /** What the header claims in place of the truth. */
  readonly claims?: { readonly size?: number; readonly sum?: number };
  /** Size in base 256, as GNU tar writes large ones. */
  readonly binary?: boolean;
  /** Puts more into the header before it is summed. */
  readonly change?: (header: Buffer) => void;
}

export const END = Buffer.alloc(1024);

export function header({
  name,
  bytes,
  type = '0',
  prefix = '',
  link = '',
  magic = 'ustar\u000000',
  ...more
}: Entry): Buffer {
  const { claims = {}, binary = false, change } = more;
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0001750\0', 108);
  block.write('0001750\0', 116);
  const size = claims.size ?? bytes?.length ?? 0;
  if (binary) {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  } else block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('15154370143\0', 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156, 'latin1');
  block.write(link, 157, 100);
  block.write(magic, 257, 'latin1');
  block.write(prefix, 345, 155);
  change?.(block);
  const sum = claims.sum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Header and data, filled up to a block. */
export function entry(e: Entry): Buffer {
  const bytes = e.bytes ?? new Uint8Array(0);
  return Buffer.concat([header(e), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export const tar = (entries: readonly Entry[]): Buffer => Buffer.concat([...entries.map(entry), END]);

/** Records of a pax header. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): Entry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.from(` ${key}=${value}\n`);
    let length = rest.length + 1;
    while (`${length}`.length + rest.length !== length) length++;
    return Buffer.concat([Buffer.from(`${length}`), rest]);
  });
  return { name: 'PaxHeaders/x', type, bytes: Buffer.concat(lines) };
}
