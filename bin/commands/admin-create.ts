import { z } from 'zod'
import { newSecret } from '../../platform/ids.ts'
import { loadMigrationSettings } from '../../platform/settings.ts'
import { openDatabase } from '../../store/database.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

/**
 * `certloom admin create`: makes an admin, or gives a known one a new password. The password is made up and printed
 * once, as one on the command line would stay in the shell's history.
 */
export async function adminCreate(email: string, options: { name?: string }): Promise<number> {
  if (!z.email().safeParse(email).success) {
    console.error(`${JSON.stringify(email)} is not a mail address`)
    return 1
  }
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
