import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { CachedProgram } from '../support/cached-program.ts'
import { pkilintPython, zlint } from '../support/linters.ts'

/** What a linter has to say against something. */
export interface Finding {
  severity: 'fatal' | 'error' | 'warning' | 'notice' | 'info'
  code: string
  detail: string
}

/** Something to be linted, in PEM or DER. */
export interface Subject {
  label: string
  content: string | Uint8Array
}

const ZLINT = await zlint()
const PKILINT = await pkilintPython()

/** Test options that leave a test out where its linter cannot be had: the one place where that is allowed. */
export const withZlint = optionsFor(ZLINT)
export const withPkilint = optionsFor(PKILINT)
export const withBoth = 'missing' in ZLINT ? withZlint : withPkilint

function optionsFor(linter: CachedProgram): { skip: string } | { skip: false } {
  return 'missing' in linter ? { skip: linter.missing } : { skip: false }
}

function pathOf(linter: CachedProgram): string {
  if ('missing' in linter) throw new Error(linter.missing)
  return linter.path
}

/**
 * Cannot hold for a CA that logs nothing and lives on the loopback address: no public log takes its certificates.
 */
const NOT_FOR_A_TEST_CA = ['w_ct_sct_policy_count_unsatisfied']

const ZLINT_SEVERITIES: Readonly<Record<string, Finding['severity']>> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warning',
  notice: 'notice',
  info: 'info',
}
const zlintAnswer = z.record(z.string(), z.object({ result: z.string(), details: z.string().optional() }))

/** Every finding of every certificate, in their order; `excluded` are lints that do not fit these certificates. */
export async function lintByZlint(
  subjects: readonly Subject[],
  excluded: readonly string[] = [],
): Promise<Finding[][]> {
  return inFiles(subjects, async (files) => {
    const args = ['-excludeNames', [...NOT_FOR_A_TEST_CA, ...excluded].join(), ...files]
    const { stdout } = await promisify(execFile)(pathOf(ZLINT), args, { maxBuffer: 1 << 28 })
    return linesOf(stdout).map((line) => zlintFindings(zlintAnswer.parse(JSON.parse(line))))
  })
}

function zlintFindings(answer: z.infer<typeof zlintAnswer>): Finding[] {
  return Object.entries(answer).flatMap(([code, { result, details = '' }]) => {
    const severity = ZLINT_SEVERITIES[result]
    return severity === undefined ? [] : [{ severity, code, detail: details }]
  })
}

/** Starting Python costs more than a linter's run: one process takes all. */
const PKILINT_DRIVER = `
import contextlib, importlib, io, json, sys
for tool, *arguments in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        importlib.import_module('pkilint.bin.' + tool).main(['lint', *arguments])
    print(json.dumps(json.loads(said.getvalue())))
`

const pkilintAnswer = z.object({
  results: z.array(
    z.object({
      node_path: z.string(),
      finding_descriptions: z.array(
        z.object({ severity: z.string(), code: z.string(), message: z.string().nullable() }),
      ),
    }),
  ),
})
const severity = z.enum(['fatal', 'error', 'warning', 'notice', 'info'])

/**
 * The sandbox is reached at a loopback address, and so are its lists and its responder; a public CA's must not be. Said
 * of nothing else.
 */
const OWN_ADDRESS = { code: 'cabf.internal_domain_name', detail: 'Internal domain name: "127.0.0.1"' }

/**
 * Every finding of every subject, in their order.
 * @param toolFor a program of pkilint and its arguments, such as `lint_crl -t CRL -p BR`
 */
export async function lintByPkilint<S extends Subject>(
  subjects: readonly S[],
  toolFor: (subject: S) => string,
): Promise<Finding[][]> {
  const tools = subjects.map((subject) => toolFor(subject).split(' '))
  return inFiles(subjects, async (files) => {
    const jobs = files.map((file, index) => [...(tools[index] ?? []), '-f', 'JSON', file])
    const python = spawn(pathOf(PKILINT), ['-c', PKILINT_DRIVER], { stdio: ['pipe', 'pipe', 'inherit'] })
    python.stdin.end(JSON.stringify(jobs))
    return linesOf(await text(python.stdout)).map((line) =>
      pkilintFindings(pkilintAnswer.parse(JSON.parse(line))),
    )
  })
}

function pkilintFindings({ results }: z.infer<typeof pkilintAnswer>): Finding[] {
  return results
    .flatMap(({ node_path: path, finding_descriptions: found }) =>
      found.map((one) => ({
        severity: severity.parse(one.severity.toLowerCase()),
        code: one.code,
        detail: one.message ?? `at ${path}`,
      })),
    )
    .filter(({ code, detail }) => code !== OWN_ADDRESS.code || detail !== OWN_ADDRESS.detail)
}

function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}

async function inFiles(
  subjects: readonly Subject[],
  lint: (files: string[]) => Promise<Finding[][]>,
): Promise<Finding[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-lint-'))
  try {
    const files = subjects.map(({ content }, index) => {
      const file = join(folder, String(index))
      writeFileSync(file, content)
      return file
    })
    const findings = await lint(files)
    if (findings.length !== files.length)
      throw new Error(`${findings.length} answers for ${files.length} files`)
    return findings
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What must not be: errors, each with what it was found in; and in one line each, with their number, milder findings. */
export function sumUp(
  subjects: readonly Subject[],
  findings: readonly Finding[][],
): { errors: string[]; warnings: string[] } {
  const all = findings.flatMap((found, index) =>
    found.map((finding) => ({ ...finding, label: subjects[index]?.label ?? '' })),
  )
  const isError = ({ severity: level }: Finding) => level === 'error' || level === 'fatal'
  const warnings = Map.groupBy(
    all.filter((finding) => finding.severity === 'warning'),
    ({ code }) => code,
  )
  return {
    errors: all.filter(isError).map(({ label, code, detail }) => `${label}: ${code} ${detail}`),
    warnings: [...warnings].map(([code, { length }]) => `${code}: ${length} of ${subjects.length}`),
  }
}
