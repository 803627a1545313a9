/** Outputs of ipconfig. */

/** German, Windows 11, at a prompt: GlobalProtect, Wi-Fi, an idle WireGuard. */
export const IPCONFIG_DE = String.raw`C:\Users\anna>ipconfig /all

Windows-IP-Konfiguration

   Hostname  . . . . . . . . . . . . : PC-0815
   Primäres DNS-Suffix . . . . . . . : contoso.com
   Knotentyp . . . . . . . . . . . . : Hybrid
   IP-Routing aktiviert  . . . . . . : Nein
   WINS-Proxy aktiviert  . . . . . . : Nein
   DNS-Suffixsuchliste . . . . . . . : contoso.com
                                       corp.contoso.com

Ethernet-Adapter Ethernet 3:

   Verbindungsspezifisches DNS-Suffix: 
   Beschreibung. . . . . . . . . . . : PANGP Virtual Ethernet Adapter Secure
   Physische Adresse . . . . . . . . : 02-50-41-00-00-01
   DHCP aktiviert. . . . . . . . . . : Nein
   Autokonfiguration aktiviert . . . : Ja
   Verbindungslokale IPv6-Adresse  . : fe80::1c2d:3e4f:5a6b:7c8d%23(Bevorzugt) 
   IPv4-Adresse  . . . . . . . . . . : 172.27.3.18(Bevorzugt) 
   Subnetzmaske  . . . . . . . . . . : 255.255.255.255
   Standardgateway . . . . . . . . . : 
   DNS-Server  . . . . . . . . . . . : 10.60.0.5
                                       10.60.0.6
   NetBIOS über TCP/IP . . . . . . . : Deaktiviert

Drahtlos-LAN-Adapter WLAN:

   Verbindungsspezifisches DNS-Suffix: fritz.box
   Beschreibung. . . . . . . . . . . : Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter
   Physische Adresse . . . . . . . . : 00-00-5E-00-53-11
   DHCP aktiviert. . . . . . . . . . : Ja
   Autokonfiguration aktiviert . . . : Ja
   IPv4-Adresse  . . . . . . . . . . : 192.168.1.34(Bevorzugt) 
   Subnetzmaske  . . . . . . . . . . : 255.255.255.0
   Lease erhalten. . . . . . . . . . : Montag, 2. März 2026 08:01:12
   Lease läuft ab. . . . . . . . . . : Dienstag, 3. März 2026 08:01:12
   Standardgateway . . . . . . . . . : fe80::1%11
                                       192.168.1.1
   DHCP-Server . . . . . . . . . . . : 192.168.1.1
   DHCPv6-IAID . . . . . . . . . . . : 120324190
   DHCPv6-Client-DUID. . . . . . . . : 00-01-00-01-2A-2B-2C-2D-00-00-5E-00-53-11
   DNS-Server  . . . . . . . . . . . : 192.168.1.1
   NetBIOS über TCP/IP . . . . . . . : Aktiviert

Unbekannter Adapter LAN-Verbindung:

   Medienstatus. . . . . . . . . . . : Medium getrennt
   Verbindungsspezifisches DNS-Suffix: 
   Beschreibung. . . . . . . . . . . : Wintun Userspace Tunnel
   Physische Adresse . . . . . . . . : 
   DHCP aktiviert. . . . . . . . . . : Nein
   Autokonfiguration aktiviert . . . : Ja
`;

/** French, quoted in a mail: a VPN of Windows as full tunnel, and odd dots as Windows prints them. */
export const IPCONFIG_FR = `> Configuration IP de Windows
>
>    Nom de l'hôte . . . . . . . . . . : PC-0815
>    Suffixe DNS principal . . . . . . : contoso.com
>    Type de noeud. . . . . . . . . .  : Hybride
>    Routage IP activé . . . . . . . . : Non
>    Proxy WINS activé . . . . . . . . : Non
>    Liste de recherche du suffixe DNS.: contoso.com
>
> Carte PPP VPN Contoso :
>
>    Suffixe DNS propre à la connexion. . . : 
>    Description. . . . . . . . . . . . . . : VPN Contoso
>    Adresse physique . . . . . . . . . . . :
>    DHCP activé. . . . . . . . . . . . . . : Non
>    Configuration automatique activée. . . : Oui
>    Adresse IPv4. . . . . . . . . . . . . .: 10.20.30.40(préféré)
>    Masque de sous-réseau. . . . . . . . . : 255.255.255.255
>    Passerelle par défaut. . . . . . . . . : 0.0.0.0
>    Serveurs DNS. . .  . . . . . . . . . . : 10.10.0.20
>                                        10.10.1.20
>    NetBIOS sur Tcpip. . . . . . . . . . . : Activé
>
> Carte réseau sans fil Wi-Fi 2 :
>
>    Statut du média. . . . . . . . . . . . : Média déconnecté
>    Suffixe DNS propre à la connexion. . . :
>    Description. . . . . . . . . . . . . . : Microsoft Wi-Fi Direct Virtual Adapter
>    Adresse physique . . . . . . . . . . . : 4E-00-5E-00-53-11
>    DHCP activé. . . . . . . . . . . . . . : Oui
`;

