/** Outputs of PowerShell. */

/** Windows PowerShell 5.1: cut by three dots. */
export const GET_NETADAPTER = String.raw`PS C:\> Get-NetAdapter

Name                      InterfaceDescription                    ifIndex Status       MacAddress             LinkSpeed
----                      --------------------                    ------- ------       ----------             ---------
Ethernet 7                PANGP Virtual Ethernet Adapter Secure        23 Up           02-50-41-00-00-01         2 Gbps
Wi-Fi                     Intel(R) Wi-Fi 6E AX211 160MHz               11 Up           00-00-5E-00-53-11     866.7 Mbps
vEthernet (WSL (Hyper-... Hyper-V Virtual Ethernet Adapter #2          60 Up           00-15-5D-00-53-60        10 Gbps
`;

/** PowerShell 7: cut by an ellipsis. */
export const GET_NETADAPTER_7 = `Name                      InterfaceDescription                    ifIndex Status       MacAddress             LinkSpeed
----                      --------------------                    ------- ------       ----------             ---------
Ethernet 2                Cisco AnyConnect Secure Mobility Clien…      14 Disabled     00-05-9A-3C-7A-00          0 bps
vEthernet (Default Swit…  Hyper-V Virtual Ethernet Adapter             33 Up           00-15-5D-00-53-61        10 Gbps
WireGuard                 WireGuard Tunnel                             40 Up                                   100 Gbps
`;

/** Format-List. */
export const GET_NETADAPTER_LIST = `Name                       : Ethernet 7
InterfaceDescription       : PANGP Virtual Ethernet Adapter Secure
InterfaceIndex             : 23
MacAddress                 : 02-50-41-00-00-01
MediaType                  : 802.3
PhysicalMediaType          : Unspecified
InterfaceOperationalStatus : Up
AdminStatus                : Up
LinkSpeed(Gbps)            : 2
MtuSize                    : 1400
MediaConnectionState       : Connected
ConnectorPresent           : False
DriverInformation          : Driver Date 2021-01-12 Version 6.0.0.1 NDIS 6.30

Name                       : WLAN
InterfaceDescription       : Intel(R) Wi-Fi 6E AX211 160MHz
InterfaceIndex             : 11
MacAddress                 : 00-00-5E-00-53-11
InterfaceOperationalStatus : Down
`;

/** One connection, and its routes. */
export const GET_VPNCONNECTION = String.raw`PS C:\> Get-VpnConnection -AllUserConnection

Name                  : Contoso VPN
ServerAddress         : vpn.contoso.com
AllUserConnection     : True
Guid                  : {12345678-1234-1234-1234-123456789012}
TunnelType            : Ikev2
AuthenticationMethod  : {Eap}
EncryptionLevel       : Optional
L2tpIPsecAuth         :
UseWinlogonCredential : False
EapConfigXmlStream    : #document
ConnectionStatus      : Connected
RememberCredential    : True
SplitTunneling        : False
DnsSuffix             : contoso.com
IdleDisconnectSeconds : 0

PS C:\> (Get-VpnConnection "Contoso VPN").Routes

DestinationPrefix : 10.0.0.0/8
InterfaceIndex    :
InterfaceAlias    : Contoso VPN
AddressFamily     : IPv4
NextHop           : 0.0.0.0
Publish           : 0
RouteMetric       : 1

DestinationPrefix : 172.16.0.0/12
InterfaceIndex    :
InterfaceAlias    : Contoso VPN
AddressFamily     : IPv4
NextHop           : 0.0.0.0
Publish           : 0
RouteMetric       : 1
`;

/** Two of one user, idle and split. */
export const GET_VPNCONNECTION_TWO = `Name                  : Fabrikam
ServerAddress         : 203.0.113.80
AllUserConnection     : False
Guid                  : {12345678-1234-1234-1234-123456789013}
TunnelType            : Sstp
ConnectionStatus      : Disconnected
SplitTunneling        : True
DnsSuffix             :

Name                  : Store app
ServerAddress         : VPN.fabrikam.com
ConnectionStatus      : Connecting
TunnelType            : Automatic
`;

/** Table; the store of the last row is cut. */
export const GET_NETROUTE = String.raw`PS C:\> Get-NetRoute

ifIndex DestinationPrefix                              NextHop                                  RouteMetric ifMetric PolicyStore
------- -----------------                              -------                                  ----------- -------- -----------
23      10.60.0.0/16                                   0.0.0.0                                            1 25       ActiveStore
11      0.0.0.0/0                                      192.168.1.1                                        0 35       ActiveStore
11      10.99.0.0/16                                   192.168.1.254                                    256          Persiste...
`;

/** Format-List. */
export const GET_NETROUTE_LIST = `InterfaceIndex    : 23
InterfaceAlias    : Ethernet 7
AddressFamily     : IPv6
DestinationPrefix : 2001:DB8:60::/48
NextHop           : ::
Publish           : No
RouteMetric       : 1
PolicyStore       : ActiveStore
`;

/** A chat left one blank of many. */
export const GET_NETROUTE_SQUEEZED = `ifIndex DestinationPrefix NextHop RouteMetric ifMetric PolicyStore
------- ----------------- ------- ----------- -------- -----------
23 10.60.0.0/16 0.0.0.0 1 25 ActiveStore
11 0.0.0.0/0 192.168.1.1 0 35 ActiveStore
`;

