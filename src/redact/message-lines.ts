/** Lines of a text that may hold SIP messages: a body that is not understood is filled up, a known one is read on. */
import type { Scanner } from './scan.ts';

const START = /(?:^|[ \t])(?:SIP\/2\.0 \d{3}(?: |$)|[A-Z]{3,16} sips?:[^ ]{1,2048} SIP\/2\.0$)/;
const TYPE = /^content-type\s*:\s*([^\s;]{1,128})|^c\s*:\s*([^\s;]{1,128})/i;
/** The next line of a log: a message ends here. */
const LOG_LINE =
  /^(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[|,T ]|TL_|\[\d|\[?\(?[A-Z]{2,}_?[A-Z]*\)?[[(]|\(?P\d|\(T\d|(?:Instance-Id|Trace-Correlation-Id|Direction|Start-Line|\$\$(?:begin|end)_record))/;

/** Bodies that rules read; all else is words of people, or presence. */
const READ = /^(?:application\/(?:sdp|msrtc-media-relay-auth\+xml|vq-rtcpxr\+xml|ms-cqf\+xml)|multipart\/.{1,60})$/i;

export interface MessageLines {
  line(text: string, bytes: boolean): string;
}

/** What hides a line that is not read: as long as it was, the letters gone. */
export const filled = (text: string): string => text.replace(/[^\s<>]/g, 'x');

export function messageLines(scan: Scanner): MessageLines {
  let state: 'none' | 'headers' | 'body' = 'none';
  let type = '';
  let key = false;
  let boundary = false;

  const body = (text: string, bytes: boolean): string => {
    // Parts have headers of their own.
    if (/^multipart\//i.test(type) || boundary) {
      if (text.startsWith('--')) {
        boundary = true;
        state = 'headers';
        type = 'application/sdp';
        return scan.line(text, bytes);
      }
      if (!boundary) return filled(text);
    }
    if (type === '' ? !/^[a-z]=/.test(text) : !READ.test(type)) return filled(text);
    return scan.line(text, bytes);
  };

  return {
    line(text, bytes) {
      if (key || text.includes('-----BEGIN ')) {
        const begins = text.includes('-----BEGIN ');
        const ends = text.includes('-----END ');
        key = !ends;
        return begins || ends ? text : filled(text);
      }
      if (START.test(text)) {
        state = 'headers';
        type = '';
        boundary = false;
        return scan.line(text, bytes);
      }
      if (state !== 'none' && LOG_LINE.test(text)) {
        state = 'none';
        return scan.line(text, bytes);
      }
      if (state === 'headers') {
        if (text.trim() === '') state = 'body';
        else {
          const named = TYPE.exec(text);
          if (named) type = named[1] ?? named[2] ?? '';
        }
        return scan.line(text, bytes);
      }
      return state === 'body' ? body(text, bytes) : scan.line(text, bytes);
    },
  };
}
