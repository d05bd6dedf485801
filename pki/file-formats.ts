/** The forms in which a certificate is saved: how HTTP calls them, and how names of their files end. */
export const FILE_FORMATS = {
  pem: { contentType: 'application/x-pem-file', ending: '.pem' },
  cer: { contentType: 'application/x-x509-ca-cert', ending: '.cer' },
  der: { contentType: 'application/pkix-cert', ending: '.der' },
  chain: { contentType: 'application/x-pem-file', ending: '.chain.pem' },
  p7b: { contentType: 'application/x-pkcs7-certificates', ending: '.p7b' },
  zip: { contentType: 'application/zip', ending: '.zip' },
} as const

export type FileFormat = keyof typeof FILE_FORMATS

export function isFileFormat(text: string): text is FileFormat {
  return Object.hasOwn(FILE_FORMATS, text)
}
