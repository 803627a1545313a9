/** Lines of ipconfig: a label, dots, a colon, a value. Labels are translated, dots are not. */

export interface DottedItem {
  /** Without the dots. */
  readonly label: string;
  readonly value: string;
}

/** `   DNS Servers . . . . . : 10.60.0.5`; undefined without at least one ` .` before the colon. Linear in the line's
 *  length. The label itself may hold a colon (Spanish `Vínculo: dirección IPv6 local. . . :`). */
export function dottedItem(line: string): DottedItem | undefined {
  let colon = line.indexOf(':');
  for (; colon >= 0; colon = line.indexOf(':', colon + 1)) {
    let dot = colon - 1;
    while (dot >= 0 && line[dot] === ' ') dot--;
    if (dot >= 0 && line[dot] === '.') break;
  }
  if (colon < 0) return undefined;
  let end = colon;
  let dots = 0;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '.')) {
    end--;
    if (line[end] === '.') dots++;
  }
  const label = line.slice(0, end).trim();
  // One dot alone is one only behind a blank: `Suffix  . :`, not the end of a sentence.
  if (label === '' || label.length > 80 || (dots === 1 && line[end] !== ' ')) return undefined;
  return { label, value: line.slice(colon + 1).trim() };
}
