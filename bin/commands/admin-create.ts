import { email as emailSchema } from '../../api/schemas/common.ts'
import { newSecret } from '../../platform/ids.ts'
import { loadMigrationSettings } from '../../platform/settings.ts'
import { openDatabase } from '../../store/database.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

/**
 * `certloom admin create`: makes an admin, or gives a known one a new password. The password is made up and printed
 * once, as one on the command line would stay in the shell's history.
 */
export async function adminCreate(typed: string, options: { name?: string }): Promise<number> {
  const read = emailSchema.safeParse(typed)
  if (!read.success) {
    console.error(`${JSON.stringify(typed)} is not a mail address`)
    return 1
  }
  const email = read.data
  const db = await openDatabase(loadMigrationSettings(environmentOfCommands()).databaseUrl, { poolMax: 1 })
  try {
    const password = newSecret(120)
    await createAdmin(db, email, password, options)
    console.log(`admin     ${email}\npassword  ${password}`)
    return 0
  } finally {
    await db.close()
  }
}
