/** Words that are no identifiers, whatever stands around them. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** First labels of a DNS name that say what it is for: the rules read them (src/names.ts), and Windows asks for them. */
export const MEANING: ReadonlySet<string> = words(`
  sip sips sipinternal sipinternaltls sipexternal sipfed sipdir lyncdiscover lyncdiscoverinternal access accessedge av
  avedge meet dialin lyncweb webext lswebext webdir mail owa webmail autodiscover ews vpn www ftp wpad isatap dns ntp
  localhost local localdomain lan corp home internal intern intra intranet ad dc gc domains pdc kdc in-addr ip6 arpa
  online infra smtp imap ldap gateway portal resolver`);

/** Domains of makers, standards and public resolvers: nothing below them names a customer. */
export const PUBLIC: ReadonlySet<string> = words(`
  microsoft.com windows.com windowsupdate.com msftncsi.com msftconnecttest.com microsoftonline.com office.com office.net
  live.com msn.com bing.com skype.com skypeassets.com azure.com azureedge.net digicert.com verisign.com w3.org
  xmlsoap.org ietf.org iana.org oasis-open.org google.com googleapis.com gstatic.com dns.google cloudflare-dns.com
  one.one.one.one quad9.net opendns.com umbrella.com adguard-dns.com adguard.com cleanbrowsing.org mullvad.net
  controld.com xfinity.com dns.sb alidns.com doh.pub apple.com icloud.com mozilla.org mozilla.com netfilter.org
  strongswan.org openvpn.net wireguard.com paloaltonetworks.com cisco.com fortinet.com zscaler.net nextdns.io`);

/** Domains of providers below which each customer has labels of its own. */
export const SHARED: ReadonlySet<string> = words(`
  lync.com onmicrosoft.com sharepoint.com outlook.com office365.com cloudapp.net azurewebsites.net windows.net
  akamaiedge.net akamai.net akadns.net trafficmanager.net amazonaws.com`);

/** Last parts of a word with dots in it that are no top-level domain. */
export const EXTENSIONS: ReadonlySet<string> = words(`
  exe dll sys log txt csv xml json html htm md ini inf cfg conf config cpp cxx hpp cs c h js ts py ps1 psm1 bat cmd msi
  cab zip gz tar tgz pcap pcapng cap etl evtx dmp uccapilog tmp bak old lnk url reg dat db sqlite png jpg jpeg gif ico svg pdf
  doc docx xls xlsx ppt pptx mp3 mp4 wav svc asmx aspx ashx soap so ko service socket pem crt cer key p12 pfx yaml yml
  sslvpn esp ini ext sln pdb asm lib ocx drv cpl tlb manifest mui nls`);

/** Words of the formats and of everyday English. A person of this name is replaced where the name stands as such (in a
 *  SIP URI, an address, a folder), and not elsewhere. */
export const COMMON: ReadonlySet<string> = words(`
  info error warn warning trace debug verbose sip sips tel user users phone audio video data local localhost host hosts
  remote relay srflx prflx candidate call calls conf conference focus chat test tests admin administrator guest public
  default all system service services network networks client server servers gateway portal proxy edge access meet mail
  www vpn tunnel udp tcp tls http https dns ip ipv4 ipv6 eth0 eth1 wifi wi-fi lan wan ethernet wireless adapter adapters
  interface interfaces the and for not yes no none true false null unknown anonymous from with will mark bill may june
  april august art rich rob pat drew grant chase page long short young day king white black brown green gray rose hope
  joy faith grace dale dean glen cliff lane reed ray max van von der den las los mac end start open close send sending
  received packet register invite ack bye cancel options message notify subscribe refer update via contact event server
  expires content length type version windows microsoft office skype business lync communicator cisco intel realtek
  virtual physical address mask subnet route routes active state connected disconnected enabled disabled name names
  status session group policy example com net org int edu gov mil arpa home corp internal external inside outside main
  office16 root program files appdata roaming documents desktop downloads temp internet site voice external in out on
  capture captures finding findings adapter's network's client's message messages number numbers offered answer
  answers query name's dialog sign-in signin person people meeting meetings voice user's log logs text texts line's
  epid opaque gruu tag urn uuid branch cseq max forwards srvr mras app benotify prack publish service
  off up down set get add del new old key keys value values file files path paths line lines frame frames time date
  primary secondary source destination direct connection connections device driver hyper bluetooth personal area`);

/** Folders below a folder of users that belong to nobody. */
export const NOBODY: ReadonlySet<string> = words('public default defaultappdata all shared defaultuser0');