/** Spanish: one section out of the middle. */
export const IPCONFIG_ES = `Adaptador de LAN inalámbrica Wi-Fi:

   Sufijo DNS específico para la conexión. . : home
   Descripción . . . . . . . . . . . . . . . : Intel(R) Wi-Fi 6E AX211 160MHz
   Dirección física. . . . . . . . . . . . . : 00-00-5E-00-53-12
   DHCP habilitado . . . . . . . . . . . . . : sí
   Configuración automática habilitada . . . : sí
   Vínculo: dirección IPv6 local. . . : fe80::2%12(Preferido) 
   Dirección IPv4. . . . . . . . . . . . . . : 192.168.1.50(Preferido) 
   Máscara de subred . . . . . . . . . . . . : 255.255.255.0
   Concesión obtenida. . . . . . . . . . . . : lunes, 2 de marzo de 2026 8:01:12
   La concesión expira . . . . . . . . . . . : martes, 3 de marzo de 2026 8:01:12
   Puerta de enlace predeterminada . . . . . : 192.168.1.1
   Servidor DHCP . . . . . . . . . . . . . . : 192.168.1.1
   Servidores DNS. . . . . . . . . . . . . . : 192.168.1.1
   NetBIOS sobre TCP/IP. . . . . . . . . . . : habilitado
`;

/** A language that nobody taught the parser. */
export const IPCONFIG_UNKNOWN = `Xyzzy adapteri Mreza:

   Aaa bbb . . . . . . . . . . . . . : home.example.net
   Ccc . . . . . . . . . . . . . . . : Intel(R) Ethernet Connection I219-LM
   Ddd . . . . . . . . . . . . . . . : 00-00-5E-00-53-13
   Eee . . . . . . . . . . . . . . . : Nah
   Fff . . . . . . . . . . . . . . . : fe80::3%13(Zzz)
   Ggg . . . . . . . . . . . . . . . : 192.168.7.50(Zzz)
   Hhh . . . . . . . . . . . . . . . : 255.255.255.0
   Iii . . . . . . . . . . . . . . . : 2. 3. 2026. 8:01:12
   Jjj . . . . . . . . . . . . . . . : 3. 3. 2026. 8:01:12
   Kkk . . . . . . . . . . . . . . . : 192.168.7.1
   Lll . . . . . . . . . . . . . . . : 192.168.7.2
   Mmm . . . . . . . . . . . . . . . : 120324190
   Nnn . . . . . . . . . . . . . . . : 00-01-00-01-2A-2B-2C-2D-00-00-5E-00-53-11
   Ooo . . . . . . . . . . . . . . . : 192.168.7.3
                                       192.168.7.4
   Ppp . . . . . . . . . . . . . . . : Qqq
`;

/** English, out of a forum: indentation lost, one line wrapped by a console of 80 columns. */
export const IPCONFIG_PASTED = `Ethernet adapter Ethernet:
Description . . . . . . . . . . . : Check Point Virtual Network Adapter For S
SL Network Extender
Physical Address. . . . . . . . . : 54-00-5E-00-53-01
IPv4 Address. . . . . . . . . . . : 10.1.2.3(Preferred)
Subnet Mask . . . . . . . . . . . : 255.255.255.0
Default Gateway . . . . . . . . . : 
DNS Servers . . . . . . . . . . . : 10.10.0.20
10.10.0.21
`;

/** English, without /all, and a tunnel of Windows without its dots, as chats leave them. */
export const IPCONFIG_EN = `Windows IP Configuration


Ethernet adapter Ethernet 3:

   Connection-specific DNS Suffix  . :
   IPv6 Address. . . . . . . . . . . : fd00:1234:5678:1::90
   Link-local IPv6 Address . . . . . : fe80::1c2d:3e4f:5a6b:7c8d%23
   IPv4 Address. . . . . . . . . . . : 10.20.30.40
   Subnet Mask . . . . . . . . . . . : 255.255.255.255
   Default Gateway . . . . . . . . . : 10.20.30.1

PPP adapter Contoso:

   Description: Contoso
   Physical Address:
   IPv4 Address: 10.20.31.7(Preferred)
   Subnet Mask: 255.255.255.255
   Default Gateway: 0.0.0.0
   DNS Servers: 10.10.0.20
`;

