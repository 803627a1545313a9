/** Outputs of network commands, re-typed with invented data; layouts as public samples and programs of Debian 12 show them. */

export const NETSH_INTERFACES = `C:\\Users\\anna>netsh interface ipv4 show interfaces

Idx     Met         MTU          State                Name
---  ----------  ----------  ------------  ---------------------------
  1          75  4294967295  connected     Loopback Pseudo-Interface 1
 23           1        1400  connected     Ethernet 3
 12          35        1500  connected     Wi-Fi
 18          25        1500  disconnected  Local Area Connection* 1`;

export const NETSH_SUBINTERFACES = `C:\\Users\\anna>netsh interface ipv4 show subinterfaces

   MTU  MediaSenseState   Bytes In  Bytes Out  Interface
------  ---------------  ---------  ---------  -------------
4294967295                1          0      24197  Loopback Pseudo-Interface 1
  1400                1  1028303310  163777717  Ethernet 3
  1500                5          0          0  Wi-Fi`;

export const NETSH_CONFIG = `C:\\Users\\anna>netsh interface ipv4 show config

Configuration for interface "Ethernet 3"
    DHCP enabled:                         No
    IP Address:                           172.27.3.18
    Subnet Prefix:                        172.27.3.18/32 (mask 255.255.255.255)
    IP Address:                           172.27.3.19
    Subnet Prefix:                        172.27.3.19/32 (mask 255.255.255.255)
    Default Gateway:                      0.0.0.0
                                          10.60.0.1
    Gateway Metric:                       1
    InterfaceMetric:                      1
    Statically Configured DNS Servers:    10.60.0.5
                                          10.60.0.6
    Register with which suffix:           None
    Statically Configured WINS Servers:   10.60.0.9
                                          10.60.0.8

Configuration for interface "Wi-Fi"
    DHCP enabled:                         Yes
    IP Address:                           192.168.1.34
    Subnet Prefix:                        192.168.1.0/24 (mask 255.255.255.0)
    Default Gateway:                      192.168.1.1
    Gateway Metric:                       0
    InterfaceMetric:                      35
    DNS servers configured through DHCP:  192.168.1.1
    Register with which suffix:           Primary only
    WINS servers configured through DHCP: None`;

export const NETSH_DNSSERVERS = `Konfiguration der Schnittstelle "WLAN"
    Über DHCP konfigurierte DNS-Server:   192.168.1.1
                                          fe80::1%12
    Mit welchem Suffix registriert:       Nur primär`;

export const GET_NETIPADDRESS = `PS C:\\Users\\anna> Get-NetIPAddress -AddressFamily IPv4

IPAddress         : 172.27.3.18
InterfaceIndex    : 23
InterfaceAlias    : Ethernet 3
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 32
PrefixOrigin      : Manual
SuffixOrigin      : Manual
AddressState      : Preferred
ValidLifetime     : Infinite ([TimeSpan]::MaxValue)
PreferredLifetime : Infinite ([TimeSpan]::MaxValue)
SkipAsSource      : False
PolicyStore       : ActiveStore

IPAddress         : 192.168.1.34
InterfaceIndex    : 12
InterfaceAlias    : Wi-Fi
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 24
PrefixOrigin      : Dhcp
SuffixOrigin      : Dhcp
AddressState      : Preferred
ValidLifetime     : 23:11:05
PreferredLifetime : 23:11:05
SkipAsSource      : False
PolicyStore       : ActiveStore

IPAddress         : 169.254.11.12
InterfaceIndex    : 18
InterfaceAlias    : Local Area Connection* 1
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 16
PrefixOrigin      : WellKnown
SuffixOrigin      : Link
AddressState      : Tentative
PolicyStore       : ActiveStore`;

export const GET_NETIPADDRESS_TABLE = `PS C:\\> Get-NetIPAddress | Format-Table

ifIndex IPAddress                                       PrefixLength PrefixOrigin SuffixOrigin AddressState PolicyStore
------- ---------                                       ------------ ------------ ------------ ------------ -----------
23      fe80::61ad:1b1c:9f5d:7b1a%23                              64 WellKnown    Link         Preferred    ActiveStore
23      172.27.3.18                                               32 Manual       Manual       Preferred    ActiveStore
1       127.0.0.1                                                  8 WellKnown    WellKnown    Preferred    ActiveStore`;

