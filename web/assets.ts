import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type RequestHandler, Router } from 'express'

/** The files that browsers load, held in memory; their names change with their content. */
export interface Assets {
  urls: { styles: string; script: string; icon: string }
  router: RequestHandler
}

interface Asset {
  url: string
  type: string
  body: string
}

function asset(name: string, extension: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return { url: `/assets/${name}-${hash}.${extension}`, type, body }
}

async function bundleScript(): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, 'browser', 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2022'],
    tsconfig: join(import.meta.dirname, 'browser', 'tsconfig.json'),
  })
  return result.outputFiles.map((file) => file.text).join('\n')
}

/** Bundles the browser's code and reads styles and icon; takes some milliseconds, once a process. */
export async function buildAssets(): Promise<Assets> {
  const publicFile = (name: string): Promise<string> =>
    readFile(join(import.meta.dirname, 'public', name), 'utf8')
  const styles = asset('styles', 'css', 'text/css; charset=utf-8', await publicFile('styles.css'))
  const script = asset('main', 'js', 'text/javascript; charset=utf-8', await bundleScript())
  const icon = asset('icon', 'svg', 'image/svg+xml', await publicFile('icon.svg'))
  const router = Router()
  for (const { url, type, body } of [styles, script, icon]) {
    router.get(url, (_request, response) => {
      response
        .set({ 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' })
        .send(body)
    })
  }
  return { urls: { styles: styles.url, script: script.url, icon: icon.url }, router }
}
