/**
 * The configuration that a GlobalProtect gateway gave its client, as PanGPS.log repeats it. The client cuts the text at a
 * length of its own, so tags are looked for and the text is never read as XML. Only the tags named here are looked at:
 * keys (`ekey-…`, `akey-…`), `authcookie` and `user` stay where they are.
 *
 * Tags: openconnect, PAN_GlobalProtect_protocol_doc.md; `exclude-split-tunneling-application` from a public PanGPS.log of
 * client 6.2.6. Inferred from these: its counterpart `include-…`, the `-v6` lists, and the shorter spellings.
 */
import { FIELD } from '../../src/limits.ts';
import { ipOf } from './ip-text.ts';
import { prefixOf } from './prefix-text.ts';

export interface GpConfig {
  readonly name?: string | undefined;
  readonly gatewayAddress?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly mtu?: number | undefined;
  readonly dnsServers?: readonly string[] | undefined;
  readonly dnsSuffixes?: readonly string[] | undefined;
  readonly includeRoutes?: readonly string[] | undefined;
  readonly excludeRoutes?: readonly string[] | undefined;
  readonly includeDomains?: readonly string[] | undefined;
  readonly excludeDomains?: readonly string[] | undefined;
  readonly includeApplications?: readonly string[] | undefined;
  readonly excludeApplications?: readonly string[] | undefined;
  readonly noLocalAccess?: boolean | undefined;
  readonly truncated?: true | undefined;
}

export interface GpConfigText {
  readonly config: GpConfig;
  /** The list of excluded routes was read to its end, or the text does not have one and did not break off. */
  readonly excludesWhole: boolean;
  /** Routes that are no prefixes. */
  readonly unreadable: number;
}

interface Content {
  readonly text: string;
  readonly whole: boolean;
}

/** What stands between `<tag>` and `</tag>`, or, where the text breaks off, the end. Nothing for no such tag. */
function contentOf(text: string, tag: string): Content | undefined {
  const open = text.indexOf(`<${tag}>`);
  if (open < 0) return text.includes(`<${tag}/>`) ? { text: '', whole: true } : undefined;
  const from = open + tag.length + 2;
  const close = text.indexOf(`</${tag}>`, from);
  if (close >= 0) return { text: text.slice(from, close), whole: true };
  // Without its end, a list goes as far as its members do.
  const other = /<(?!\/?member>)/g;
  other.lastIndex = from;
  return { text: text.slice(from, other.exec(text)?.index ?? text.length), whole: false };
}

const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** At most FIELD characters, in memory of its own: a slice would keep the whole text alive in V8. */
const own = (text: string): string => text.slice(0, FIELD).split('').join('');

/** A value; nothing where the text breaks off within it. */
function textOf(text: string, tag: string): string | undefined {
  const found = contentOf(text, tag);
  const value = found?.whole && !found.text.includes('<') ? plain(found.text).trim() : '';
  return value === '' ? undefined : own(value);
}

/** The members of a list. A member that the end of the text cuts is left out: half an address is another address. */
function membersOf(content: Content): string[] {
  const members: string[] = [];
  const { text } = content;
  for (let at = text.indexOf('<member>'); at >= 0; at = text.indexOf('<member>', at)) {
    at += 8;
    const close = text.indexOf('<', at);
    if (close < 0) break;
    const value = plain(text.slice(at, close)).trim();
    if (value !== '' && text.startsWith('</member>', close)) members.push(own(value));
    at = close;
  }
  return members;
}

interface List {
  members: string[];
  whole: boolean;
}

/** What lists of any of these tags hold together. */
function listOf(text: string, ...tags: readonly string[]): List | undefined {
  let found: List | undefined;
  for (const tag of tags) {
    const content = contentOf(text, tag);
    if (!content) continue;
    found ??= { members: [], whole: true };
    found.members.push(...membersOf(content));
    found.whole &&= content.whole;
  }
  return found;
}

/** A list that breaks off before its first member says nothing; an empty one says that there are none. */
const said = (list: List | undefined): readonly string[] | undefined =>
  list && (list.whole || list.members.length > 0) ? list.members : undefined;

const splitTags = (which: 'include' | 'exclude', what: 'domain' | 'application' | 'app'): readonly string[] => [
  `${which}-split-tunneling-${what}`,
  `${which}-split-tunnel-${what}`,
];

/** `*.azure.com:443` → `*.azure.com`. */
const domainOf = (member: string): string => member.replace(/:\d{1,5}$/, '').toLowerCase();
/** `C:\Program Files\…\lync.exe` → `lync.exe`. */
const programOf = (member: string): string => member.replace(/^.*[\\/]/, '');

export function scrapeGpConfig(text: string): GpConfigText {
  const truncated = !text.includes('</response>');
  let unreadable = 0;
  const routes = (list: List | undefined): string[] | undefined =>
    said(list)?.flatMap((m) => {
      const prefix = prefixOf(m);
      if (prefix === undefined) unreadable++;
      return prefix ?? [];
    });
  const addresses = (list: readonly (string | undefined)[] | undefined): string[] | undefined => {
    const found = list?.flatMap((a) => (a === undefined ? [] : (ipOf(a.replace(/\/\d+$/, '')) ?? [])));
    return found === undefined || found.length === 0 ? undefined : found;
  };
  const excludes = listOf(text, 'exclude-access-routes', 'exclude-access-routes-v6');
  const suffixes = listOf(text, 'dns-suffix');
  const mtu = Number(textOf(text, 'mtu') ?? 0);
  const local = textOf(text, 'no-direct-access-to-local-network');
  const dns = listOf(text, 'dns', 'dns-v6');
  const config: GpConfig = {
    name: textOf(text, 'portal'),
    gatewayAddress: addresses([textOf(text, 'gw-address')])?.[0],
    addresses: addresses([textOf(text, 'ip-address'), textOf(text, 'ip-address-v6')]),
    mtu: Number.isInteger(mtu) && mtu >= 68 && mtu <= 65_535 ? mtu : undefined,
    dnsServers: said(dns) && (addresses(said(dns)) ?? []),
    dnsSuffixes: said(suffixes)?.map((s) => s.toLowerCase()),
    includeRoutes: routes(listOf(text, 'access-routes', 'access-routes-v6')),
    excludeRoutes: routes(excludes),
    includeDomains: said(listOf(text, ...splitTags('include', 'domain')))?.map(domainOf),
    excludeDomains: said(listOf(text, ...splitTags('exclude', 'domain')))?.map(domainOf),
    includeApplications: said(
      listOf(text, ...splitTags('include', 'application'), ...splitTags('include', 'app')),
    )?.map(programOf),
    excludeApplications: said(
      listOf(text, ...splitTags('exclude', 'application'), ...splitTags('exclude', 'app')),
    )?.map(programOf),
    noLocalAccess: local === undefined ? undefined : local === 'yes',
    truncated: truncated || undefined,
  };
  return { config, excludesWhole: excludes ? excludes.whole : !truncated, unreadable };
}
