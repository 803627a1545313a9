/** Archives in place of folders: a bundle's members become inputs, as if it had been unpacked. */
import { ZIP_BYTES, ZIP_NESTED_BYTES } from './limits.ts';
import { type Input, type OpenInput, plainly, streamed, Unreadable } from './open.ts';
import { type Archive, isZip, listZip, unpacked, type ZipMember } from './zip.ts';

/** Methods that are not read (APPNOTE.TXT 4.4.5). */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
  98: 'PPMd',
  99: 'AES encryption',
};

/** Office and OpenDocument files are zip archives too; these members tell. */
const DOCUMENT = /^(?:\[Content_Types\]\.xml|mimetype|META-INF\/MANIFEST\.MF)$/;
/** What systems leave in archives. */
const IGNORED = /(?:^|\/)(?:\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/i;

/** A path that stays within the bundle and prints on one line. */
function cleanName(name: string): string {
  const parts = name
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .replace(/\p{Cc}/gu, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') || 'unnamed';
}

/** `PanGPS (2).log` for the second of one name. */
function distinctName(name: string, taken: Map<string, number>): string {
  let own = name;
  for (let n = (taken.get(name) ?? 0) + 1; n > 1 || taken.has(own); n++) {
    own = name.replace(/(\.[^./]*)?$/, (end) => ` (${n})${end}`);
    taken.set(name, n);
    if (!taken.has(own)) break;
  }
  taken.set(own, 1);
  return own;
}

/** Bytes that one bundle may still unpack to, bundles within it included. */
interface Budget {
  left: number;
  /** Of these, what may be held in memory. */
  nested: number;
}

/** An input that only tells why it is none. */
const unreadable = (name: string, path: string, bundle: string, reason: string): Input => ({
  name,
  path,
  bundle,
  open: () => Promise.reject(new Unreadable(reason)),
});

/** The members of the archive at `path`, which `name` begins the names of. */
export async function membersOf(name: string, path: string): Promise<readonly Input[]> {
  return expand(name, path, { path }, { left: ZIP_BYTES, nested: ZIP_NESTED_BYTES }, true);
}

async function expand(
  bundle: string,
  path: string,
  archive: Archive,
  budget: Budget,
  outermost: boolean,
): Promise<readonly Input[]> {
  const { members, lacks } = await listZip(archive);
  if (members.some((m) => DOCUMENT.test(m.name)))
    return [unreadable(bundle, path, bundle, 'is a document: give the text or the files that it holds')];
  const seen = new Map<string, number>();
  const named = members
    .map((member) => ({ member, name: cleanName(member.name) }))
    .filter((m) => !IGNORED.test(m.name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.member.offset - b.member.offset));
  const inputs: Input[] = [];
  for (const { member, name } of named) {
    const own = distinctName(name, seen);
    inputs.push(...(await inputsOf(member, `${bundle}/${own}`, `${path}/${own}`)));
  }
  if (lacks !== undefined) inputs.push(unreadable(bundle, path, bundle, lacks));
  else if (inputs.length === 0) inputs.push(unreadable(bundle, path, bundle, 'is an empty zip archive'));
  return inputs;

  async function inputsOf(member: ZipMember, name: string, place: string): Promise<readonly Input[]> {
    const no = (reason: string): readonly Input[] => [unreadable(name, place, bundle, reason)];
    if (member.encrypted || member.method === 99) return no('is encrypted in its archive: unpack it with its password');
    if (member.method !== 0 && member.method !== 8)
      return no(`is packed with ${METHODS[member.method] ?? `method ${member.method}`}: unpack it first`);
    /** A member is opened more than once, and may be packed twice; each of its bytes counts once. */
    const counted = { zip: 0, gzip: 0 };
    const count = (as: 'zip' | 'gzip', length: number): void => {
      if (length <= counted[as]) return;
      budget.left -= length - counted[as];
      counted[as] = length;
      if (budget.left < 0) throw new Error(`its bundle unpacks to more than ${ZIP_BYTES / 2 ** 30} GiB`);
    };
    const openMember = (): Promise<OpenInput> => {
      const bytes = unpacked(archive, member, (length) => count('zip', length));
      return streamed(bytes, () => void bytes.return(undefined).catch(() => undefined));
    };
    const plain: Input = {
      name,
      path: place,
      bundle,
      open: async () => plainly(await openMember(), (length) => count('gzip', length)),
    };
    if (!/\.zip$/i.test(member.name)) return [plain];
    if (!outermost) return no('is a zip archive in a zip archive in a zip archive: unpack it first');
    const inner = await bytesOf(await openMember(), budget.nested);
    if (inner === undefined)
      return no(
        `is more than the ${ZIP_NESTED_BYTES >> 20} MiB of zip archives that are read within another: unpack it first`,
      );
    if (!isZip(inner)) return [plain];
    budget.nested -= inner.length;
    return expand(name, place, { bytes: inner }, budget, false);
  }
}

/** All bytes of an input, or nothing where it has more than `most`. */
async function bytesOf(input: OpenInput, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of input.chunks()) {
      length += chunk.length;
      if (length > most) return undefined;
      chunks.push(chunk.slice());
    }
  } finally {
    await input.close();
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
