import type { Import } from './imports.ts'

/** Folders that nearly everybody may use. */
const COMMON = ['pki', 'texts', 'platform']

/**
 * Who may import whom, by the beginnings of paths, itself aside. Folders that are not named here (`bin`, `bench`,
 * `test`) may import anything.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  pki: ['domain'],
  texts: COMMON,
  platform: COMMON,
  workflows: ['domain'],
  // Starts workflows from outside; no workflow imports it, which the guard of the bundle sees to.
  'workflows/start.ts': ['workflows', 'domain'],
  store: ['domain', ...COMMON],
  activities: ['store', 'workflows/contract.ts', 'domain', ...COMMON],
  // Mails in words: for those who send them, and for admins who look at them.
  mail: ['store', 'domain', ...COMMON],
  loops: ['store', 'workflows/contract.ts', 'workflows/start.ts', 'activities', 'mail', 'domain', ...COMMON],
  api: ['store', 'workflows/contract.ts', 'workflows/start.ts', 'mail', 'domain', ...COMMON],
  web: ['api/services', 'api/schemas', 'domain', ...COMMON],
  sandbox: COMMON,
}

/** Beyond the arrows, for types only: they are gone when the program runs. */
const TYPE_ARROWS: Readonly<Record<string, readonly string[]>> = { workflows: ['activities'] }

/** The only packages these folders may use; Node's own modules are packages here. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  workflows: ['@temporalio/workflow', '@temporalio/common'],
  'workflows/start.ts': ['@temporalio/client', '@temporalio/common'],
}

/** What would let a folder that has no I/O do some. `node:net` is not here, as it knows what an IP address is. */
const IO = /^(?:node:)?(?:fs|http|https|http2|tls|dgram|dns|child_process|worker_threads)(?:\/|$)/
const WITHOUT_IO = ['domain', 'pki', 'workflows']

function top(path: string): string {
  return path.split('/')[0] ?? ''
}

function isBelow(path: string, beginning: string): boolean {
  return path === beginning || path.startsWith(`${beginning}/`)
}

function fileProblem({ from, to, isTypeOnly }: Import): string | null {
  const folder = top(from)
  const arrows = ARROWS[from] ?? ARROWS[folder]
  if (arrows === undefined || top(to) === folder) return null
  const allowed = [...arrows, ...(isTypeOnly ? (TYPE_ARROWS[folder] ?? []) : [])]
  return allowed.some((beginning) => isBelow(to, beginning)) ? null : `${from} must not import ${to}`
}

function packageProblem({ from, to }: Import): string | null {
  const folder = top(from)
  if (WITHOUT_IO.includes(folder) && IO.test(to)) return `${from} does no I/O, so it must not import ${to}`
  const allowed = PACKAGES[from] ?? PACKAGES[folder]
  if (allowed === undefined || allowed.some((name) => isBelow(to, name))) return null
  return `${from} must not use the package ${to}`
}

/** One line for each import that crosses a boundary. */
export function boundaryProblems(imports: readonly Import[]): string[] {
  return imports
    .map((each) => (each.isPackage ? packageProblem(each) : fileProblem(each)))
    .filter((problem) => problem !== null)
}

/** The rings of files that import each other when the program runs, each as the path around it. */
export function importRings(imports: readonly Import[]): string[] {
  const next = Map.groupBy(
    imports.filter((each) => !each.isPackage && !each.isTypeOnly),
    (each) => each.from,
  )
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    if (start >= 0) rings.push([...trail.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const { to } of next.get(file) ?? []) visit(to, [...trail, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return rings
}
