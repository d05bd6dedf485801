/** What a file for a server holds: the certificate, what is between it and the root, both, or all as PKCS #7. */
export type FilePart = 'leaf' | 'chain' | 'fullchain' | 'p7b'

interface ServerFormat {
  /** The files it is set up with, by the end of their names. */
  files: Readonly<Record<string, FilePart>>
  /** It has the key already, as it made the CSR, and is not handed it as a file. */
  keepsKey: boolean
}

/** The servers a certificate can be packed for: what is offered, taken and packed all comes from here. */
export const SERVER_FORMATS = {
  nginx: { files: { '.fullchain.pem': 'fullchain' }, keepsKey: false },
  apache: { files: { '.crt': 'leaf', '.chain.crt': 'chain' }, keepsKey: false },
  iis: { files: { '.p7b': 'p7b' }, keepsKey: true },
  tomcat: { files: { '.p7b': 'p7b' }, keepsKey: true },
  haproxy: { files: { '.pem': 'fullchain' }, keepsKey: false },
  postfix: { files: { '.fullchain.pem': 'fullchain' }, keepsKey: false },
  cpanel: { files: { '.crt': 'leaf', '.ca-bundle': 'chain' }, keepsKey: false },
  plesk: { files: { '.crt': 'leaf', '.ca-bundle': 'chain' }, keepsKey: true },
  other: {
    files: { '.crt': 'leaf', '.chain.crt': 'chain', '.fullchain.pem': 'fullchain', '.p7b': 'p7b' },
    keepsKey: false,
  },
} as const satisfies Record<string, ServerFormat>

export type ServerType = keyof typeof SERVER_FORMATS

export function isServerType(text: string): text is ServerType {
  return Object.hasOwn(SERVER_FORMATS, text)
}

/** In the order in which they are offered. */
export const SERVER_TYPES: readonly ServerType[] = Object.keys(SERVER_FORMATS).filter(isServerType)
