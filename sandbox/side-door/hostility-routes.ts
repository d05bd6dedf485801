import type { Response, Router } from 'express'
import { z } from 'zod'
import { behaviourInput, changeBehaviour, resetBehaviour } from '../core/behaviour-changes.ts'
import type { SandboxCore } from '../core/core.ts'
import {
  currentHostility,
  endHostility,
  hostilityCounts,
  hostilityInput,
  setHostility,
} from '../hostility/seeded-faults.ts'
import { faultInput, listFaults, putFault } from './faults.ts'

/** How friendly the CA is: faults armed one by one, faults by seed, switches. `POST /reset` ends it all. */
export function hostilityRoutes(router: Router, core: SandboxCore): void {
  const { database } = core.context
  router.get('/faults', (_request, response) => {
    response.json({ items: listFaults(database) })
  })
  router.put('/faults', (request, response) => {
    const fault = faultInput.safeParse(request.body)
    if (!fault.success) return malformed(response, fault.error)
    putFault(database, fault.data)
    response.json(fault.data)
  })
  router.get('/hostility', (_request, response) => {
    response.json({ settings: currentHostility(database) ?? null, ...hostilityCounts(database) })
  })
  router.put('/hostility', (request, response) => {
    const hostility = hostilityInput.safeParse(request.body)
    if (!hostility.success) return malformed(response, hostility.error)
    setHostility(database, hostility.data)
    response.json(hostility.data)
  })
  router.delete('/hostility', (_request, response) => {
    endHostility(database)
    response.status(204).end()
  })
  behaviourRoutes(router, core)
}

/** The lasting switches: whatever is not given stays as it is. */
function behaviourRoutes(router: Router, core: SandboxCore): void {
  router.get('/behaviour', (_request, response) => {
    response.json(core.context.behaviour)
  })
  router.put('/behaviour', async (request, response) => {
    const changes = behaviourInput.safeParse(request.body)
    if (!changes.success) return malformed(response, changes.error)
    await core.run((context) => changeBehaviour(context, changes.data))
    response.json(core.context.behaviour)
  })
  router.delete('/behaviour', async (_request, response) => {
    await core.run(resetBehaviour)
    response.status(204).end()
  })
}

function malformed(response: Response, error: z.ZodError): void {
  const detail = z.prettifyError(error)
  response.status(422).type('application/problem+json').json({ status: 422, title: 'Not done', detail })
}
