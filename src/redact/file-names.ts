/** Names of files: those that say what a file is stay, so that a reader knows where to look; all others go, as they may
 *  hold a person's name or a computer's. */
import { EXTENSIONS } from './vocabulary.ts';

const KNOWN: ReadonlySet<string> = new Set(
  `client server gateway lync skype uccapi uccapilog communicator tracing trace traces log logs capture captures pcap wifi wlan
  lan wan ethernet eth eth0 eth1 tunnel vpn pangps pangpa pangp event driver setupapi globalprotect anyconnect forticlient
  openvpn wireguard strongswan ipsec swanctl list sas conns pols connection connections stats statusall status ipconfig
  ifconfig route print routes netstat nslookup dig dns displaydns resolve resolv resolvectl scutil hosts iptables nft save
  sysctl ip addr xfrm policy state get netadapter netroute netipconfiguration netipinterface vpnconnection dnsclient before
  after office home pc laptop machine outside inside internal external first second old new incident call calls sign in
  signin media audio candidates candidate sdp sip text texts output outputs input files zip part all standard bak`
    .trim()
    .split(/\s+/),
);

/** @param segment of a path. */
const isKnown = (segment: string): boolean =>
  !/\d{1,3}(?:\.\d{1,3}){3}/.test(segment) &&
  segment
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || KNOWN.has(word) || EXTENSIONS.has(word) || /^\d{1,8}$/.test(word));

/** @returns what a path is called, the same for the same; `file-1.pcapng`, `folder-1/PanGPS.log`. */
export function fileNames(): (path: string) => string {
  const given = new Map<string, string>();
  const counts = { file: 0, folder: 0 };
  return (path) =>
    path
      .split('/')
      .map((segment, n, all) => {
        if (isKnown(segment)) return segment;
        const kind = n === all.length - 1 ? 'file' : 'folder';
        const key = `${kind} ${all.slice(0, n + 1).join('/')}`;
        let name = given.get(key);
        if (name === undefined) {
          const extension = /\.([^.]{1,12})$/.exec(segment)?.[0] ?? '';
          counts[kind]++;
          name = `${kind}-${counts[kind]}${EXTENSIONS.has(extension.slice(1).toLowerCase()) ? extension : ''}`;
          given.set(key, name);
        }
        return name;
      })
      .join('/');
}
