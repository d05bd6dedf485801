import { alarmList } from '../schemas/alarm.ts'
import { ok, type Route } from './route.ts'

export const ALARM_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/alarms',
    id: 'listAlarms',
    summary: 'List what needs a hand, newest first',
    scope: 'admin',
    answers: { 200: alarmList },
    handle: async (services, { caller }) => ok(await services.alarms.list(caller)),
  },
]
