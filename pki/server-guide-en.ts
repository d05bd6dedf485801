import type { Guide, GuideTexts } from './server-guide.ts'
import type { ServerType } from './server-types.ts'

const KEY_NOTE = `The private key is not in this archive: it stayed where the CSR was made. The examples call it
%KEY%. Use the key of exactly this CSR, and keep it readable by the server only.`

const BY_SERVER: Record<ServerType, Guide> = {
  nginx: (base) => `nginx

  ssl_certificate     /etc/nginx/ssl/${base}.fullchain.pem;
  ssl_certificate_key /etc/nginx/ssl/%KEY%;

Then: nginx -t && systemctl reload nginx`,
  apache: (base) => `Apache HTTP Server

  SSLEngine on
  SSLCertificateFile      /etc/ssl/${base}.crt
  SSLCertificateKeyFile   /etc/ssl/%KEY%
  SSLCertificateChainFile /etc/ssl/${base}.chain.crt

Since version 2.4.8 the chain may also be appended to the first file, without the last line.
Then: apachectl configtest && apachectl graceful`,
  iis: (base) => `Microsoft IIS

1. On the server where the CSR was made open IIS Manager, Server Certificates.
2. Choose "Complete Certificate Request" and give it ${base}.p7b (show all file types).
3. Choose the certificate in the site's https binding.

If the key was made in a browser, or on another server: make a .p12 file on the page of the certificate, choose "Import"
instead in step 2, and give it that file and its password.`,
  tomcat: (base) => `Apache Tomcat

Into the keystore in which the CSR was made, under the same alias:

  keytool -importcert -trustcacerts -keystore keystore.p12 -alias ALIAS -file ${base}.p7b

Then restart Tomcat.

If the key was made in a browser, or without a keystore: make a .p12 file on the page of the certificate. It is a keystore
already, to be named in conf/server.xml:

  <SSLHostConfig>
    <Certificate certificateKeystoreFile="conf/${base}.p12" certificateKeystoreType="PKCS12"
                 certificateKeystorePassword="PASSWORD" />
  </SSLHostConfig>`,
  haproxy: (base) => `HAProxy

HAProxy reads key and certificates from one file, so the key must be added:

  cat ${base}.pem %KEY% > /etc/haproxy/certs/${base}.pem
  chmod 600 /etc/haproxy/certs/${base}.pem

  bind :443 ssl crt /etc/haproxy/certs/${base}.pem

Then: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy`,
  postfix: (base) => `Postfix and Dovecot

Postfix:

  postconf -e smtpd_tls_cert_file=/etc/postfix/tls/${base}.fullchain.pem
  postconf -e smtpd_tls_key_file=/etc/postfix/tls/%KEY%
  postconf -e smtpd_tls_security_level=may

Then: postfix reload

Dovecot, in conf.d/10-ssl.conf (up to version 2.3, the < belongs there):

  ssl_cert = </etc/dovecot/private/${base}.fullchain.pem
  ssl_key = </etc/dovecot/private/%KEY%

Since version 2.4:

  ssl_server_cert_file = /etc/dovecot/private/${base}.fullchain.pem
  ssl_server_key_file = /etc/dovecot/private/%KEY%

Then: doveadm reload`,
  cpanel: (base) => `cPanel

SSL/TLS, Manage SSL sites, choose the domain, and paste:

  Certificate (CRT)                       ${base}.crt
  Private key (KEY)                       %KEY%, or let cPanel fill it in
  Certificate Authority Bundle (CABUNDLE) ${base}.ca-bundle`,
  plesk: (base) => `Plesk

SSL/TLS Certificates of the domain, Advanced settings, open the entry that holds the CSR, and upload:

  Certificate     ${base}.crt
  CA certificate  ${base}.ca-bundle

Where no entry holds the CSR, add one, and upload the private key (%KEY%) with them.
Then choose the certificate in the hosting settings of the domain.`,
  other: (base) => `Files for any server

  ${base}.crt            the certificate alone
  ${base}.chain.crt      the certificates between it and the root
  ${base}.fullchain.pem  both, the certificate first; most servers want this one
  ${base}.p7b            all with the root, for Windows and Java`,
}

export const ENGLISH: GuideTexts = { byServer: BY_SERVER, keyNote: KEY_NOTE }
