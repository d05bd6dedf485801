import type { Obstacle, RunningActivity } from '../../domain/obstacle.ts'
import { type Language, translate } from '../../texts/texts.ts'

type TellInstant = (instant: string) => string

/** As programs and people both read it. */
function plainInstant(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`
}

function activityText(
  { kind, step, since }: RunningActivity,
  language: Language,
  tellInstant: TellInstant,
): string {
  const say = (key: string, params = {}) => translate(language, `obstacles:activity.${key}`, params)
  const alone = say(`steps.${step}`)
  const next = kind === 'ordering' ? say('or-cancel', { next: alone }) : alone
  const what = say(`kinds.${kind}`)
  if (since === undefined) return say('plain', { what, next })
  return say('since', { what, next, since: tellInstant(since) })
}

/** What stands in the way, as a whole sentence; `tellInstant` where the reader is used to other dates. */
export function obstacleText(
  obstacle: Obstacle,
  language: Language,
  tellInstant: TellInstant = plainInstant,
): string {
  switch (obstacle.kind) {
    case 'state':
      return translate(language, `obstacles:state.${obstacle.state}`)
    case 'activity':
      return activityText(obstacle.activity, language, tellInstant)
    case 'role':
      return translate(language, `obstacles:role.${obstacle.role}`)
    default:
      return translate(language, `obstacles:plain.${obstacle.kind}`)
  }
}
