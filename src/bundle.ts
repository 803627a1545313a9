/** Archives in place of folders: a bundle's members become inputs, as if it had been unpacked. */
import { ZIP_BYTES, ZIP_NESTED_BYTES } from './limits.ts';
import { type Input, isGzip, type OpenInput, plainly, streamed, Unreadable } from './open.ts';
import { BLOCK, bytesAt, isTar, listTar, memberBytes, TooMuch } from './tar.ts';
import { gunzippedBytes, plainBytes } from './tar-bytes.ts';
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
/** What systems leave in archives. GlobalProtect for Linux logs to a hidden folder. */
const IGNORED = /(?:^|\/)(?:\.(?!GlobalProtect\/)[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/i;

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

/** A file in an archive, of whichever kind. */
interface Packed {
  readonly name: string;
  /** Its place in the archive. */
  readonly offset: number;
  /** Why it cannot be read. */
  readonly refused?: string | undefined;
  /** Its first bytes, where they were seen. */
  readonly head?: Uint8Array | undefined;
  /** @param count called with the bytes that came out so far, where they take more than they have in the archive */
  bytes(count: (length: number) => void): AsyncGenerator<Uint8Array>;
}

interface Listing {
  readonly kind: string;
  readonly members: readonly Packed[];
  readonly lacks?: string | undefined;
}

async function zipListing(archive: Archive): Promise<Listing> {
  const { members, lacks } = await listZip(archive);
  const refused = (m: ZipMember): string | undefined => {
    if (m.encrypted || m.method === 99) return 'is encrypted in its archive: unpack it with its password';
    return m.method === 0 || m.method === 8
      ? undefined
      : `is packed with ${METHODS[m.method] ?? `method ${m.method}`}: unpack it first`;
  };
  return {
    kind: 'zip',
    lacks,
    members: members.map((m) => ({
      name: m.name,
      offset: m.offset,
      refused: refused(m),
      bytes: (count) => unpacked(archive, m, count),
    })),
  };
}

async function tarListing(archive: Archive, head: Uint8Array, budget: Budget): Promise<Listing> {
  let most = 0;
  const bytes = isGzip(head)
    ? gunzippedBytes(archive, (length) => {
        spend(budget, Math.max(0, length - most));
        most = Math.max(most, length);
      })
    : plainBytes(archive);
  const { members, lacks } = await listTar(bytes);
  return {
    kind: 'tar',
    lacks,
    members: members.map((m) => ({
      name: m.name,
      offset: m.offset,
      refused: m.sparse ? 'is stored as a sparse file: unpack it first' : undefined,
      head: m.head,
      bytes: () => memberBytes(bytes, m),
    })),
  };
}

/** @throws TooMuch */
function spend(budget: Budget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) throw new TooMuch(`the bundle unpacks to more than ${ZIP_BYTES / 2 ** 30} GiB`);
}

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
  const head = await bytesAt(plainBytes(archive), 0, BLOCK);
  const { kind, members, lacks } = isZip(head) ? await zipListing(archive) : await tarListing(archive, head, budget);
  if (kind === 'zip' && members.some((m) => DOCUMENT.test(m.name)))
    return [unreadable(bundle, path, bundle, 'is a document: give the text or the files that it holds')];
  const seen = new Map<string, number>();
  const named = members
    .map((member) => ({ member, name: cleanName(member.name) }))
    .filter((m) => !IGNORED.test(m.name));
  // The files of a tar archive with gzip are read in its order: out of it, it would be unpacked again for each.
  if (kind === 'zip')
    named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.member.offset - b.member.offset));
  const inputs: Input[] = [];
  for (const { member, name } of named) {
    const own = distinctName(name, seen);
    inputs.push(...(await inputsOf(member, `${bundle}/${own}`, `${path}/${own}`)));
  }
  if (lacks !== undefined) inputs.push(unreadable(bundle, path, bundle, lacks));
  else if (inputs.length === 0) inputs.push(unreadable(bundle, path, bundle, `is an empty ${kind} archive`));
  return inputs;

  async function inputsOf(member: Packed, name: string, place: string): Promise<readonly Input[]> {
    const no = (reason: string): readonly Input[] => [unreadable(name, place, bundle, reason)];
    if (member.refused !== undefined) return no(member.refused);
    /** A member is opened more than once, and may be packed twice; each of its bytes counts once. */
    const counted = { archive: 0, gzip: 0 };
    const count = (as: 'archive' | 'gzip', length: number): void => {
      const more = Math.max(0, length - counted[as]);
      counted[as] += more;
      spend(budget, more);
    };
    const openMember = (): Promise<OpenInput> => {
      const bytes = member.bytes((length) => count('archive', length));
      return streamed(bytes, async () => void (await bytes.return(undefined).catch(() => undefined)));
    };
    const openPlain = async (): Promise<OpenInput> => plainly(await openMember(), (length) => count('gzip', length));
    const plain: Input = { name, path: place, bundle, open: openPlain };
    if (!(await isBundle(member, openMember, openPlain))) return [plain];
    if (!outermost) return no('is an archive in an archive in an archive: unpack it first');
    const inner = await bytesOf(await openMember(), budget.nested);
    if (inner === undefined)
      return no(
        `is more than the ${ZIP_NESTED_BYTES >> 20} MiB of archives that are read within another: unpack it first`,
      );
    budget.nested -= inner.length;
    return expand(name, place, { bytes: inner }, budget, false);
  }
}

/** By content; but many kinds of documents and programs are zip archives, so that these must be named as such. */
async function isBundle(
  member: Packed,
  openMember: () => Promise<OpenInput>,
  openPlain: () => Promise<OpenInput>,
): Promise<boolean> {
  const head = member.head ?? (await headOf(openMember));
  if (isZip(head)) return /\.zip$/i.test(member.name);
  return isTar(head) || (isGzip(head) && isTar(await headOf(openPlain)));
}

async function headOf(open: () => Promise<OpenInput>): Promise<Uint8Array> {
  const opened = await open();
  await opened.close();
  return opened.head;
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
