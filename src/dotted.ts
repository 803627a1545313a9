/** Four decimal numbers up to 255 without leading zeros: octal and short forms are no addresses here. Every candidate of
 *  every call is asked: no pattern, no pieces. */
export function isDotted(text: string): boolean {
  let dots = 0;
  let value = -1;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x2e) {
      if (value < 0) return false;
      dots++;
      value = -1;
    } else if (c >= 0x30 && c <= 0x39 && value !== 0) {
      value = value < 0 ? c - 0x30 : value * 10 + c - 0x30;
      if (value > 255) return false;
    } else return false;
  }
  return dots === 3 && value >= 0;
}
