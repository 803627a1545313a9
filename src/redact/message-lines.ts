/** Lines of a text that may hold SIP messages: a body that is not understood is filled up, a known one is read on. */
import { type Codes, IS_SPACE, textOf } from './codes.ts';
import { MARK_KEY, MARK_START } from './line-marks.ts';

const START = /(?:^|[ \t])(?:SIP\/2\.0 \d{3}(?: |$)|[A-Z]{3,16} sips?:[^ ]{1,2048} SIP\/2\.0$)/;
const TYPE = /^content-type\s*:\s*([^\s;]{1,128})|^c\s*:\s*([^\s;]{1,128})/i;
/** The next line of a log: a message ends here. */
const LOG_LINE =
  /^(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[|,T ]|TL_|\[\d|\[?\(?[A-Z]{2,}_?[A-Z]*\)?[[(]|\(?P\d|\(T\d|(?:Instance-Id|Trace-Correlation-Id|Direction|Start-Line|\$\$(?:begin|end)_record))/;

/** Bodies that rules read; all else is words of people, or presence. */
const READ = /^(?:application\/(?:sdp|msrtc-media-relay-auth\+xml|vq-rtcpxr\+xml|ms-cqf\+xml)|multipart\/.{1,60})$/i;

/** What becomes of a line: looked through, filled up, or left as it is. */
export type Treatment = 'read' | 'filled' | 'kept';

export interface MessageLines {
  /** @param marks of line-marks.ts. */
  next(codes: Codes, from: number, to: number, marks: number): Treatment;
  /** The same; what next is measured by. */
  nextText(text: string): Treatment;
}

/** Whether LOG_LINE can match what begins so. */
function maybeLogLine(codes: Codes, from: number, to: number): boolean {
  const first = from < to ? codes[from]! : 0;
  const second = from + 1 < to ? codes[from + 1]! : 0;
  if (first < 0x41) return first === 0x24 || first === 0x28 || (first >= 0x30 && first <= 0x39);
  if (first > 0x5a) return first === 0x5b;
  if (second <= 0x5a) return true;
  // Instance-Id, Trace-Correlation-Id, Direction, Start-Line.
  return first === 0x49 || first === 0x54 || first === 0x44 || first === 0x53;
}

export function messageLines(): MessageLines {
  let state: 'none' | 'headers' | 'body' = 'none';
  let type = '';
  let key = false;
  let boundary = false;

  const isMultipart = (): boolean => /^multipart\//i.test(type);

  const body = (text: string): Treatment => {
    // Parts have headers of their own.
    if (isMultipart() || boundary) {
      if (text.startsWith('--')) {
        boundary = true;
        state = 'headers';
        type = 'application/sdp';
        return 'read';
      }
      if (!boundary) return 'filled';
    }
    return (type === '' ? /^[a-z]=/.test(text) : READ.test(type)) ? 'read' : 'filled';
  };

  const nextText = (text: string): Treatment => {
    if (key || text.includes('-----BEGIN ')) {
      const begins = text.includes('-----BEGIN ');
      const ends = text.includes('-----END ');
      key = !ends;
      return begins || ends ? 'kept' : 'filled';
    }
    if (START.test(text)) {
      state = 'headers';
      type = '';
      boundary = false;
      return 'read';
    }
    if (state !== 'none' && LOG_LINE.test(text)) {
      state = 'none';
      return 'read';
    }
    if (state === 'headers') {
      if (text.trim() === '') state = 'body';
      else {
        const named = TYPE.exec(text);
        if (named) type = named[1] ?? named[2] ?? '';
      }
      return 'read';
    }
    return state === 'body' ? body(text) : 'read';
  };

  return {
    nextText,
    next(codes, from, to, marks) {
      if (!key && (marks & (MARK_KEY | MARK_START)) === 0) {
        if (state === 'none') return 'read';
        if (!maybeLogLine(codes, from, to)) {
          const first = from < to ? codes[from]! : 0x20;
          if (state === 'headers') {
            // Neither blank nor Content-Type.
            if (first < 0x80 && IS_SPACE[first] === 0 && (first | 0x20) !== 0x63) return 'read';
          } else if (type !== '' && !isMultipart() && !boundary) return READ.test(type) ? 'read' : 'filled';
        }
      }
      return nextText(textOf(codes, from, to));
    },
  };
}
