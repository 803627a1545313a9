import type { Endpoint } from './packets.ts';

/** Writer of a client log (`*.UccApilog`): CRLF line ends, right byte counts, one block of text a record. */

const two = (value: number): string => String(value).padStart(2, '0');

/** `MM/DD/YYYY|hh:mm:ss.mmm` of local time, given as if it were UTC. */
export function stamp(time: number): string {
  const at = new Date(time);
  const date = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()}`;
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return `${date}|${clock}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}

const text = (at: Endpoint): string => `${at.address}:${at.port}`;

export interface LogRecord {
  readonly time: number;
  readonly text: string;
}

export type Level = 'INFO' | 'ERROR' | 'WARN' | 'TRACE';

/** Records of one client process. */
export class UccapiLog {
  readonly records: LogRecord[] = [];
  private readonly process: string;
  private readonly thread: string;

  constructor(process: string, thread: string) {
    this.process = process;
    this.thread = thread;
  }

  private line(time: number, level: Level, message: string, thread = this.thread): string {
    return `${stamp(time)} ${this.process}:${thread} ${level.padEnd(5)} :: ${message}\r\n`;
  }

  trace(time: number, level: Level, message: string, thread?: string): void {
    this.records.push({ time, text: this.line(time, level, message, thread) });
  }

  /** A SIP message with its packet lines; the prefix stands on the start line of the message only. */
  packet(time: number, direction: 'sent' | 'received', local: Endpoint, remote: Endpoint, message: string): void {
    const bytes = Buffer.byteLength(message);
    const sent = direction === 'sent';
    const tail = `${text(remote)} (${sent ? 'From' : 'To'} Local Address: ${text(local)}) ${bytes} bytes`;
    const what = sent ? 'Sending Packet' : 'Data Received';
    this.records.push({
      time,
      text:
        this.line(time, 'INFO', `${what} - ${tail}:`) +
        this.line(time, 'INFO', message) +
        this.line(time, 'INFO', `End of ${what} -${sent ? ' ' : ''}${tail}`),
    });
  }

  /** Records in time order; records of one moment stay in the order they were made. */
  sorted(): readonly LogRecord[] {
    return [...this.records].sort((left, right) => left.time - right.time);
  }

  bytes(): Buffer {
    return Buffer.from(
      this.sorted()
        .map((record) => record.text)
        .join(''),
      'utf8',
    );
  }
}

/** The start of every log: banner and the ERROR lines of a healthy client. */
export function openLog(log: UccapiLog, time: number): void {
  log.trace(time, 'INFO', 'module=uccapi flavor=fre version=16.0.4417.1000');
  log.trace(time + 1, 'INFO', 'Initialization flags (200)');
  log.trace(time + 2, 'ERROR', 'Failed to init PANOVideo[EF8E4126], 80070002');
  log.trace(time + 31, 'INFO', 'Function: DeviceManager::Initialize');
  log.trace(time + 31, 'ERROR', 'HRESULT API failed: 80070002 = hr. get_RegistryString');
  log.trace(time + 32, 'INFO', 'Function: DeviceManager::Initialize');
  log.trace(time + 32, 'ERROR', 'HRESULT failed: 80ee002d = hr. FindDeviceByName');
  log.trace(
    time + 33,
    'ERROR',
    'CRTCMediaController::LoadDeviceSettings Failed while loading device- 0 with 80ee002d.',
  );
}

/** Lines of other threads that mean nothing for a diagnosis. */
export function chatter(log: UccapiLog, time: number, count: number): void {
  for (let index = 0; index < count; index++) {
    const at = time + index * 137;
    const id = (0x23a0075b + index * 64).toString(16).toUpperCase();
    log.trace(at, index % 3 === 2 ? 'TRACE' : 'INFO', `SetDeviceDisabled[${id}] 0->0`, '11C0');
  }
}
