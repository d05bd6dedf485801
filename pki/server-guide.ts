import type { ServerType } from './server-types.ts'

export type GuideLanguage = 'pl' | 'en'

type Guide = (base: string) => string

const KEY_NOTE: Record<GuideLanguage, string> = {
  en: `The private key is not in this archive: it stayed where the CSR was made. The examples call it
%KEY%. Use the key of exactly this CSR, and keep it readable by the server only.`,
  pl: `Klucza prywatnego nie ma w tym archiwum: pozostał tam, gdzie powstał plik CSR. W przykładach nazywa
się %KEY%. Potrzebny jest klucz dokładnie od tego CSR; niech czyta go tylko serwer.`,
}

const ENGLISH: Record<ServerType, Guide> = {
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
3. Choose the certificate in the site's https binding.`,
  tomcat: (base) => `Apache Tomcat

Into the keystore in which the CSR was made, under the same alias:

  keytool -importcert -trustcacerts -keystore keystore.p12 -alias ALIAS -file ${base}.p7b

Then restart Tomcat.`,
  haproxy: (base) => `HAProxy

HAProxy reads key and certificates from one file, so the key must be added:

  cat ${base}.pem %KEY% > /etc/haproxy/certs/${base}.pem
  chmod 600 /etc/haproxy/certs/${base}.pem

  bind :443 ssl crt /etc/haproxy/certs/${base}.pem

Then: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy`,
  postfix: (base) => `Postfix

  postconf -e smtpd_tls_cert_file=/etc/postfix/tls/${base}.fullchain.pem
  postconf -e smtpd_tls_key_file=/etc/postfix/tls/%KEY%
  postconf -e smtpd_tls_security_level=may

Then: postfix reload`,
  cpanel: (base) => `cPanel

SSL/TLS, Manage SSL sites, choose the domain, and paste:

  Certificate (CRT)                       ${base}.crt
  Private key (KEY)                       %KEY%, or let cPanel fill it in
  Certificate Authority Bundle (CABUNDLE) ${base}.ca-bundle`,
  plesk: (base) => `Plesk

SSL/TLS Certificates of the domain, Advanced settings, open the entry that holds the CSR, and upload:

  Certificate     ${base}.crt
  CA certificate  ${base}.ca-bundle

Then choose the certificate in the hosting settings of the domain.`,
  other: (base) => `Files for any server

  ${base}.crt            the certificate alone
  ${base}.chain.crt      the certificates between it and the root
  ${base}.fullchain.pem  both, the certificate first; most servers want this one
  ${base}.p7b            all with the root, for Windows and Java`,
}

const POLISH: Record<ServerType, Guide> = {
  nginx: (base) => `nginx

  ssl_certificate     /etc/nginx/ssl/${base}.fullchain.pem;
  ssl_certificate_key /etc/nginx/ssl/%KEY%;

Następnie: nginx -t && systemctl reload nginx`,
  apache: (base) => `Apache HTTP Server

  SSLEngine on
  SSLCertificateFile      /etc/ssl/${base}.crt
  SSLCertificateKeyFile   /etc/ssl/%KEY%
  SSLCertificateChainFile /etc/ssl/${base}.chain.crt

Od wersji 2.4.8 łańcuch można też dopisać na końcu pierwszego pliku i pominąć ostatni wiersz.
Następnie: apachectl configtest && apachectl graceful`,
  iis: (base) => `Microsoft IIS

1. Na serwerze, na którym powstał CSR, otwórz Menedżera IIS i Certyfikaty serwera.
2. Wybierz „Ukończ żądanie certyfikatu” i wskaż ${base}.p7b (pokaż wszystkie typy plików).
3. Wybierz certyfikat w powiązaniu https witryny.`,
  tomcat: (base) => `Apache Tomcat

Do magazynu kluczy, w którym powstał CSR, pod tym samym aliasem:

  keytool -importcert -trustcacerts -keystore keystore.p12 -alias ALIAS -file ${base}.p7b

Następnie uruchom Tomcata ponownie.`,
  haproxy: (base) => `HAProxy

HAProxy czyta klucz i certyfikaty z jednego pliku, dlatego klucz trzeba dołączyć:

  cat ${base}.pem %KEY% > /etc/haproxy/certs/${base}.pem
  chmod 600 /etc/haproxy/certs/${base}.pem

  bind :443 ssl crt /etc/haproxy/certs/${base}.pem

Następnie: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy`,
  postfix: (base) => `Postfix

  postconf -e smtpd_tls_cert_file=/etc/postfix/tls/${base}.fullchain.pem
  postconf -e smtpd_tls_key_file=/etc/postfix/tls/%KEY%
  postconf -e smtpd_tls_security_level=may

Następnie: postfix reload`,
  cpanel: (base) => `cPanel

SSL/TLS, Zarządzaj witrynami SSL, wybierz domenę i wklej:

  Certyfikat (CRT)                        ${base}.crt
  Klucz prywatny (KEY)                    %KEY%, albo pozwól cPanelowi go wstawić
  Pakiet urzędu certyfikacji (CABUNDLE)   ${base}.ca-bundle`,
  plesk: (base) => `Plesk

Certyfikaty SSL/TLS domeny, Ustawienia zaawansowane, otwórz wpis z tym CSR i prześlij:

  Certyfikat     ${base}.crt
  Certyfikat CA  ${base}.ca-bundle

Następnie wybierz certyfikat w ustawieniach hostingu domeny.`,
  other: (base) => `Pliki dla dowolnego serwera

  ${base}.crt            sam certyfikat
  ${base}.chain.crt      certyfikaty między nim a głównym
  ${base}.fullchain.pem  jedno i drugie, certyfikat pierwszy; tego chce większość serwerów
  ${base}.p7b            wszystko razem z głównym, dla Windows i Javy`,
}

const GUIDES: Record<GuideLanguage, Record<ServerType, Guide>> = { en: ENGLISH, pl: POLISH }

/** Servers that keep the key themselves and are never handed it as a file. */
const KEEPS_KEY: readonly ServerType[] = ['iis', 'tomcat', 'plesk']

/**
 * A short how-to for one server. `base` is the name the files begin with, the same as `fileBaseName` gives. Lines end in
 * CRLF, so that any editor of any system shows them.
 */
export function guideFor(server: ServerType, language: GuideLanguage, base: string): string {
  const parts = [GUIDES[language][server](base)]
  if (!KEEPS_KEY.includes(server)) parts.push(KEY_NOTE[language])
  const text = `${parts.join('\n\n')}\n`.replaceAll('%KEY%', `${base}.key`)
  return text.replaceAll('\n', '\r\n')
}
