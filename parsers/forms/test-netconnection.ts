/** PowerShell's Test-NetConnection: which address Windows takes a name for, by its resolvers, NRPT and hosts file. Whether
 *  a port answered is of another time and way than the client's, and not kept. */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { psBegins, psObjects } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['computername'],
  ['remoteaddress'],
  ['interfacealias', 'sourceaddress', 'tcptestsucceeded', 'pingsucceeded', 'remoteport'],
];

/** `NetRoute (NextHop)      : 0.0.0.0`, of -InformationLevel Detailed. */
const COMPOUND = /^ *[A-Za-z]{2,40} \([A-Za-z]{2,40}\) *:/;

export const testNetConnection: TextForm = {
  id: 'test-netconnection',
  title: 'Test-NetConnection',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    for (const { line, fields } of objects) {
      const target = fields.get('computername') ?? '';
      const name = ipOf(target) === undefined ? dnsNameOf(target) : undefined;
      const remote = fields.get('remoteaddress') ?? '';
      const address = ipOf(remote);
      if (ipOf(target) !== undefined) continue;
      if (name === undefined || (remote !== '' && address === undefined)) {
        out.damaged(line, 'answer that cannot be read in Test-NetConnection');
        continue;
      }
      out.emit({
        kind: 'host.name',
        at: { source: out.source, line: line + 1 },
        form: 'test-netconnection',
        by: 'asked',
        name,
        type: '',
        values: address === undefined ? [] : [address],
        ...(address === undefined ? { failure: 'other' } : {}),
      });
    }
    for (const line of odd)
      if (!COMPOUND.test(lines[line]!)) out.damaged(line, 'line of no known form in Test-NetConnection');
    return next;
  },
};
