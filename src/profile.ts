/** Reads a site profile: YAML or JSON to Site, every error with its line, column and field. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Schema, Validator } from '@cfworker/json-schema';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type Cidr, canonical, cidr } from './addresses.ts';
import { PROFILE_SCHEMA, type Profile } from './profile-schema.ts';
import { NO_SITE, type Site } from './site.ts';
import { UsageError } from './usage-error.ts';

/** Bytes; a profile is written by hand. */
const MOST = 1 << 20;
/** Errors told at once. */
const SHOWN = 10;

type Path = readonly (string | number)[];

interface Problem {
  readonly path: Path;
  readonly words: string;
  /** The fault is the field's name, not its value. */
  readonly key?: true;
}

/** `accepted[0].until` */
export const pathText = (path: Path): string =>
  path.map((p, i) => (typeof p === 'number' ? `[${p}]` : i === 0 ? p : `.${p}`)).join('') || 'the profile';

/** `/accepted/0/until` of a JSON pointer, behind its `#`. */
function pathOf(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let at = root;
  for (const part of pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter((p) => p !== '')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(name) : name);
    at = at === null || typeof at !== 'object' ? undefined : (at as Record<string, unknown>)[name];
  }
  return path;
}

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, p) => (value as Record<string | number, unknown> | undefined)?.[p], root);

/** What the schema finds, in our words; errors that only say that something below is wrong are left out. */
function schemaProblems(value: unknown): readonly Problem[] {
  const { errors } = new Validator(PROFILE_SCHEMA as unknown as Schema, '2020-12', false).validate(value);
  return errors.flatMap((e): Problem[] => {
    const path = pathOf(e.instanceLocation, value);
    const rule = at(PROFILE_SCHEMA, pathOf(e.keywordLocation, PROFILE_SCHEMA));
    const found = at(value, path);
    switch (e.keyword) {
      case 'false':
        return [{ path, words: 'is no field of a profile', key: true }];
      case 'type':
        return [{ path, words: `has to be ${WORDS[String(rule)] ?? String(rule)}` }];
      case 'required':
        return (rule as readonly string[])
          .filter((field) => (found as Record<string, unknown>)[field] === undefined)
          .map((field) => ({ path, words: `has no ${field}` }));
      case 'enum':
        return [{ path, words: `is none of ${(rule as readonly string[]).join(', ')}` }];
      case 'pattern':
        return [{ path, words: PATTERNS[String(path.findLast((p) => typeof p === 'string'))] ?? NO_PREFIX }];
      case 'minLength':
        return [{ path, words: 'is empty' }];
      case 'maxLength':
      case 'maxItems':
        return [{ path, words: 'is too long' }];
      default:
        return [];
    }
  });
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a group of fields',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
};
const NO_PREFIX = 'is no address or prefix such as 172.27.0.0/16';
const NO_ADDRESS = 'is no address such as 10.60.0.5';
const NO_DATE = 'is no date such as 2026-06-30';
const PATTERNS: Readonly<Record<string, string>> = {
  resolvers: NO_ADDRESS,
  inside: NO_ADDRESS,
  outside: NO_ADDRESS,
  until: NO_DATE,
  name: 'is no name',
};

/** What a schema cannot say. */
function valueProblems(profile: Profile, rules: ReadonlySet<string>): readonly Problem[] {
  const problems: Problem[] = [];
  const check = (path: Path, list: readonly string[] | undefined, fits: (v: string) => boolean, words: string): void =>
    list?.forEach((value, i) => {
      if (!fits(value)) problems.push({ path: [...path, i], words });
    });
  const isPrefix = (v: string): boolean => cidr(v) !== undefined;
  const isAddress = (v: string): boolean => canonical(v) !== undefined;
  check(['vpn', 'pools'], profile.vpn?.pools, isPrefix, NO_PREFIX);
  check(['vpn', 'exclusions'], profile.vpn?.exclusions, isPrefix, NO_PREFIX);
  check(['vpn', 'resolvers'], profile.vpn?.resolvers, isAddress, NO_ADDRESS);
  check(['internal'], profile.internal, isPrefix, NO_PREFIX);
  check(['external'], profile.external, isPrefix, NO_PREFIX);
  profile.servers?.forEach((server, i) => {
    check(['servers', i, 'inside'], server.inside, isAddress, NO_ADDRESS);
    check(['servers', i, 'outside'], server.outside, isAddress, NO_ADDRESS);
  });
  profile.accepted?.forEach((a, i) => {
    if (!rules.has(a.rule))
      problems.push({ path: ['accepted', i, 'rule'], words: 'is no rule; "sfbdiag rules" lists them' });
    const day = a.until === undefined ? undefined : Date.parse(`${a.until}T00:00:00Z`);
    if (day !== undefined && (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== a.until))
      problems.push({ path: ['accepted', i, 'until'], words: NO_DATE });
  });
  return problems;
}