/** Windows XP, German. */
export const IPCONFIG_XP = `Windows-IP-Konfiguration

        Hostname. . . . . . . . . . . . . : pc-4711
        Primäres DNS-Suffix . . . . . . . : contoso.com

Ethernetadapter LAN-Verbindung:

        Verbindungsspezifisches DNS-Suffix:
        Beschreibung. . . . . . . . . . . : Intel(R) PRO/1000 MT-Netzwerkverbindung
        Physikalische Adresse . . . . . . : 00-00-5E-00-53-7D
        DHCP aktiviert. . . . . . . . . . : Nein
        IP-Adresse. . . . . . . . . . . . : 192.168.1.34
        Subnetzmaske. . . . . . . . . . . : 255.255.255.0
        Standardgateway . . . . . . . . . : 192.168.1.1
        DNS-Server. . . . . . . . . . . . : 192.168.1.2
                                            192.168.1.3
`;

/** English: adapters of an unknown kind, a transition technology, a virtual switch; several addresses. */
export const IPCONFIG_KINDS = `Windows IP Configuration

   Host Name . . . . . . . . . . . . : PC-0815
   Primary Dns Suffix  . . . . . . . : contoso.com
   Node Type . . . . . . . . . . . . : Hybrid
   IP Routing Enabled. . . . . . . . : No
   WINS Proxy Enabled. . . . . . . . : No
   DNS Suffix Search List. . . . . . : contoso.com
   System Quarantine State . . . . . : Not Restricted

Unknown adapter NordLynx:

   Connection-specific DNS Suffix  . : 
   Description . . . . . . . . . . . : NordLynx Tunnel
   Physical Address. . . . . . . . . : 
   DHCP Enabled. . . . . . . . . . . : No
   Autoconfiguration Enabled . . . . : Yes
   IPv4 Address. . . . . . . . . . . : 10.5.0.2(Preferred) 
   Subnet Mask . . . . . . . . . . . : 255.255.0.0
   Default Gateway . . . . . . . . . : 
   DNS Servers . . . . . . . . . . . : fec0:0:0:ffff::1%1
                                       fec0:0:0:ffff::2%1
                                       203.0.113.53
   NetBIOS over Tcpip. . . . . . . . : Enabled

Tunnel adapter Teredo Tunneling Pseudo-Interface:

   Connection-specific DNS Suffix  . : 
   Description . . . . . . . . . . . : Teredo Tunneling Pseudo-Interface
   Physical Address. . . . . . . . . : 00-00-00-00-00-00-00-E0
   DHCP Enabled. . . . . . . . . . . : No
   Autoconfiguration Enabled . . . . : Yes
   IPv6 Address. . . . . . . . . . . : 2001:0:c000:201:2c3e:1b5f:3f57:feb3(Preferred) 
   Link-local IPv6 Address . . . . . : fe80::2c3e:1b5f:3f57:feb3%7(Preferred) 
   Default Gateway . . . . . . . . . : ::
   DHCPv6 IAID . . . . . . . . . . . : 134217728
   NetBIOS over Tcpip. . . . . . . . : Disabled

Ethernet adapter vEthernet (WSL (Hyper-V firewall)):

   Connection-specific DNS Suffix  . : 
   Description . . . . . . . . . . . : Hyper-V Virtual Ethernet Adapter #2
   Physical Address. . . . . . . . . : 00-15-5D-00-53-60
   DHCP Enabled. . . . . . . . . . . : No
   Autoconfiguration IPv4 Address. . : 169.254.83.107(Preferred) 
   Subnet Mask . . . . . . . . . . . : 255.255.0.0
   Default Gateway . . . . . . . . . : 
   Primary WINS Server . . . . . . . : 10.0.0.9
`;

/** A label, a heading's colon and its words spoilt. */
export const IPCONFIG_DAMAGED = `Ethernet adapter Ethernet:

   Media State . . . . . . . . . . . : Media disconnected
   Connection-specific DNS Suffix  . : 
   Descr@@@@@@@@ion . . . . . . . . . . . : Realtek PCIe GbE
   Physical Addr#ss. . . . . . . . . : 00-00-5E-00-53-60
   DHCP Enabled. . . . . . . . . . . : Yes
Etherxet adapxer Wi-Fi

   Connection-specific DNS Suffix  . : home
   Description . . . . . . . . . . . : Intel Wi-Fi
   Physical Address. . . . . . . . . : 00-00-5E-00-53-61
   IPv4 Address. . . . . . . . . . . : 192.168.1.34(Preferred) 
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
`;
