import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { build } from 'esbuild'
import { type RequestHandler, Router } from 'express'

/** What only some pages need is a script of its own, brought by the partial that draws what it moves. */
const TOOLS = { makeKey: 'make-key.ts', makeP12: 'make-p12.ts' } as const
export type Tool = keyof typeof TOOLS

/** The files that browsers load, held in memory; their names change with their content. */
export interface Assets {
  urls: { styles: string; script: string; icon: string; tools: Readonly<Record<Tool, string>> }
  router: RequestHandler
}

interface Asset {
  url: string
  type: string
  body: string
  zipped: Buffer
}

const zip = promisify(gzip)

async function asset(name: string, extension: string, type: string, body: string): Promise<Asset> {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16)
  const zipped = await zip(body, { level: 9 })
  return { url: `/assets/${name}-${hash}.${extension}`, type, body, zipped }
}

async function bundleScript(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, 'browser', entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2022'],
    tsconfig: join(import.meta.dirname, 'browser', 'tsconfig.json'),
  })
  return result.outputFiles.map((file) => file.text).join('\n')
}

async function script(name: string, entry: string): Promise<Asset> {
  return asset(name, 'js', 'text/javascript; charset=utf-8', await bundleScript(entry))
}

/** The style sheets, as one. */
async function styleSheet(): Promise<Asset> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, 'styles', 'index.css')],
    bundle: true,
    minify: true,
    write: false,
  })
  const body = result.outputFiles.map((file) => file.text).join('\n')
  return asset('styles', 'css', 'text/css; charset=utf-8', body)
}

async function publicFile(name: string, extension: string, type: string): Promise<Asset> {
  const file = join(import.meta.dirname, 'public', `${name}.${extension}`)
  return asset(name, extension, type, await readFile(file, 'utf8'))
}

function serve({ type, body, zipped }: Asset): RequestHandler {
  return (request, response) => {
    response.set({
      'Content-Type': type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    })
    if (request.acceptsEncodings('gzip') === false) response.send(body)
    else response.set('Content-Encoding', 'gzip').send(zipped)
  }
}

/** Bundles the browser's code and the style sheets, and reads the icon; takes some milliseconds, once a process. */
export async function buildAssets(): Promise<Assets> {
  const [styles, main, makeKey, makeP12, icon] = await Promise.all([
    styleSheet(),
    script('main', 'main.ts'),
    script('makekey', TOOLS.makeKey),
    script('makep12', TOOLS.makeP12),
    publicFile('icon', 'svg', 'image/svg+xml'),
  ])
  const router = Router()
  for (const each of [styles, main, makeKey, makeP12, icon]) router.get(each.url, serve(each))
  const urls = {
    styles: styles.url,
    script: main.url,
    icon: icon.url,
    tools: { makeKey: makeKey.url, makeP12: makeP12.url },
  }
  return { urls, router }
}