/** Where the field stands: its value, or its name; of what is not there the group that lacks it. */
function placeOf(doc: Document, lines: LineCounter, problem: Problem): string {
  let node: unknown = doc.contents;
  if (problem.path.length > 0) {
    const parent = problem.path.length === 1 ? doc.contents : doc.getIn(problem.path.slice(0, -1), true);
    const name = problem.path.at(-1);
    const pair = isMap(parent) ? parent.items.find((x) => isScalar(x.key) && x.key.value === name) : undefined;
    const value = doc.getIn(problem.path, true);
    node = problem.key && pair ? pair.key : isNode(value) ? value : (pair?.key ?? parent);
  }
  const from = isNode(node) ? (node as Node).range?.[0] : undefined;
  const { line, col } = lines.linePos(from ?? 0);
  return `${Math.max(1, line)}:${Math.max(1, col)}`;
}

/** Without the fields that have no value: of a group all of whose lines are comments YAML makes a null. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((v) => filled(v));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, v]) => (v === null ? [] : [[name, filled(v)] as const])),
  );
}

/** @param name as errors call it. @param rules ids of all rules.
 *  @throws UsageError, one error a line. */
export function readProfile(text: string, name: string, rules: ReadonlySet<string>): Profile {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (errors: readonly string[]): never => {
    const more = errors.length > SHOWN ? [`${name}: ${errors.length - SHOWN} more`] : [];
    throw new UsageError([...errors.slice(0, SHOWN), ...more].join('\n'));
  };
  const broken = [...doc.errors, ...doc.warnings];
  if (broken.length > 0)
    fail(
      broken.map((e) => {
        const { line, col } = lines.linePos(e.pos[0]);
        return `${name}:${Math.max(1, line)}:${Math.max(1, col)} ${e.message.replaceAll('\n', ' ')}`;
      }),
    );
  let value: unknown;
  try {
    value = doc.toJS({ maxAliasCount: 100 });
  } catch (error) {
    fail([`${name}:1:1 ${error instanceof Error ? error.message : String(error)}`]);
  }
  // An empty file, or nothing but comments.
  value = filled(value) ?? {};
  const tell = (problems: readonly Problem[]): void => {
    if (problems.length > 0)
      fail([...new Set(problems.map((p) => `${name}:${placeOf(doc, lines, p)} ${pathText(p.path)} ${p.words}`))]);
  };
  tell(schemaProblems(value));
  const profile = value as Profile;
  tell(valueProblems(profile, rules));
  return profile;
}

const prefixes = (texts: readonly string[] | undefined): Cidr[] => (texts ?? []).flatMap((t) => cidr(t) ?? []);

/** A profile and the options of the command line together. What options say goes first. */
export function siteOf(profile: Profile | undefined, given: Site): Site {
  if (!profile) return given;
  const servers = (profile.servers ?? []).map((s) => ({
    name: s.name.toLowerCase().replace(/\.$/, ''),
    kind: s.kind ?? ('sfb' as const),
    inside: (s.inside ?? []).map((a) => canonical(a)!),
    outside: (s.outside ?? []).map((a) => canonical(a)!),
  }));
  const pools = prefixes(profile.vpn?.pools);
  const vpn = given.vpn ?? profile.vpn?.product;
  return {
    ...NO_SITE,
    tunnel: [...given.tunnel, ...pools],
    pools,
    internal: [...given.internal, ...prefixes(profile.internal), ...prefixes(servers.flatMap((s) => s.inside))],
    external: [...given.external, ...prefixes(profile.external), ...prefixes(servers.flatMap((s) => s.outside))],
    ...(vpn && { vpn }),
    ...(profile.vpn?.fullTunnel === undefined ? {} : { fullTunnel: profile.vpn.fullTunnel }),
    exclusions: prefixes(profile.vpn?.exclusions),
    resolvers: (profile.vpn?.resolvers ?? []).map((a) => canonical(a)!),
    servers,
    accepted: profile.accepted ?? [],
  };
}

/** @throws UsageError when it cannot be read or is wrong. */
export async function openProfile(path: string, rules: ReadonlySet<string>): Promise<Profile> {
  let text: string;
  try {
    if ((await stat(path)).size > MOST) throw new UsageError(`${path} is too large for a profile`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the profile ${path} cannot be read (${(error as { code?: string }).code ?? 'unknown'})`);
  }
  return readProfile(text.replace(/^\ufeff/, ''), basename(path), rules);
}
