import type { Audience } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { type NextSubject, nextPage } from './next-page.ts'

interface CsrSubject extends NextSubject {
  stored: string | null
}

/** The CSR that the next certificate is made of; it may be read and put in another's place until it is used (row M5). */
export function renewalCsrPage(context: WebContext, audience: Audience): ReturnType<typeof nextPage> {
  const { replacing } = context.services
  return nextPage<CsrSubject>(context, audience, {
    action: 'renewal-csr',
    readMore: async (subject) => {
      const { csr } = await replacing.renewalCsr(subject.caller, subject.order.id)
      return { ...subject, stored: csr }
    },
    sections: () => [{ key: 'next-csr', fields: [{ name: 'csr', type: 'textarea', rows: 10 }] }],
    required: () => ['csr'],
    initial: ({ stored }) => ({ csr: stored ?? '' }),
    model: ({ stored }) => ({ note: stored === null ? 'none' : 'stored' }),
    submit: ({ subject: { caller, order }, body, options }) =>
      replacing.provideCsr(caller, order.id, body, options),
  })
}
