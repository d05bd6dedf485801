import { type Request, type Response, Router } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { WebContext } from '../context.ts'
import { leadTo, signIn } from '../session.ts'

const WINDOW_SECONDS = 15 * 60
const TRIES_PER_ADDRESS = 30
const TRIES_PER_ACCOUNT = 6

function posted(body: unknown, name: 'email' | 'password'): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Counts tries by account and by caller's address. */
class SignInThrottle {
  readonly #byAccount = new RateLimiterMemory({ points: TRIES_PER_ACCOUNT, duration: WINDOW_SECONDS })
  readonly #byAddress = new RateLimiterMemory({ points: TRIES_PER_ADDRESS, duration: WINDOW_SECONDS })

  /** True where another try is allowed; it is then counted. */
  async takeTry(account: string, address: string): Promise<boolean> {
    const taken = await Promise.allSettled([
      this.#byAccount.consume(account),
      this.#byAddress.consume(address),
    ])
    return taken.every(({ status }) => status === 'fulfilled')
  }

  /** A try that succeeded counts against nobody. */
  async clear(account: string, address: string): Promise<void> {
    await Promise.all([this.#byAccount.delete(account), this.#byAddress.reward(address)])
  }
}

/** Admins sign in by e-mail address and password. Which of the two was wrong is not told. */
export function adminSignInPage({ services, show }: WebContext): Router {
  const router = Router()
  const throttle = new SignInThrottle()
  const showForm = (request: Request, response: Response, status: number, problem: string | null): void => {
    const email = posted(request.body, 'email')
    show(request, response, 'admin/sign-in', { title: 'admin.sign-in.title', status }, { email, problem })
  }
  router.get('/sign-in', (request, response) => showForm(request, response, 200, null))
  router.post('/sign-in', async (request, response) => {
    const email = posted(request.body, 'email').trim().toLowerCase()
    const address = request.ip ?? ''
    if (!(await throttle.takeTry(email, address))) {
      response.setHeader('Retry-After', String(WINDOW_SECONDS))
      showForm(request, response, 429, 'admin.sign-in.too-many')
      return
    }
    const admin = await services.admins.signIn(email, posted(request.body, 'password'))
    if (admin === null) return showForm(request, response, 422, 'admin.sign-in.wrong')
    await throttle.clear(email, address)
    const { id, name, language } = admin
    await signIn(request, { kind: 'admin', id, email: admin.email, name }, language)
    leadTo(response, '/admin/orders')
  })
  return router
}
