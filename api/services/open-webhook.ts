import type { FieldProblem } from '../../domain/errors.ts'
import type { ServiceSettings } from './deps.ts'

/** What happens to orders is told to no line that others can listen to, unless the installation runs with the sandbox. */
export function openWebhookProblems(
  url: string | null | undefined,
  path: string,
  settings: Pick<ServiceSettings, 'innerWebhooks'>,
): FieldProblem[] {
  if (!url || settings.innerWebhooks === true || new URL(url).protocol !== 'http:') return []
  return [{ path, code: 'https-webhook' }]
}
