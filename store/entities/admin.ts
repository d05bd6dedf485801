import { defineEntity, p } from '@mikro-orm/postgresql'

/** A person who looks after the whole installation. */
export const Admin = defineEntity({
  name: 'Admin',
  tableName: 'admins',
  properties: {
    id: p.text().primary(),
    email: p.text().unique(),
    name: p.text(),
    passwordHash: p.text(),
    language: p.text().$type<'pl' | 'en'>(),
    createdAt: p.datetime(3),
    removedAt: p.datetime(3).nullable(),
  },
})
