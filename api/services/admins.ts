import { CertloomError } from '../../domain/errors.ts'
import { inTransaction } from '../../store/database.ts'
import { noteAdminChange } from '../../store/queries/admin-changes.ts'
import {
  type AdminAccount,
  addAdmin,
  adminByCredentials,
  adminById,
  editAdmin,
  endAdminSessions,
  type ListedAdmin,
  listAdmins,
  noteAdminSignIn,
  removeAdmin,
  setAdminPassword,
} from '../../store/queries/admins.ts'
import { adminChange, newAdmin, newPassword } from '../schemas/admin.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { changedFields } from './changed-fields.ts'
import type { Caller, ServiceDeps } from './deps.ts'

function refused(path: string, code: string): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path, code }] })
}

/** Who looks after the installation. Each change is written down together with who made it. */
export function createAdminService({ db }: Pick<ServiceDeps, 'db'>) {
  const read = async (id: string): Promise<ListedAdmin> => {
    const admin = await adminById(db, id)
    if (admin === null) throw new CertloomError('not-found')
    return admin
  }
  return {
    /** The admin of this address and password, or null; both answers take equally long. */
    async signIn(email: string, password: string): Promise<AdminAccount | null> {
      const admin = await adminByCredentials(db, email, password)
      if (admin !== null) await noteAdminSignIn(db, admin.id)
      return admin
    },

    list: (): Promise<ListedAdmin[]> => listAdmins(db),

    /** @throws {CertloomError} `not-found` */
    read,

    /** @throws {CertloomError} `invalid-input` */
    async add({ actor }: Caller, body: unknown): Promise<{ id: string }> {
      const admin = parseInput(newAdmin, body)
      return inTransaction(db, async (tx) => {
        const added = await addAdmin(tx, admin)
        if (added === null) throw refused('/email', 'admin-exists')
        const details = { name: { to: admin.name }, language: { to: admin.language } }
        await noteAdminChange(tx, actor, { what: 'user.added', subject: admin.email, details })
        return added
      })
    },

    /** Another name or language. @throws {CertloomError} `not-found`, `invalid-input` */
    async edit({ actor }: Caller, id: string, body: unknown): Promise<void> {
      const change = parseInput(adminChange, body)
      const { email, name, language } = await read(id)
      const details = changedFields({ name, language }, change)
      if (Object.keys(details).length === 0) return
      await inTransaction(db, async (tx) => {
        await editAdmin(tx, id, change)
        await noteAdminChange(tx, actor, { what: 'user.changed', subject: email, details })
      })
    },

    /** A new password ends every session of that admin. @throws {CertloomError} `not-found`, `invalid-input` */
    async setPassword({ actor }: Caller, id: string, body: unknown): Promise<void> {
      const { password } = parseInput(newPassword, body)
      const { email } = await read(id)
      await inTransaction(db, async (tx) => {
        await setAdminPassword(tx, id, password)
        await endAdminSessions(tx, id)
        await noteAdminChange(tx, actor, { what: 'user.password-set', subject: email, details: {} })
      })
    },

    /** Nobody removes themselves, nor the last one. @throws {CertloomError} `not-found`, `invalid-input` */
    async remove({ actor }: Caller, id: string): Promise<void> {
      const { email } = await read(id)
      if (actor.id === id) throw refused('', 'admin-yourself')
      await inTransaction(db, async (tx) => {
        if (!(await removeAdmin(tx, id))) throw refused('', 'admin-last')
        await endAdminSessions(tx, id)
        await noteAdminChange(tx, actor, { what: 'user.removed', subject: email, details: {} })
      })
    },
  }
}
