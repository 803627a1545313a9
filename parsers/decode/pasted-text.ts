/** Lines of a pasted text as the command wrote them: what mail programs, editors, chats and consoles put around them is
 *  taken away. The number of lines never changes, so that a line keeps its place. */

const ESCAPES = /\u001b(?:\[[0-9;?]{0,20}[A-Za-z]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)?)/g;
const BLANKS = /[\u00a0\u2000-\u200a\u202f\u3000]/g;
const NOTHING = /[\u0000\u0008\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const TAB = 8;

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const [n, piece] of line.split('\t').entries()) {
    if (n > 0) out += ' '.repeat(TAB - (out.length % TAB));
    out += piece;
  }
  return out;
}

/** One line without colours, invisible characters, odd blanks, tabs and trailing blanks. */
const plain = (line: string): string =>
  expandTabs(
    (line.includes('\u001b') ? line.replace(ESCAPES, '') : line).replace(BLANKS, ' ').replace(NOTHING, ''),
  ).trimEnd();

/** `C:\Users\anna>`, `PS C:\>`, `PS /home/anna>`, `(base) C:\>`, `\\server\share>`. */
const WINDOWS_PROMPT =
  /^ {0,8}(?:\([\w.-]{1,40}\) )?(?:PS [A-Za-z/~\\][^<>|"]{0,200}?> ?|[A-Za-z]:\\[^<>|"*?]{0,200}>|\\\\[^<>|"*?]{1,200}>)(.*)$/;
/** `anna@pc:~$ `, `[root@gw ~]# `, `root@gw:/etc# `, `pc:~ anna$ `. */
const UNIX_PROMPT =
  /^ {0,8}(?:\([\w.-]{1,40}\) )?(?:\[?[\w.-]{1,64}@[\w.-]{1,64}[: ][^\s$#\]]{0,200}\]?|[\w.-]{1,64}:[~/][^\s$#]{0,200} [\w.-]{1,64}) ?[$#%] ?(.*)$/;
/** A bare `$ ` or `# ` is a prompt only before a command: hosts files and configurations begin comments so. */
const BARE_PROMPT =
  /^ {0,8}(?:\$|#|PS>|>>>?) ((?:sudo )?(?:ip|ifconfig|netstat|route|resolvectl|systemd-resolve|scutil|nslookup|dig|host|swanctl|ipsec|iptables|ip6tables|iptables-save|ip6tables-save|nft|sysctl|cat|type|ipconfig|getmac|ping|tracert|traceroute|netsh|nmcli|Test-NetConnection|tnc|Get-[A-Za-z]+|Resolve-DnsName|Select-|Format-)(?:\.exe)?(?:\s.*)?)$/i;

/** A prompt's line as forms see it: `$ ` and the command, or `$`. Users, machines and folders are gone. */
function withoutPrompt(line: string): string {
  const command = (WINDOWS_PROMPT.exec(line) ?? UNIX_PROMPT.exec(line) ?? BARE_PROMPT.exec(line))?.[1];
  return command === undefined ? line : `$ ${command.trim()}`.trimEnd();
}

/** @returns the command of a prompt's line (`ipconfig /all`, '' for a prompt alone), undefined for other lines. */
export const commandOf = (line: string | undefined): string | undefined =>
  line === '$' ? '' : line?.startsWith('$ ') ? line.slice(2) : undefined;

/** A run of so many lines that all begin with `>` was quoted; fewer may be nslookup's own prompts. */
const QUOTED_RUN = 3;
const QUOTE = /^ ?>(?: ?>){0,7}/;
const NSLOOKUP_ORDER = /^ ?> ?(?:(?:set|server|lserver|ls) \S|(?:exit|root)$)/i;

const quoteDepth = (line: string): number => QUOTE.exec(line)?.[0].replaceAll(' ', '').length ?? 0;

function withoutQuotes(lines: string[]): void {
  for (let at = 0; at < lines.length; ) {
    let end = at;
    let orders = false;
    let depth = 8;
    // Some mail programs put a blank behind the mark, some do not; all lines of a run are alike.
    let blank = true;
    while (end < lines.length && quoteDepth(lines[end]!) > 0) {
      const line = lines[end]!;
      orders ||= NSLOOKUP_ORDER.test(line);
      depth = Math.min(depth, quoteDepth(line));
      blank &&= /^ ?>(?: |>|$)/.test(line);
      end++;
    }
    if (end - at >= QUOTED_RUN && !orders) {
      const mark = new RegExp(`^ ?>(?: ?>){${depth - 1}}${blank ? ' ?' : ''}`);
      for (let n = at; n < end; n++) lines[n] = lines[n]!.replace(mark, '');
      dedent(lines, at, end);
    }
    at = Math.max(end, at + 1);
  }
}

const FENCE = /^ {0,3}(?:```|~~~)/;

/** Takes away the indentation that all these lines share. */
function dedent(lines: string[], from: number, to: number): void {
  let least = Number.POSITIVE_INFINITY;
  for (let n = from; n < to && least > 0; n++) {
    const line = lines[n]!;
    if (line !== '') least = Math.min(least, line.length - line.trimStart().length);
  }
  if (least === 0 || least === Number.POSITIVE_INFINITY) return;
  for (let n = from; n < to; n++) lines[n] = lines[n]!.slice(least);
}

/** Empties the marks of code blocks. */
function withoutFences(lines: string[]): void {
  let open = -1;
  for (let n = 0; n < lines.length; n++) {
    if (!FENCE.test(lines[n]!)) continue;
    lines[n] = '';
    if (open >= 0) dedent(lines, open, n);
    open = open >= 0 ? -1 : n + 1;
  }
}

/** @param raw decoded lines, without line ends */
export function pastedLines(raw: readonly string[]): readonly string[] {
  const lines = raw.map(plain);
  dedent(lines, 0, lines.length);
  withoutQuotes(lines);
  withoutFences(lines);
  dedent(lines, 0, lines.length);
  return lines.map(withoutPrompt);
}
