import { execFile, execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { cacheFolder } from '../../bin/stack/cache-folder.ts'
import { isReachable } from '../../bin/stack/reachable.ts'

const run = promisify(execFile)
const BRING_TIMEOUT_MS = 10 * 60_000

export const NO_BROWSER =
  'Tests of the pages need a browser: install Chromium or Chrome so that it is on the PATH'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** What a browser needs to run as root in a container, and to keep to itself. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
]

function onPath(): string | null {
  for (const name of NAMES) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // The next name, then.
    }
  }
  return null
}

/** Playwright's own download, into our cache. */
async function bringByPlaywright(): Promise<void> {
  if (!(await isReachable('https://cdn.playwright.dev/'))) throw new Error('no download from here')
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core')), 'cli.js')
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: join(cacheFolder(), 'browsers') }
  await run(process.execPath, [cli, 'install', 'chromium-headless-shell'], { env, timeout: BRING_TIMEOUT_MS })
}

async function bringByApt(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('not root')
  const options = { timeout: BRING_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  await run('apt-get', ['update', '-qq'], options)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options)
}

async function launchWith(executablePath: string | undefined): Promise<Browser> {
  // Playwright reads where its browsers are when it is loaded.
  process.env.PLAYWRIGHT_BROWSERS_PATH ??= join(cacheFolder(), 'browsers')
  const { chromium } = await import('playwright-core')
  const where = executablePath === undefined ? {} : { executablePath }
  return chromium.launch({ ...where, args: FLAGS, headless: true })
}

/**
 * Starts a headless browser: one that is installed, else Playwright's, brought along once, else Debian's. Close it when
 * done.
 * @throws one line that says what to install
 */
export async function launchBrowser(): Promise<Browser> {
  const installed = onPath()
  if (installed !== null) return launchWith(installed)
  try {
    return await launchWith(undefined)
  } catch {
    // Not brought along yet.
  }
  console.error('Fetching a browser, once…')
  const brought = await bringByPlaywright().then(
    () => true,
    () => false,
  )
  if (brought) return launchWith(undefined)
  await bringByApt().catch((cause: unknown) => {
    throw new Error(NO_BROWSER, { cause })
  })
  return launchWith(onPath() ?? undefined)
}
