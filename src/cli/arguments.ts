/** What every command's options are made of, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Cidr, cidr } from '../addresses.ts';
import type { VpnProduct } from '../facts.ts';
import type { Severity } from '../rule.ts';
import { BY_EXTENSION, FORMATS, type FormatName } from './formats.ts';

export const SEVERITIES = ['error', 'warning', 'note'] as const;
const VPNS = ['globalprotect', 'anyconnect', 'strongswan', 'windows', 'fortigate', 'openvpn', 'wireguard'];

/** A point in time as the user wrote it; `zone` when it was absolute. */
export interface Moment {
  readonly ms: number;
  readonly zone: boolean;
}

/** Of every command that reads inputs. */
export interface InputFlags {
  readonly tunnel: readonly Cidr[];
  readonly internal: readonly Cidr[];
  readonly external: readonly Cidr[];
  readonly profile?: string;
  readonly vpn?: VpnProduct;
  readonly asOf?: number;
  readonly since?: Moment;
  readonly until?: Moment;
  readonly utcOffset?: number;
  readonly stdinName?: string;
  readonly color: boolean;
  readonly progress: boolean;
  readonly redact?: boolean;
  readonly quiet?: boolean;
}

/** How a report is shown. */
export interface RenderFlags {
  readonly format: FormatName;
  readonly output: readonly string[];
  readonly redact?: boolean;
  readonly color: boolean;
  readonly verbose?: boolean;
}

/** When the exit status is 1. */
export type FailOn = Severity | 'never';

export const collect =
  <T>(read: (value: string) => T) =>
  (value: string, previous: readonly T[]): readonly T[] => [...previous, read(value)];

function prefixArgument(value: string): Cidr {
  const parsed = cidr(value);
  if (!parsed) throw new InvalidArgumentError('Not an address or prefix such as 172.27.0.0/16.');
  return parsed;
}

function momentArgument(value: string): Moment {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(value);
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Not a time such as 2026-03-02T09:20 or 2026-03-02T08:20:00Z.');
  return { ms, zone: parts?.[3] !== undefined };
}

export function dayArgument(value: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day)) throw new InvalidArgumentError('Not a date such as 2026-06-30.');
  return day;
}

function offsetArgument(value: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(value);
  const minutes = parts ? Number(parts[2]) * 60 + Number(parts[3]) : Number.NaN;
  if (!(minutes <= 14 * 60)) throw new InvalidArgumentError('Not an offset such as +01:00.');
  return parts![1] === '-' ? -minutes : minutes;
}

/** What every command that reads inputs takes. */
export const inputOptions = (command: Command): Command =>
  command
    .argument('[paths...]', 'files, folders, globs, .zip, .tgz, .tar, .gz, or - for standard input')
    .option('--tunnel <cidr>', 'VPN pool or tunnel address; repeatable', collect(prefixArgument), [])
    .option('--internal <cidr>', "range of the organisation's network; repeatable", collect(prefixArgument), [])
    .option('--external <cidr>', "the site's public SfB addresses; repeatable", collect(prefixArgument), [])
    .option('--profile <file>', 'what the site knows, as YAML or JSON; "sfbdiag profile init" writes one')
    .addOption(new Option('--vpn <product>', 'whose words the fixes use').choices(VPNS))
    .option(
      '--since <time>',
      'leave out what came before, e.g. 2026-03-02T09:20 (log time) or 2026-03-02T08:20Z',
      momentArgument,
    )
    .option('--until <time>', 'leave out what came after', momentArgument)
    .option('--utc-offset <offset>', 'of log times, e.g. +01:00', offsetArgument)
    .option('--stdin-name <name>', 'name of standard input in the report')
    .addOption(redactOption())
    .option('--no-progress', 'no progress on standard error (none without a terminal)')
    .option('--no-color', 'no colour (also NO_COLOR)');

export const renderOptions = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', 'what goes to standard output').choices(FORMATS).default('text'))
    .option(
      '-o, --output <file>',
      `also write FILE, format by its extension (${Object.keys(BY_EXTENSION).join(' ')}); repeatable`,
      collect(String),
      [],
    )
    .option('--verbose', 'all evidence, every call and sign-in, settings to paste, log lines of unknown wording');

/** For reports and lists: pseudonyms in place of names and addresses. */
export const redactOption = (): Option =>
  new Option(
    '--redact',
    'labels (USER-1, HOST-1, VPN-1, LAN-1.1, PUB-1) in place of names and addresses, in every output',
  );

export const textOrJson = (): Option =>
  new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text');

export const failOnOption = (): Option =>
  new Option('--fail-on <severity>', 'exit 1 from this severity on').choices([...SEVERITIES, 'never']).default('error');
