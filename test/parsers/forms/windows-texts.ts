/** Outputs of route print, ipconfig /displaydns, nslookup, and hosts files. */

/** German. */
export const ROUTE_PRINT_DE = String.raw`C:\Users\anna>route print
===========================================================================
Schnittstellenliste
 23...02 50 41 00 00 01 ......PANGP Virtual Ethernet Adapter Secure
 11...00 00 5e 00 53 11 ......Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter
  1...........................Software Loopback Interface 1
===========================================================================

IPv4-Routentabelle
===========================================================================
Aktive Routen:
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.34     35
       10.60.0.0      255.255.0.0   Auf Verbindung       172.27.3.18      1
        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331
===========================================================================
Ständige Routen:
  Netzwerkadresse          Netzmaske  Gatewayadresse  Metrik
        10.99.0.0      255.255.0.0     192.168.1.254       1
===========================================================================

IPv6-Routentabelle
===========================================================================
Aktive Routen:
 If Metrik Netzwerkziel             Gateway
 11    291 ::/0                     fe80::1
  1    331 ::1/128                  Auf Verbindung
 23    281 fe80::1c2d:3e4f:5a6b:7c8d/128
                                    Auf Verbindung
===========================================================================
Ständige Routen:
  Keine
`;

/** French, as netstat -rn, with a wrapped description and a tunnel that takes everything. */
export const ROUTE_PRINT_FR = `===========================================================================
Liste d'Interfaces
 35...........................VPN Contoso
 12...00 00 5e 00 53 12 ......Check Point Virtual Network Adapter For SSL Networ
k Extender
 13...00 00 00 00 00 00 00 e0 Carte Microsoft ISATAP
===========================================================================

IPv4 Table de routage
===========================================================================
Itinéraires actifs :
Destination réseau    Masque réseau  Adr. passerelle   Adr. interface Métrique
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.34   4250
          0.0.0.0          0.0.0.0         On-link       10.20.30.40     26
     203.0.113.10  255.255.255.255      192.168.1.1     192.168.1.34   4251
===========================================================================
Itinéraires persistants :
  Adresse réseau    Masque réseau  Adresse passerelle Métrique
          0.0.0.0          0.0.0.0      192.168.1.1  Par défaut
===========================================================================
`;

/** Windows XP, English: hexadecimal interfaces, own address for on-link. */
export const ROUTE_PRINT_XP = `===========================================================================
Interface List
0x1 ........................... MS TCP Loopback interface
0x2 ...00 00 5e 00 53 7d ...... Intel(R) PRO/1000 MT Network Connection
===========================================================================
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.34       20
      192.168.1.0    255.255.255.0     192.168.1.34    192.168.1.34       20
Default Gateway:       192.168.1.1
===========================================================================
Persistent Routes:
  None
`;

/** German. */
export const DISPLAYDNS_DE = String.raw`C:\Users\anna>ipconfig /displaydns

Windows-IP-Konfiguration

    sip.contoso.com
    ----------------------------------------
    Eintragsname  . . . . : sip.contoso.com
    Eintragstyp . . . . . : 1
    Gültigkeitsdauer  . . : 3200
    Datenlänge  . . . . . : 4
    Abschnitt . . . . . . : Antwort
    (Host-)A-Eintrag  . . : 203.0.113.10


    _sip._tls.contoso.com
    ----------------------------------------
    Name does not exist.

    lyncdiscover.contoso.com
    ----------------------------------------
    Keine Einträge des Typs AAAA
`;

/** English. */
export const DISPLAYDNS_EN = `Windows IP Configuration

    lyncdiscover.contoso.com
    ----------------------------------------
    Record Name . . . . . : lyncdiscover.contoso.com
    Record Type . . . . . : 5
    Time To Live  . . . . : 146
    Data Length . . . . . : 8
    Section . . . . . . . : Answer
    CNAME Record  . . . . : edge.contoso.com


    Record Name . . . . . : edge.contoso.com
    Record Type . . . . . : 1
    Time To Live  . . . . : 146
    Data Length . . . . . : 4
    Section . . . . . . . : Answer
    A (Host) Record . . . : 203.0.113.10


    Record Name . . . . . : edge.contoso.com
    Record Type . . . . . : 1
    Time To Live  . . . . : 146
    Data Length . . . . . : 4
    Section . . . . . . . : Answer
    A (Host) Record . . . : 203.0.113.11


    _sipinternaltls._tcp.contoso.com
    ----------------------------------------
    Record Name . . . . . : _sipinternaltls._tcp.contoso.com
    Record Type . . . . . : 33
    Time To Live  . . . . : 268
    Data Length . . . . . : 16
    Section . . . . . . . : Answer
    SRV Record  . . . . . : pool.contoso.com
                            0
                            100
                            5061


    21.4.60.10.in-addr.arpa
    ----------------------------------------
    Record Name . . . . . : 21.4.60.10.in-addr.arpa.
    Record Type . . . . . : 12
    Time To Live  . . . . : 86400
    Data Length . . . . . : 8
    Section . . . . . . . : Answer
    PTR Record  . . . . . : sip.contoso.com


    ipv6.contoso.com
    ----------------------------------------
    Record Name . . . . . : ipv6.contoso.com
    Record Type . . . . . : 28
    Time To Live  . . . . : 300
    Data Length . . . . . : 16
    Section . . . . . . . : Answer
    AAAA Record . . . . . : 2001:DB8::10


    ews.contoso.com
    ----------------------------------------
    No records of type AAAA


    nada.contoso.com
    ----------------------------------------
    Name does not exist.
`;

