import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const PROJECT = resolve(import.meta.dirname, '..', '..')

/** One import as it stands in a file. */
export interface Import {
  /** The importing file, from the project's folder. */
  from: string
  /** The imported file, from the project's folder, or the specifier of a package. */
  to: string
  isPackage: boolean
  /** Gone when the program runs. */
  isTypeOnly: boolean
}

export interface SourceFile {
  path: string
  text: string
}

/** All our TypeScript, tests too. */
export function projectFiles(): SourceFile[] {
  const excluded = ['node_modules', '.certloom', '.git', 'tmp']
  return globSync('**/*.ts', { cwd: PROJECT, exclude: (path) => excluded.includes(path) })
    .filter((path) => !path.endsWith('.d.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }))
}

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm
/** `import … from`, `export … from`, `import 'x'`. Biome formats every file, so statements begin their lines. */
const STATEMENT = /^(?:import|export)\s+(?<type>type\s+)?(?:[^'"`;]*?\sfrom\s+)?'(?<specifier>[^']+)'/gm
/** `await import('x')`, and `import('x').Name` in types. */
const CALL = /\bimport\('(?<specifier>[^']+)'\)/g

/** True for `import { type A, type B } from`, which leaves nothing either. */
function namesOnlyTypes(statement: string): boolean {
  const names = /\{(?<names>[^}]*)\}/.exec(statement)?.groups?.names
  if (names === undefined || !/^(?:import|export)\s*\{/.test(statement)) return false
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '))
}

function toImport(from: string, specifier: string, isTypeOnly: boolean): Import {
  const isPackage = !specifier.startsWith('.')
  return { from, to: isPackage ? specifier : join(dirname(from), specifier), isPackage, isTypeOnly }
}

/** Finds what a file imports. Words in comments do not count. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const code = text.replace(COMMENT, '')
  const statements = [...code.matchAll(STATEMENT)].map((match) =>
    toImport(
      path,
      match.groups?.specifier ?? '',
      match.groups?.type !== undefined || namesOnlyTypes(match[0]),
    ),
  )
  const calls = [...code.matchAll(CALL)].map((match) => toImport(path, match.groups?.specifier ?? '', false))
  return [...statements, ...calls]
}
