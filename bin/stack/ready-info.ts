import type { PartName } from './part-names.ts'

export const ADMIN_EMAIL = 'admin@certloom.test'

/** What a ready stack says of itself, as `ready.json` holds it. Null is what was given by a setting or is not there. */
export interface ReadyInfo {
  pages: string
  admin: { url: string; email: string; password: string }
  api: { url: string; token: string }
  apiDocs: string
  temporal: { ui: string | null; address: string; namespace: string }
  sandbox: {
    url: string
    soap: string
    dns: string
    smtp: string
    userName: string
    password: string
  } | null
  database: { url: string }
  pids: Record<'start' | PartName, number | null>
}

function row(label: string, url: string, note = ''): string {
  return `  ${label.padEnd(11)}${note === '' ? url : `${url.padEnd(30)}  ${note}`}`
}

/** The lines that end a start. */
export function readyBlock(info: ReadyInfo): string {
  const rows = [
    row('pages', info.pages),
    row('admin', info.admin.url, `${info.admin.email} / ${info.admin.password}`),
    row('api', info.api.url, `token ${info.api.token}`),
    row('api docs', info.apiDocs),
    row('temporal', info.temporal.ui ?? info.temporal.address),
  ]
  if (info.sandbox !== null) rows.push(row('sandbox', info.sandbox.url, 'mailbox, DNS, CA console'))
  return ['Certloom is ready', ...rows].join('\n')
}
