#!/usr/bin/env node
/** The commands with their options and help, exit statuses. What a command does is loaded when it is called. */
import { Command, CommanderError, Help, Option } from 'commander';
import type { AnalyzeFlags } from './cli/analyze.ts';
import {
  collect,
  dayArgument,
  failOnOption,
  inputOptions,
  type RenderFlags,
  redactOption,
  renderOptions,
  SEVERITIES,
  textOrJson,
} from './cli/arguments.ts';
import type { CallsFlags } from './cli/calls.ts';
import type { CompareFlags } from './cli/compare.ts';
import type { ProfileFlags } from './cli/profile.ts';
import type { RedactFlags } from './cli/redact.ts';
import { clean } from './text.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** Below the options of a command: what to type. */
const examples = (...pairs: readonly (readonly [command: string, does: string])[]): string =>
  `\nExamples:\n${pairs.map(([command, does]) => `  ${command}\n      ${does}`).join('\n')}`;

const argumentWords = (name: string, required: boolean, many: boolean): string => {
  const words = many ? `${name}...` : name;
  return required ? `<${words}>` : `[${words}]`;
};

function program(exit: (status: number) => void): Command {
  const main = new Command('sfbdiag')
    .description('Tells why a Skype for Business call, meeting or sign-in failed on a VPN, who has to fix it, and how.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(sfbdiag --help tells more)')
    .configureHelp({
      subcommandTerm: (command) =>
        [
          command.name(),
          ...command.registeredArguments.map((a) => argumentWords(a.name(), a.required, a.variadic)),
        ].join(' '),
      optionDescription(option) {
        return Help.prototype.optionDescription.call(this, option).replace(' (default: [])', '');
      },
    })
    .addHelpText(
      'after',
      examples(
        ['sfbdiag analyze client.UccApilog wifi.pcapng ipconfig.txt', 'what is wrong, who fixes it, and how'],
        ['sfbdiag analyze ticket.zip -o ticket.md -o report.json', 'a text for the ticket, and the report to keep'],
      ),
    );
  renderOptions(inputOptions(main.command('analyze')))
    .description('read client logs, captures and texts, report what is wrong')
    .option('--only <rule>', 'run this rule only; repeatable', collect(String), [])
    .option('--disable <rule>', 'leave this rule out; repeatable', collect(String), [])
    .addOption(new Option('--min-severity <severity>', 'least severity reported').choices(SEVERITIES).default('note'))
    .addOption(failOnOption())
    .option(
      '--as-of <date>',
      'day that acceptances of the profile are compared with (newest time of the input)',
      dayArgument,
    )
    .option('--quiet', 'no report on standard output, no progress')
    .addHelpText(
      'after',
      `
Exit status: 0 nothing at or above --fail-on, 1 something, 2 the job could not
be done; 130 interrupted (Ctrl-C): the report holds what was read by then.
${examples(
  [
    'sfbdiag analyze Tracing wifi.pcapng ipconfig.txt --tunnel 172.27.0.0/16',
    'log folder, capture and text of one PC together',
  ],
  ['sfbdiag analyze ticket.zip -o ticket.md -o report.json', 'Markdown for the ticket, JSON for "show" and "compare"'],
)}`,
    )
    .exitOverride()
    .action(async (paths: readonly string[], flags: AnalyzeFlags) =>
      exit(await (await import('./cli/analyze.ts')).analyze(paths, flags)),
    );
  renderOptions(main.command('show'))
    .description('show a stored report (the JSON of analyze) in another format')
    .argument('<report.json>', 'what analyze -o report.json wrote')
    .addOption(redactOption())
    .option('--no-color', 'no colour (also NO_COLOR)')
    .option('--quiet', 'no report on standard output')
    .addHelpText(
      'after',
      examples(
        ['sfbdiag show report.json --verbose', 'the report as text, with all evidence and the settings to paste'],
        ['sfbdiag show report.json --quiet -o report.md -o report.csv', 'the same report as further files'],
      ),
    )
    .exitOverride()
    .action(async (file: string, flags: RenderFlags) => exit(await (await import('./cli/show.ts')).show(file, flags)));
  main
    .command('compare')
    .description('what two stored reports have in common: fixed, new, same')
    .argument('<before.json>', 'what analyze -o before.json wrote')
    .argument('<after.json>', 'the same after the change')
    .addOption(textOrJson())
    .addOption(failOnOption())
    .option('--no-color', 'no colour (also NO_COLOR)')
    .addHelpText(
      'after',
      `
Exit status: 1 when a finding at or above --fail-on is new, the same, or one
that the second report could not show; 2 when a report could not be read.
${examples(
  ['sfbdiag compare before.json after.json', 'did the change help?'],
  ['sfbdiag compare before.json after.json --format json --fail-on never', 'the same for a script'],
)}`,
    )
    .exitOverride()
    .action(async (before: string, after: string, flags: CompareFlags) =>
      exit(await (await import('./cli/compare.ts')).compareReports(before, after, flags)),
    );
  inputOptions(main.command('calls'))
    .description('the calls found, one a line; --ladder draws one')
    .addOption(textOrJson())
    .option('--ladder <call>', 'draw this call: its number in the list, or the beginning of its id')
    .addHelpText(
      'after',
      examples(
        ['sfbdiag calls client.UccApilog', 'every call with its result'],
        ['sfbdiag calls client.UccApilog wifi.pcapng --ladder 1', 'who sent what to whom in the first call'],
      ),
    )
    .exitOverride()
    .action(async (paths: readonly string[], flags: CallsFlags) =>
      exit(await (await import('./cli/calls.ts')).calls(paths, flags)),
    );
  inputOptions(
    main
      .command('profile')
      .description('what the site knows; "profile init" writes one')
      .exitOverride()
      .command('init'),
  )
    .description('write a profile to begin with, from what the inputs show')
    .option('-o, --output <file>', 'write FILE instead of standard output; a file that exists is kept')
    .addHelpText(
      'after',
      examples(
        ['sfbdiag profile init client.UccApilog ipconfig.txt -o site.yaml', 'a profile to fill in'],
        ['sfbdiag analyze client.UccApilog --profile site.yaml', 'and its use'],
      ),
    )
    .exitOverride()
    .action(async (paths: readonly string[], flags: ProfileFlags) =>
      exit(await (await import('./cli/profile.ts')).profileInit(paths, flags)),
    );
  main
    .command('redact')
    .description('copies of logs, texts and captures that are safe to share')
    .argument('<paths...>', 'files, folders, globs, .zip, .tgz, .tar, .gz')
    .requiredOption('-o, --output <folder>', 'where the copies go; files that exist are kept')
    .option('--mapping <file>', 'also write who is who, readable for you alone; do not send it')
    .option('--quiet', 'no list of what was written')
    .addHelpText(
      'after',
      `
Users, SIP addresses, phone numbers, hosts, domains, IP and MAC addresses,
GUIDs, end points and call numbers get pseudonyms of the same length, the same
in all files of a run. Keys, passwords, cookies, tickets, message bodies and
payloads that are not understood are overwritten. Subnets stay subnets, and an
address stays private, public, link-local. The copies give the same findings.
Not covered: people and projects named in free text, what ciphered packets
hold, times, sizes, ports, products. Look before you send.
${examples(
  ['sfbdiag redact ticket.zip -o share', 'one folder to send'],
  ['sfbdiag redact Tracing wifi.pcapng -o share --mapping who-is-who.json', 'and the key to keep'],
)}`,
    )
    .exitOverride()
    .action(async (paths: readonly string[], flags: RedactFlags) =>
      exit(await (await import('./cli/redact.ts')).redact(paths, flags)),
    );
  main
    .command('rules')
    .description('every rule: id, usual severity, owner, what it needs, title')
    .addHelpText(
      'after',
      examples(['sfbdiag rules', 'all of them'], ['sfbdiag rules | grep dns', 'those that speak of DNS']),
    )
    .exitOverride()
    .action(async () => (await import('./cli/explain.ts')).ruleList());
  main
    .command('explain')
    .description('what a rule, a code, an ICEWarn value or a key of a diagnostics header means, offline')
    .argument('<what>', 'rule id, code such as 24, ICEWarn such as 0x40003a0, or LocalMR, Interfaces=0x12 and so on')
    .option('--ocs2007', 'number the bits of ICEWarn as quality reports of OCS 2007 and 2007 R2 do')
    .addHelpText(
      'after',
      examples(
        ['sfbdiag explain dns-internal-answer', 'the rule: what it means, how to confirm and fix it, false alarms'],
        ['sfbdiag explain 0x40003a0', 'ICEWarn bit by bit: which are normal, which are the fault'],
      ),
    )
    .exitOverride()
    .action(async (what: string, flags: { readonly ocs2007?: boolean }) =>
      (await import('./cli/explain.ts')).explain(what, flags.ocs2007),
    );
  return main;
}

async function main(): Promise<void> {
  let status = 0;
  // A reader that went away (`| head`) is no fault; other faults are told where they are written.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await program((s) => {
      status = s;
    }).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) status = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof UsageError) {
      for (const line of error.message.split('\n')) process.stderr.write(`sfbdiag: ${clean(line, 400)}\n`);
      status = error.status;
    } else {
      process.stderr.write(
        `sfbdiag: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      status = 2;
    }
  }
  process.exitCode = status;
}

await main();
