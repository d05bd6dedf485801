import type { Response, Router } from 'express'
import { z } from 'zod'
import type { SandboxCore } from '../core/core.ts'
import {
  currentHostility,
  endHostility,
  hostilityCounts,
  hostilityInput,
  setHostility,
} from '../hostility/seeded-faults.ts'
import { faultInput, listFaults, putFault } from './faults.ts'

/** How friendly the CA is: faults armed one by one, faults by seed. `POST /reset` ends it all. */
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
}

function malformed(response: Response, error: z.ZodError): void {
  const detail = z.prettifyError(error)
  response.status(422).type('application/problem+json').json({ status: 422, title: 'Not done', detail })
}
