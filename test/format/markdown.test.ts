import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { code, markdown, plain } from '../../src/format/markdown.ts';
import { report } from '../analyze-bytes.ts';
import { sampleFiles } from '../sample-files.ts';
import { EMPTY, MIXED } from './report.ts';

const INCIDENT = report(sampleFiles('globalprotect-incident').filter((f) => f.name.startsWith('c')));

describe('Markdown', () => {
  const render = (text: string): string => new MarkdownIt({ html: true, linkify: true }).render(text);

  test('whole', () => {
    expect(markdown(MIXED)).toMatchInlineSnapshot(`
      "## Skype for Business on the VPN: diagnosis

      **What:** The call failed.

      **Why:** {0} \\[x\\](http\\://contoso.com) is "internal", see C:\\\\x.

      **Who:** DNS team

      **Next:** Do this.

      DNS wrong

      Read: \`my logs/a:b.log\`

      ### 1. error, certain: dns-internal-answer

      {0} \\[x\\](http\\://contoso.com) is "internal", see C:\\\\x.

      - \`my logs/a:b.log:7\` \`REGISTER {1}\`
      - \`wifi.pcapng frame 30\` \`SYN\`
      - … and 1 more
      - In Wireshark, \`wifi.pcapng\`: \`frame.number == 30\`

      This explains 2.

      1. Do this.
      2. Then that.

      Owner: DNS team. Check: See that it is gone.

      ### 2. warning, certain: edge-unreachable

      \\=cmd\\|calc

      Accepted: known (until 2026-12-31)

      - \`wifi.pcapng frame 30\` \`SYN\`
      - In Wireshark, \`wifi.pcapng\`: \`frame.number == 30\`

      This explained by 1.

      1. Do this.
      2. Then that.

      Owner: DNS team. Check: See that it is gone.

      ## Configuration

      ### GlobalProtect: exclude

      Network &gt; GlobalProtect (answers 1)

      \`\`\`
      set x \`y\`
      \`\`\`

      Check: Look.

      Not seen:

      - No capture of the tunnel.

      3 records read, 1 in no known form, 0 places damaged, 0 dropped; 3 rules: 1 found something, 0 fine, 1 skipped, 1 failed
      "
    `);
  });

  test('the first ten lines say what, why, who and what next', () => {
    const head = markdown(INCIDENT).split('\n').slice(0, 10);
    expect(head.filter((l) => l !== '').map((l) => l.slice(0, 9))).toEqual([
      '## Skype ',
      '**What:**',
      '**Why:** ',
      '**Who:** ',
      '**Next:**',
    ]);
  });

  test('nothing found', () => {
    expect(markdown(EMPTY).split('\n')[2]).toBe('Nothing wrong was found in what this input could show.');
  });

  test.each([
    '[x](http://contoso.com)',
    '![x](x)',
    '<img src=x onerror=alert(1)>',
    '**bold** _it_ ~~gone~~ `code`',
    '# head',
    '- item',
    '+ item',
    '1. one',
    '1) one',
    '=====',
    '-----',
    '| a | b |',
    'http://contoso.com',
    'www.contoso.com',
    '&lt;b&gt;',
    '\\*x\\*',
    '[x]: y',
    '```',
    '$x$',
    '<!-- x -->',
    '_sipinternaltls._tcp',
  ])('%s stays text', (hostile) => {
    const escaped = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    expect(render(plain(hostile))).toBe(`<p>${escaped(hostile)}</p>\n`);
  });

  test.each([
    ['sip:anna@contoso.com failed', '<p><code>sip:anna@contoso.com</code> failed</p>\n'],
    ['(@anna) #12', '<p>(<code>@anna</code>) <code>#12</code></p>\n'],
    ['  //contoso.com', '<p>//contoso.com</p>\n'],
    ['a@`b', '<p><code>a@`b</code></p>\n'],
  ])('%s is no link, calls nobody', (words, shown) => {
    const github = new MarkdownIt({ html: true, linkify: true });
    github.linkify.set({ fuzzyLink: false });
    expect(github.render(plain(words))).toBe(shown);
  });

  test('an interrupted run says so in its title', () => {
    expect(markdown({ ...EMPTY, partial: true }).split('\n')[0]).toBe(
      '## Skype for Business on the VPN: partial diagnosis (the run was interrupted)',
    );
  });

  test.each(['a`b', '`', '``x`` y', ' x ', 'plain', '<b>', '|'])('%s in a code span', (text) => {
    const [, inside] = /^<p><code>(.*)<\/code><\/p>\n$/s.exec(render(code(text))) ?? [];
    expect(inside?.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(text);
  });
});
