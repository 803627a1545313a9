/** `netsh interface ipv4 show interfaces` and `show subinterfaces` of Windows: MTU, metric and state of each adapter. Both
 *  tables come in English whatever the language of Windows. */
import type { HostAdapter } from '../../src/facts.ts';
import { decimal } from '../decode/ip-text.ts';
import { NO_LISTS, shortText } from '../decode/machine-values.ts';
import { walk } from './block.ts';
import type { TextForm } from './form.ts';

const INTERFACES = /^ {0,8}Idx +Met +MTU +State +Name$/;
const SUBINTERFACES = /^ {0,8}MTU +MediaSenseState +Bytes In +Bytes Out +Interface$/;
const DASHES = /^ {0,8}-{3,10}(?: +-{4,40}){4}$/;
/** `10          25        1500  connected     Wi-Fi` */
const INTERFACE = /^ *(\d{1,10}) +(\d{1,10}) +(\d{1,10}) +(\S{1,30}) +(\S.*)$/;
/** `1500                1  1028303310  163777717  Wi-Fi` */
const SUBINTERFACE = /^ *(\d{1,10}) +\d{1,10} +\d{1,20} +\d{1,20} +(\S.*)$/;
/** Loopback has no MTU: the largest number stands for it. */
const NO_MTU = 0xffffffff;

type Said = Partial<Pick<HostAdapter, 'name' | 'ifIndex' | 'up' | 'mtu' | 'metric'>>;

const mtuOf = (text: string): { readonly mtu?: number } => {
  const mtu = decimal(text, 10);
  return mtu > 0 && mtu < NO_MTU ? { mtu } : {};
};

function interfaceOf(line: string): Said | undefined {
  const m = INTERFACE.exec(line);
  if (!m) return undefined;
  const [, index, metric, mtu, state, name] = m;
  return {
    name: shortText(name!),
    ifIndex: Number(index),
    ...(/^(?:dis)?connected$/.test(state!) ? { up: state === 'connected' } : {}),
    ...mtuOf(mtu!),
    metric: Number(metric),
  };
}

function subinterfaceOf(line: string): Said | undefined {
  const m = SUBINTERFACE.exec(line);
  return m ? { name: shortText(m[2]!), ...mtuOf(m[1]!) } : undefined;
}

export const netshInterfaces: TextForm = {
  id: 'netsh-interfaces',
  title: 'netsh interface ipv4 show interfaces, show subinterfaces',

  begins: (lines, at) => (INTERFACES.test(lines[at]!) || SUBINTERFACES.test(lines[at]!) ? 0.9 : 0),

  read(lines, at, out) {
    const read = INTERFACES.test(lines[at]!) ? interfaceOf : subinterfaceOf;
    const from = DASHES.test(lines[at + 1] ?? '') ? at + 2 : at + 1;
    return walk(lines, from, {
      known: (line) => read(line) !== undefined,
      stops: (line) => INTERFACES.test(line) || SUBINTERFACES.test(line),
      take: (line, n) =>
        out.emit({
          kind: 'host.adapter',
          at: { source: out.source, line: n + 1 },
          form: 'netsh-interfaces',
          ...read(line)!,
          ...NO_LISTS,
        }),
      odd: (n) => out.damaged(n, 'netsh: interface could not be read'),
    });
  },
};