export const TEST_NETCONNECTION = `PS C:\\Users\\anna> Test-NetConnection sip.contoso.com -Port 443


ComputerName     : sip.contoso.com
RemoteAddress    : 198.51.100.40
RemotePort       : 443
InterfaceAlias   : Wi-Fi
SourceAddress    : 192.168.1.34
TcpTestSucceeded : True`;

export const PING_WINDOWS = `C:\\Users\\anna>ping sip.contoso.com

Pinging sip.contoso.com [198.51.100.40] with 32 bytes of data:
Reply from 198.51.100.40: bytes=32 time=21ms TTL=52
Reply from 198.51.100.40: bytes=32 time=20ms TTL=52

Ping statistics for 198.51.100.40:
    Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),
Approximate round trip times in milli-seconds:
    Minimum = 20ms, Maximum = 21ms, Average = 20ms`;

export const TRACERT = `C:\\Users\\anna>tracert -d lyncdiscover.contoso.com

Tracing route to lyncdiscover.contoso.com [198.51.100.41]
over a maximum of 30 hops:

  1     2 ms     1 ms     1 ms  192.168.1.1
  2     *        *        *     Request timed out.
  3    20 ms    21 ms    20 ms  198.51.100.41

Trace complete.

C:\\Users\\anna>tracert 10.60.4.21

Tracing route to fe01.contoso.com [10.60.4.21]
over a maximum of 30 hops:

  1    20 ms    21 ms    20 ms  fe01.contoso.com [10.60.4.21]

Trace complete.

C:\\Users\\anna>ping lyncdiscoverinternal.contoso.com
Ping request could not find host lyncdiscoverinternal.contoso.com. Please check the name and try again.`;

export const PING_UNIX = `anna@pc:~$ ping -c 1 sip.contoso.com
PING sip.contoso.com (198.51.100.40) 56(84) bytes of data.
64 bytes from 198.51.100.40: icmp_seq=1 ttl=52 time=20.1 ms

--- sip.contoso.com ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 20.100/20.100/20.100/0.000 ms
anna@pc:~$ ping lyncdiscoverinternal.contoso.com
ping: lyncdiscoverinternal.contoso.com: Name or service not known
anna@pc:~$ traceroute -n sip.contoso.com
traceroute to sip.contoso.com (198.51.100.40), 30 hops max, 60 byte packets
 1  192.168.1.1  1.021 ms  1.101 ms  1.201 ms
 2  * * *`;

export const NMCLI = `anna@pc:~$ nmcli dev show
GENERAL.DEVICE:                         wlp1s0
GENERAL.TYPE:                           wifi
GENERAL.HWADDR:                         00:00:5E:00:53:7D
GENERAL.MTU:                            1500
GENERAL.STATE:                          100 (connected)
GENERAL.CONNECTION:                     Home
GENERAL.CON-PATH:                       /org/freedesktop/NetworkManager/ActiveConnection/1
IP4.ADDRESS[1]:                         192.168.1.34/24
IP4.GATEWAY:                            192.168.1.1
IP4.ROUTE[1]:                           dst = 192.168.1.0/24, nh = 0.0.0.0, mt = 600
IP4.ROUTE[2]:                           dst = 0.0.0.0/0, nh = 192.168.1.1, mt = 600
IP4.DNS[1]:                             192.168.1.1
IP4.DOMAIN[1]:                          home.example.net
IP6.ADDRESS[1]:                         fe80::200:5eff:fe00:537d/64
IP6.GATEWAY:                            --
IP6.ROUTE[1]:                           dst = fe80::/64, nh = ::, mt = 600
IP6.ROUTE[2]:                           dst = ff00::/8, nh = ::, mt = 256, table=255

GENERAL.DEVICE:                         gpd0
GENERAL.TYPE:                           tun
GENERAL.HWADDR:                         (unknown)
GENERAL.MTU:                            1400
GENERAL.STATE:                          100 (connected (externally))
GENERAL.CONNECTION:                     gpd0
IP4.ADDRESS[1]:                         172.27.3.18/32
IP4.GATEWAY:                            --
IP4.ROUTE[1]:                           dst = 0.0.0.0/0, nh = 0.0.0.0, mt = 0
IP6.GATEWAY:                            --`;
