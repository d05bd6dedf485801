import { z } from 'zod'
import { email, language, line } from './common.ts'

/** Short enough to type, long enough that guessing is hopeless. */
const PASSWORD_CHARACTERS = { least: 12, most: 200 }

const password = z.string().min(PASSWORD_CHARACTERS.least).max(PASSWORD_CHARACTERS.most)

export const adminChange = z.strictObject({ name: line(100), language })

export const newAdmin = adminChange.extend({
  email: email.transform((text) => text.toLowerCase()),
  password,
})

export const newPassword = z.strictObject({ password })
