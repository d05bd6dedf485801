import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'

const PROJECT = resolve(import.meta.dirname, '..', '..')

const BIN = join(PROJECT, 'node_modules', '.bin')

interface Tool {
  title: string
  program: string
  arguments: readonly string[]
}

const TOOLS: readonly Tool[] = [
  { title: 'format and lint', program: 'biome', arguments: ['check', '--max-diagnostics=50', '.'] },
  { title: 'types', program: 'tsc', arguments: ['-p', '.'] },
  { title: 'types in browser', program: 'tsc', arguments: ['-p', 'web/browser'] },
  { title: 'dependency rules', program: 'node', arguments: ['--test', 'test/guards/boundaries.test.ts'] },
  { title: 'unused code', program: 'knip', arguments: ['--no-progress'] },
]

/** What a tool said, and whether it was content. */
function runTool(tool: Tool): Promise<{ tool: Tool; ok: boolean; said: string; ms: number }> {
  const since = Date.now()
  return new Promise((resolveRun) => {
    const program = join(BIN, tool.program)
    const child = spawn(program, tool.arguments, {
      cwd: PROJECT,
      // The tools' own first lines ask for "node": let it be the one that comes with the packages.
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8')
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    const done = (ok: boolean): void => resolveRun({ tool, ok, said: said.trim(), ms: Date.now() - since })
    child.once('error', (error) => {
      said += error.message
      done(false)
    })
    child.once('close', (code) => done(code === 0))
  })
}

/**
 * `certloom check`: all tools at once; a tool that is content is one line.
 * @returns the exit code
 */
export async function check(): Promise<number> {
  const results = await Promise.all(
    TOOLS.map(async (tool) => {
      const result = await runTool(tool)
      console.log(
        `${result.ok ? 'ok  ' : 'FAIL'}  ${tool.title.padEnd(17)} ${(result.ms / 1000).toFixed(1)} s`,
      )
      return result
    }),
  )
  const failed = results.filter(({ ok }) => !ok)
  for (const { tool, said } of failed) console.log(`\n── ${tool.title} ──\n${said}`)
  return failed.length === 0 ? 0 : 1
}
