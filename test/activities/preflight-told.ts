import assert from 'node:assert/strict'
import { controlInstructions } from '../../domain/control-instructions.ts'
import type { PreflightFinding, PreflightOrder } from '../../domain/preflight.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { translate } from '../../texts/texts.ts'

export const CODE = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde'
const NOW = new Date('2026-10-01T00:00:00Z')

export function orderOf(method: ControlMethod | null, names: readonly string[]): PreflightOrder {
  const instructions = method === null ? [] : controlInstructions({ method, code: CODE, names })
  return { kind: 'ssl-multi-wildcard', names, method, instructions, now: NOW }
}

/** Each as `severity code`, and its text in both languages without a gap left open. */
export function told(findings: readonly PreflightFinding[]): string[] {
  for (const { code, params } of findings) {
    for (const language of ['pl', 'en'] as const) {
      const text = translate(language, `preflight:${code}`, params)
      assert.doesNotMatch(text, /\{\{|undefined/, code)
      assert.notEqual(text, code)
    }
  }
  return findings.map(({ severity, code }) => `${severity} ${code}`)
}
