/** Result codes of trace lines. A code says what a call of the program's own got back; alone it accuses nobody: many come
 *  and go in a healthy start. */

export interface ResultCode {
  readonly meaning: string;
  /** Where to look next. */
  readonly look: string;
  /** confirmed = [UCC API error codes] or a published log; general = a Windows code that no published client log holds. */
  readonly mark: 'confirmed' | 'general';
  /** Seen in healthy starts. */
  readonly harmless?: boolean;
}

const code = (meaning: string, look: string): ResultCode => ({ meaning, look, mark: 'confirmed' });
const windows = (meaning: string, look: string): ResultCode => ({ meaning, look, mark: 'general' });

const NAMES = 'the DNS answers for the sign-in names (lyncdiscover, _sip._tls, sip) on the way the client asks';
const WAY = 'routing and firewall to that server and port, and whether the address belongs to this network';
const TLS = 'the certificate of the server: its names, its issuer, its dates, and a proxy that replaces it';

/** By eight lower-case hexadecimal digits. Sources: UCC API error codes (Microsoft); WinError.h. */
export const RESULT_CODES: Readonly<Record<string, ResultCode>> = {
  '80ee000c': code('SIP time-out: no answer in time', WAY),
  '80ee002d': {
    ...code('a device or setting was not found', 'nothing: seen in healthy starts'),
    harmless: true,
  },
  '80ee0064': code('incompatible encryption', 'the encryption levels of both sides'),
  '80ee0065': code('invalid certificate', TLS),
  '80ee0066': code('the name of the SIP server could not be resolved (UCC_E_SIP_DNS_FAIL)', NAMES),
  '80ee0067': code('the TCP connection to the SIP server failed (SIP_TCP_FAIL)', WAY),
  '80ee0069': code('the TLS handshake with the SIP server failed (SIP_TLS_FAIL)', TLS),
  '80070002': {
    ...code('file or registry value not found', 'nothing: seen in healthy starts'),
    harmless: true,
  },
  '80072ee7': windows('WinINet 12007: the name could not be resolved', NAMES),
  '80072efd': windows('WinINet 12029: cannot connect', WAY),
  '80072ee2': windows('WinINet 12002: time-out', WAY),
  '80072f8f': windows('WinINet 12175: TLS failed', TLS),
  '8007274c': windows('WinSock 10060: the connection timed out', WAY),
  '8007274d': windows(
    'WinSock 10061: the connection was refused',
    'whether the service runs there; a firewall that resets',
  ),
  '8007251d': windows('DNS 9501: no records of that type', NAMES),
  '8007232b': windows('DNS 9003: the name does not exist', NAMES),
};

/** `80ee0066`, `0x80072EE7`: lower case, without 0x. Undefined for what cannot be a failed HRESULT of these logs: ICEWarn
 *  values end below 0x80000000. */
export const resultCode = (text: string): string | undefined =>
  /^(?:0x)?(8[0-9a-f]{7})$/i.exec(text)?.[1]?.toLowerCase();

/** What a code without an entry is at least: its facility, and the Win32 number in it. */
export function facilityOf(result: string): string {
  if (result.startsWith('80ee')) return 'of the UCC API (the client itself); no public table has it';
  if (result.startsWith('8007')) return `Win32 error ${Number.parseInt(result.slice(4), 16)}`;
  return 'of another part of Windows';
}
