import { CERTIFICATE_ROUTES } from './certificate-routes.ts'
import { CONFIGURATION_ROUTES } from './configuration-routes.ts'
import { ORDER_ROUTES } from './order-routes.ts'
import { OTHER_ROUTES } from './other-routes.ts'
import type { Route } from './route.ts'

/** Every call of the API. */
export const ROUTES: readonly Route[] = [
  ...OTHER_ROUTES,
  ...ORDER_ROUTES,
  ...CONFIGURATION_ROUTES,
  ...CERTIFICATE_ROUTES,
]
