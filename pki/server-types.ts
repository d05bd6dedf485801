/** The servers a certificate can be packed for. */
export const SERVER_TYPES = [
  'nginx',
  'apache',
  'iis',
  'tomcat',
  'haproxy',
  'postfix',
  'cpanel',
  'plesk',
  'other',
] as const
export type ServerType = (typeof SERVER_TYPES)[number]