/** Headings in two lines. */
export const GET_DNSCLIENTSERVERADDRESS = String.raw`PS C:\> Get-DnsClientServerAddress

InterfaceAlias               Interface Address ServerAddresses
                             Index     Family
--------------               --------- ------- ---------------
Ethernet 7                          23 IPv4    {10.60.0.5, 10.60.0.6}
Ethernet 7                          23 IPv6    {}
Wi-Fi                               11 IPv4    {192.168.1.1}
`;

/** A rule. */
export const GET_DNSCLIENTNRPTRULE = String.raw`PS C:\> Get-DnsClientNrptRule

Name                             : {11111111-2222-3333-4444-555555555555}
Version                          : 2
Namespace                        : {.contoso.com}
IPsecCARestriction               :
DirectAccessDnsServers           :
DirectAccessEnabled              : False
NameServers                      : {10.60.0.5, 10.60.0.6}
NameEncoding                     : Disable
DisplayName                      :
`;

/** What is in force. */
export const GET_DNSCLIENTNRPTPOLICY = `Namespace                        : .contoso.com
QueryPolicy                      :
SecureNameQueryFallback          :
DirectAccessIPsecCARestriction   :
DirectAccessProxyName            :
DirectAccessDnsServers           :
DirectAccessEnabled              :
DirectAccessProxyType            : NoProxy
NameServers                      : 10.60.0.5

Namespace                        : .
NameServers                      : {10.60.0.6, 2001:DB8::53}
NameEncoding                     : Utf8WithoutMapping
`;

/** Table. */
export const GET_NETIPINTERFACE = String.raw`PS C:\> Get-NetIPInterface

ifIndex InterfaceAlias                  AddressFamily NlMtu(Bytes) InterfaceMetric Dhcp     ConnectionState PolicyStore
------- --------------                  ------------- ------------ --------------- ----     --------------- -----------
23      Ethernet 7                      IPv6                  1400               1 Disabled Connected       ActiveStore
23      Ethernet 7                      IPv4                  1400               1 Disabled Connected       ActiveStore
1       Loopback Pseudo-Interface 1     IPv4            4294967295              75 Disabled Connected       ActiveStore
`;

/** One connected, one not. */
export const GET_NETIPCONFIGURATION = String.raw`PS C:\> gip

InterfaceAlias       : Ethernet 7
InterfaceIndex       : 23
InterfaceDescription : PANGP Virtual Ethernet Adapter Secure
NetProfile.Name      : contoso.com
IPv4Address          : 172.27.3.18
IPv6DefaultGateway   :
IPv4DefaultGateway   :
DNSServer            : 10.60.0.5
                       10.60.0.6

InterfaceAlias       : Ethernet
InterfaceIndex       : 5
InterfaceDescription : Intel(R) Ethernet Connection I219-LM
NetAdapter.Status    : Disconnected
`;

/** With -Detailed. */
export const GET_NETIPCONFIGURATION_DETAILED = `ComputerName                : PC-0815
InterfaceAlias              : WLAN
InterfaceIndex              : 11
InterfaceDescription        : Intel(R) Wi-Fi 6E AX211 160MHz
NetAdapter.LinkLayerAddress : 00-00-5E-00-53-11
NetAdapter.Status           : Up
NetProfile.Name             : home
NetProfile.NetworkCategory  : Private
NetIPv6Interface.NlMTU      : 1500
NetIPv6Interface.DHCP       : Enabled
NetIPv4Interface.NlMTU      : 1500
NetIPv4Interface.DHCP       : Enabled
IPv6Address                 : 2001:DB8:1::34
IPv6LinkLocalAddress        : fe80::1c2d:3e4f:5a6b:7c8e%11
IPv4Address                 : 192.168.1.34
IPv6DefaultGateway          : fe80::1
IPv4DefaultGateway          : 192.168.1.1
DNSServer                   : 192.168.1.1
`;

/** An alias, an address, a name that is not. */
export const RESOLVE_DNSNAME = String.raw`PS C:\> Resolve-DnsName www.contoso.com

Name                           Type   TTL   Section    NameHost
----                           ----   ---   -------    --------
www.contoso.com                CNAME  3600  Answer     x.contoso.net

Name       : x.contoso.net
QueryType  : A
TTL        : 60
Section    : Answer
IP4Address : 203.0.113.5

PS C:\> Resolve-DnsName nada.contoso.com
Resolve-DnsName : nada.contoso.com : DNS name does not exist
At line:1 char:1
+ Resolve-DnsName nada.contoso.com
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : ResourceUnavailable: (nada.contoso.com:String) [Resolve-DnsName], Win32Exception
    + FullyQualifiedErrorId : DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName
`;

/** SRV records with their addresses; a resolver that is silent, in German. */
export const RESOLVE_DNSNAME_SRV = `Name                                     Type   TTL   Section    NameTarget                     Priority Weight Port
----                                     ----   ---   -------    ----------                     -------- ------ ----
_sipinternaltls._tcp.contoso.com         SRV    600   Answer     pool.contoso.com               0        100    5061

Name       : pool.contoso.com
QueryType  : A
TTL        : 600
Section    : Additional
IP4Address : 10.60.4.21

Name       : pool.contoso.com
QueryType  : AAAA
TTL        : 600
Section    : Additional
IP6Address : 2001:DB8::21

Resolve-DnsName : ews.contoso.com : Dieser Vorgang wurde wegen Zeitüberschreitung zurückgegeben.
In Zeile:1 Zeichen:1
+ Resolve-DnsName ews.contoso.com
    + FullyQualifiedErrorId : ERROR_TIMEOUT,Microsoft.DnsClient.Commands.ResolveDnsName
`;
