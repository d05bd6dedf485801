import { z } from 'zod'
import { ALARM_KINDS } from '../../domain/alarms.ts'
import { instant } from './common.ts'

/** What needs a hand, newest first. */
export const alarmList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        kind: z.enum(ALARM_KINDS),
        subject: z.string(),
        step: z.string(),
        orderId: z.string().nullable(),
        raisedAt: instant,
        department: z.string().nullable().meta({ description: 'Whose task it is: that of the CA account' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'AlarmList' })
