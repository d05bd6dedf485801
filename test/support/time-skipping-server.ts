import { execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../bin/stack/cache-folder.ts'
import { isReachable, TEMPORAL_DOWNLOADS } from '../../bin/stack/reachable.ts'

const run = promisify(execFile)

const VERSION = '1.32.0'
const BRING_TIMEOUT_MS = 10 * 60_000

export const NO_TIME_SKIPPING =
  'Tests under skipped time need Temporal’s test server, which could not be downloaded: install Java and Maven'

function serverFolder(): string {
  return join(cacheFolder(), `test-server-${VERSION}`)
}

/** The program that starts the Java test server, there or not. */
function launcherPath(): string {
  return join(serverFolder(), 'temporal-test-server')
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>certloom</groupId><artifactId>test-server</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/** A client compiler and a small heap: a test server lives for seconds, and several live at once. */
const LAUNCHER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`

/** Lets Maven fetch the server with all it needs, and puts it into the cache in one step. */
async function bringByMaven(): Promise<void> {
  console.error('Fetching Temporal’s test server with Maven, once…')
  mkdirSync(cacheFolder(), { recursive: true })
  const draft = mkdtempSync(join(cacheFolder(), 'test-server-draft-'))
  try {
    writeFileSync(join(draft, 'pom.xml'), POM)
    await run('mvn', ['-B', '-q', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
      cwd: draft,
      timeout: BRING_TIMEOUT_MS,
    })
    writeFileSync(join(draft, 'temporal-test-server'), LAUNCHER)
    chmodSync(join(draft, 'temporal-test-server'), 0o755)
    rmSync(serverFolder(), { recursive: true, force: true })
    renameSync(draft, serverFolder())
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const SCRIPT = `
const { TestWorkflowEnvironment } = await import('@temporalio/testing')
const server = { executable: { type: 'cached-download', downloadDir: process.argv[1] } }
await (await TestWorkflowEnvironment.createTimeSkipping({ server })).teardown()
process.exit(0)
`

/** The SDK's own download, tried in a process of its own, as nothing else could end it where it hangs. */
function bringBySdk(): Promise<boolean> {
  mkdirSync(cacheFolder(), { recursive: true })
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, cacheFolder()], {
      cwd: import.meta.dirname,
      stdio: 'ignore',
      timeout: BRING_TIMEOUT_MS,
    })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

/** What the SDK is told to start. */
export type TimeSkippingExecutable =
  | { type: 'existing-path'; path: string }
  | { type: 'cached-download'; downloadDir: string; ttl: '365 days' }

/**
 * Finds the time-skipping test server, or brings it along once: the SDK's own download, else the Java artefact by Maven.
 * @throws one line that says what to install
 */
export async function timeSkippingExecutable(): Promise<TimeSkippingExecutable> {
  if (existsSync(launcherPath())) return { type: 'existing-path', path: launcherPath() }
  if ((await isReachable(TEMPORAL_DOWNLOADS)) && (await bringBySdk()))
    return { type: 'cached-download', downloadDir: cacheFolder(), ttl: '365 days' }
  try {
    await bringByMaven()
  } catch (error) {
    throw new Error(NO_TIME_SKIPPING, { cause: error })
  }
  return { type: 'existing-path', path: launcherPath() }
}
