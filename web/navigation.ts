import type { Person } from './session.ts'

interface Place {
  href: string
  /** Key of its name. */
  title: string
  /** What else lies there. */
  also?: string
}

const CLIENTS: readonly Place[] = [{ href: '/orders', title: 'layout.orders' }]

/** What the head of every page leads admins to. */
const ADMINS: readonly Place[] = [
  { href: '/admin', title: 'admin.dashboard.title' },
  { href: '/admin/orders', title: 'layout.orders', also: '/admin/bulk' },
  { href: '/admin/ca-tasks', title: 'admin.ca-tasks.title' },
  { href: '/admin/ca-orders', title: 'lists:ca-orders.title' },
  { href: '/admin/products', title: 'products:title' },
  { href: '/admin/mails', title: 'mail-editor:title' },
  { href: '/admin/billing-systems', title: 'billing-systems:title' },
  { href: '/admin/ca', title: 'admin.ca-accounts.title' },
  { href: '/admin/audit', title: 'audit:title' },
  { href: '/admin/settings', title: 'settings:title' },
  { href: '/admin/users', title: 'users:title' },
  { href: '/admin/tokens', title: 'tokens:title' },
  { href: '/admin/webhooks', title: 'webhooks:title' },
]

/** Where a person begins; nobody yet, at the sign-in. */
export function homeOf(person: Person | null): string {
  if (person === null) return '/sign-in'
  return person.kind === 'admin' ? '/admin' : '/orders'
}

function placesFor(person: Person | null): readonly Place[] {
  if (person === null) return []
  return person.kind === 'admin' ? ADMINS : CLIENTS
}

/** The places in the head of a page; the one in which the page lies is marked. */
export function navigationFor(person: Person | null, url: string): (Place & { isCurrent: boolean })[] {
  const [path = ''] = url.split('?')
  const places = placesFor(person)
  const holds = (href: string): boolean => path === href || path.startsWith(`${href}/`)
  const current = places
    .filter(({ href, also }) => holds(href) || (also !== undefined && holds(also)))
    .toSorted((a, b) => b.href.length - a.href.length)[0]
  return places.map((place) => ({ ...place, isCurrent: place === current }))
}
