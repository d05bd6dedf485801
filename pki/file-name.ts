const MAX_BASE_NAME_LENGTH = 100

/**
 * What files of a certificate are called: its common name without anything that file systems or HTTP headers mind;
 * `*.example.com` gives `wildcard.example.com`.
 */
export function fileBaseName(commonName: string): string {
  const ascii = commonName
    .replace(/^\*\./, 'wildcard.')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
  const safe = ascii.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/\.{2,}/g, '.')
  return safe.slice(0, MAX_BASE_NAME_LENGTH).replace(/^[-.]+|[-.]+$/g, '') || 'certificate'
}
