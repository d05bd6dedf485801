import { type Request, type Response, Router } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { canonicalEmail } from '../../pki/email-address.ts'
import { signInAndReturn } from '../after-sign-in.ts'
import type { WebContext } from '../context.ts'

const WINDOW_SECONDS = 15 * 60
const TRIES_PER_ADDRESS = 30
const TRIES_PER_ACCOUNT = 6

function posted(body: unknown, name: 'email' | 'password'): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** As long as an account's name can be; whoever guesses may not fill the memory. */
const MOST_ACCOUNT_CHARACTERS = 255

/**
 * Counts failed tries by caller's address, and for each address by account: a stranger who guesses keeps no admin out.
 * A try is taken before its password is looked at, so that many at once get no further than one after the other.
 */
class SignInThrottle {
  readonly #byAccount = new RateLimiterMemory({ points: TRIES_PER_ACCOUNT, duration: WINDOW_SECONDS })
  readonly #byAddress = new RateLimiterMemory({ points: TRIES_PER_ADDRESS, duration: WINDOW_SECONDS })

  #keyOf(account: string, address: string): string {
    return `${address} ${account.slice(0, MOST_ACCOUNT_CHARACTERS)}`
  }

  /** True where another try is allowed; it counts until it is given back. */
  async takeTry(account: string, address: string): Promise<boolean> {
    const taken = await Promise.allSettled([
      this.#byAccount.consume(this.#keyOf(account, address)),
      this.#byAddress.consume(address),
    ])
    const isAllowed = taken.every(({ status }) => status === 'fulfilled')
    if (!isAllowed) await this.giveBack(account, address)
    return isAllowed
  }

  /** A try that was not made, or came to no answer, counts against nobody. */
  async giveBack(account: string, address: string): Promise<void> {
    await Promise.all([
      this.#byAccount.reward(this.#keyOf(account, address)),
      this.#byAddress.reward(address),
    ])
  }

  /** Nor does one that succeeded, and the account's failed ones before it are forgiven. */
  async clear(account: string, address: string): Promise<void> {
    await Promise.all([
      this.#byAccount.delete(this.#keyOf(account, address)),
      this.#byAddress.reward(address),
    ])
  }
}

/** Admins sign in by e-mail address and password. Which of the two was wrong is not told. */
export function adminSignInPage({ services, settings, show }: WebContext): Router {
  const router = Router()
  const throttle = new SignInThrottle()
  const showForm = (request: Request, response: Response, status: number, problem: string | null): void => {
    const email = posted(request.body, 'email')
    show(request, response, 'admin/sign-in', { title: 'admin.sign-in.title', status }, { email, problem })
  }
  router.get('/sign-in', (request, response) => showForm(request, response, 200, null))
  router.post('/sign-in', async (request, response) => {
    const email = canonicalEmail(posted(request.body, 'email')).toLowerCase()
    const address = request.ip ?? ''
    if (!(await throttle.takeTry(email, address))) {
      response.setHeader('Retry-After', String(WINDOW_SECONDS))
      showForm(request, response, 429, 'admin.sign-in.too-many')
      return
    }
    const admin = await services.admins
      .signIn(email, posted(request.body, 'password'))
      .catch(async (error: unknown) => {
        await throttle.giveBack(email, address)
        throw error
      })
    if (admin === null) return showForm(request, response, 422, 'admin.sign-in.wrong')
    await throttle.clear(email, address)
    const { id, name, language } = admin
    await signInAndReturn(request, response, settings, {
      person: { kind: 'admin', id, email: admin.email, name },
      language,
      home: '/admin',
      mayReturnTo: (path) => path.startsWith('/admin'),
    })
  })
  return router
}
