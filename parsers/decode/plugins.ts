/** strongSwan's list of loaded plugins. */

/** Narrowest console that wraps the list, and the most lines that it takes. */
const WRAPPED_FROM = 72;
const MOST = 20;

const NAMES = /^ ?[a-z0-9-]+(?: [a-z0-9-]+)*$/;

/**
 * @param at line with `loaded plugins: aes sha1 …`; behind it the lines that a console made of the same one.
 * @returns the names. Where a console wrapped, the end of one line and the start of the next are given apart and together:
 *  whether the break was within a name cannot be seen, and a plugin must not seem missing because of it.
 */
export function pluginsOf(lines: readonly string[], at: number): readonly string[] {
  const first = lines[at]!;
  const names = new Set(first.slice(first.indexOf('loaded plugins: ') + 16).split(/ +/));
  let before = first;
  for (let n = at + 1; n < at + MOST && before.length >= WRAPPED_FROM; n++) {
    const line = lines[n] ?? '';
    if (!NAMES.test(line) || line.length > first.length + 1) break;
    const words = line.split(/ +/);
    names.add(before.slice(before.lastIndexOf(' ') + 1) + words[0]);
    for (const word of words) names.add(word);
    before = line;
  }
  return [...names].filter((name) => /^[a-z][a-z0-9-]{1,60}$/.test(name));
}
