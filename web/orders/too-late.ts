import type { Request } from 'express'
import { obstacleText } from '../../api/services/obstacle-text.ts'
import { CertloomError } from '../../domain/errors.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import { formatInstant } from '../format.ts'
import { languageOf } from '../language.ts'
import type { Notice } from '../session.ts'
import { timeZoneOf } from '../time-zone.ts'

/** What stands in the way, as pages say it. */
export function obstacleWords(blockedBy: Obstacle | null, request: Request): string {
  const reader = { language: languageOf(request), timeZone: timeZoneOf(request) }
  return blockedBy === null
    ? ''
    : obstacleText(blockedBy, reader.language, (instant) => formatInstant(instant, reader))
}

/** The word that is left where something was sent too late, with what stands in the way; null for any other error. */
export function tooLateNotice(error: unknown, request: Request): Notice | null {
  if (!(error instanceof CertloomError) || error.code !== 'not-possible-now') return null
  // What is wrong at a field is told there.
  if (error.problems.length > 0) return null
  const why = obstacleWords(error.blockedBy, request)
  return { tone: 'bad', key: 'notice.not-possible-now', values: { why } }
}
