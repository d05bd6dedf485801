import type { Guide, GuideTexts } from './server-guide.ts'
import type { ServerType } from './server-types.ts'

const KEY_NOTE = `Klucza prywatnego nie ma w tym archiwum: pozostał tam, gdzie powstał plik CSR. W przykładach nazywa
się %KEY%. Potrzebny jest klucz dokładnie od tego CSR; niech czyta go tylko serwer.`

const BY_SERVER: Record<ServerType, Guide> = {
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
3. Wybierz certyfikat w powiązaniu https witryny.

Jeśli klucz powstał w przeglądarce albo na innym serwerze: utwórz plik .p12 na stronie certyfikatu, w kroku 2 wybierz
„Importuj” i wskaż ten plik oraz jego hasło.`,
  tomcat: (base) => `Apache Tomcat

Do magazynu kluczy, w którym powstał CSR, pod tym samym aliasem:

  keytool -importcert -trustcacerts -keystore keystore.p12 -alias ALIAS -file ${base}.p7b

Następnie uruchom Tomcata ponownie.

Jeśli klucz powstał w przeglądarce albo bez magazynu kluczy: utwórz plik .p12 na stronie certyfikatu. Jest on już
magazynem kluczy, który wskazuje się w conf/server.xml:

  <SSLHostConfig>
    <Certificate certificateKeystoreFile="conf/${base}.p12" certificateKeystoreType="PKCS12"
                 certificateKeystorePassword="PASSWORD" />
  </SSLHostConfig>`,
  haproxy: (base) => `HAProxy

HAProxy czyta klucz i certyfikaty z jednego pliku, dlatego klucz trzeba dołączyć:

  cat ${base}.pem %KEY% > /etc/haproxy/certs/${base}.pem
  chmod 600 /etc/haproxy/certs/${base}.pem

  bind :443 ssl crt /etc/haproxy/certs/${base}.pem

Następnie: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy`,
  postfix: (base) => `Postfix i Dovecot

Postfix:

  postconf -e smtpd_tls_cert_file=/etc/postfix/tls/${base}.fullchain.pem
  postconf -e smtpd_tls_key_file=/etc/postfix/tls/%KEY%
  postconf -e smtpd_tls_security_level=may

Następnie: postfix reload

Dovecot, w conf.d/10-ssl.conf (do wersji 2.3; znak < jest potrzebny):

  ssl_cert = </etc/dovecot/private/${base}.fullchain.pem
  ssl_key = </etc/dovecot/private/%KEY%

Od wersji 2.4:

  ssl_server_cert_file = /etc/dovecot/private/${base}.fullchain.pem
  ssl_server_key_file = /etc/dovecot/private/%KEY%

Następnie: doveadm reload`,
  cpanel: (base) => `cPanel

SSL/TLS, Zarządzaj witrynami SSL, wybierz domenę i wklej:

  Certyfikat (CRT)                        ${base}.crt
  Klucz prywatny (KEY)                    %KEY%, albo pozwól cPanelowi go wstawić
  Pakiet urzędu certyfikacji (CABUNDLE)   ${base}.ca-bundle`,
  plesk: (base) => `Plesk

Certyfikaty SSL/TLS domeny, Ustawienia zaawansowane, otwórz wpis z tym CSR i prześlij:

  Certyfikat     ${base}.crt
  Certyfikat CA  ${base}.ca-bundle

Jeśli żaden wpis nie ma tego CSR, dodaj nowy i prześlij razem z nimi klucz prywatny (%KEY%).
Następnie wybierz certyfikat w ustawieniach hostingu domeny.`,
  other: (base) => `Pliki dla dowolnego serwera

  ${base}.crt            sam certyfikat
  ${base}.chain.crt      certyfikaty między nim a głównym
  ${base}.fullchain.pem  jedno i drugie, certyfikat pierwszy; tego chce większość serwerów
  ${base}.p7b            wszystko razem z głównym, dla Windows i Javy`,
}

export const POLISH: GuideTexts = { byServer: BY_SERVER, keyNote: KEY_NOTE }