/** German, and a session at its own prompt. */
export const NSLOOKUP_DE = String.raw`C:\Users\anna>nslookup sip.contoso.com
Server:  dc1.contoso.com
Address:  10.60.0.5

Nicht autorisierende Antwort:
Name:    sip.contoso.com
Addresses:  203.0.113.10
          203.0.113.11
Aliases:  x.contoso.com

C:\Users\anna>nslookup
Standardserver:  UnKnown
Address:  10.60.0.5

> set type=srv
> _sip._tls.contoso.com
Server:  UnKnown
Address:  10.60.0.5

_sip._tls.contoso.com   SRV service location:
          priority       = 0
          weight         = 0
          port           = 443
          svr hostname   = sip.contoso.com
sip.contoso.com internet address = 203.0.113.10
> nada.contoso.com
Server:  UnKnown
Address:  10.60.0.5

*** UnKnown kann nada.contoso.com nicht finden: Non-existent domain.
> exit
`;

/** French: an answer, a name that is not, a resolver that is silent. */
export const NSLOOKUP_FR = String.raw`C:\>nslookup sip.contoso.com
Serveur :   dc1.contoso.com
Address:  10.60.0.5

Réponse ne faisant pas autorité :
Nom :    sip.contoso.com
Address:  203.0.113.10

C:\>nslookup nada.contoso.com
Serveur :   dc1.contoso.com
Address:  10.60.0.5

*** dc1.contoso.com ne parvient pas à trouver nada.contoso.com : Non-existent domain

C:\>nslookup sip.contoso.com 10.60.0.6
DNS request timed out.
    timeout was 2 seconds.
Serveur :   UnKnown
Address:  10.60.0.6

DNS request timed out.
    timeout was 2 seconds.
DNS request timed out.
    timeout was 2 seconds.
*** Request to UnKnown timed-out
`;

/** Linux. */
export const NSLOOKUP_UNIX = `anna@pc:~$ nslookup sip.contoso.com
Server:		127.0.0.53
Address:	127.0.0.53#53

Non-authoritative answer:
sip.contoso.com	canonical name = edge.contoso.com.
Name:	edge.contoso.com
Address: 203.0.113.10
Name:	edge.contoso.com
Address: 2001:db8::10

anna@pc:~$ nslookup -type=srv _sip._tls.contoso.com
Server:		127.0.0.53
Address:	127.0.0.53#53

Non-authoritative answer:
_sip._tls.contoso.com	service = 0 5 443 sip.contoso.com.

anna@pc:~$ nslookup nada.contoso.com
Server:		127.0.0.53
Address:	127.0.0.53#53

** server can't find nada.contoso.com: NXDOMAIN

anna@pc:~$ nslookup sip.contoso.com 10.60.0.6
;; connection timed out; no servers could be reached
`;

/** Windows. */
export const HOSTS_WINDOWS = `# Copyright (c) 1993-2009 Microsoft Corp.
#
# This is a sample HOSTS file used by Microsoft TCP/IP for Windows.
#
#      192.0.2.97       host.example.net         # source server

# localhost name resolution is handled within DNS itself.
#	127.0.0.1       localhost
10.60.4.21	sip.contoso.com   pool   # until the move
2001:DB8::21	SIP.contoso.com
`;

/** Linux, at a prompt. */
export const HOSTS_UNIX = `root@gw:/etc# cat /etc/hosts
127.0.0.1 localhost
127.0.1.1 gw.contoso.com gw

10.60.4.21 sip.contoso.com
root@gw:/etc#
`;

/** No records of a type, an order to ask another resolver, a refusal, a reverse lookup. */
export const NSLOOKUP_EN = String.raw`C:\>nslookup -q=srv _sipfederationtls._tcp.fabrikam.com
Server:  dc1.contoso.com
Address:  10.60.0.5

contoso.com
        primary name server = dc1.contoso.com
        responsible mail addr = hostmaster.contoso.com
        serial  = 1
        refresh = 900 (15 mins)

C:\>nslookup
> server 198.51.100.53
Default Server:  dns.example.net
Address:  198.51.100.53

> sip.contoso.com
Server:  dns.example.net
Address:  198.51.100.53

*** dns.example.net can't find sip.contoso.com: Query refused
C:\>nslookup 10.60.4.21
Server:  dc1.contoso.com
Address:  10.60.0.5

Name:    sip.contoso.com
Address:  10.60.4.21
`;
