import { Command } from 'commander'
import { SettingsError } from '../platform/settings.ts'

const program = new Command('certloom')
  .description('Sells and looks after Certum certificates.')
  .showHelpAfterError()

program
  .command('start')
  .description('bring up everything that no setting gives, and run it')
  .action(async () => {
    const { start } = await import('./commands/start.ts')
    process.exit(await start())
  })

program
  .command('worker')
  .description('run workflows and activities')
  .action(async () => (await import('./commands/worker.ts')).worker())

program
  .command('web')
  .description('serve pages and API')
  .action(async () => (await import('./commands/web.ts')).web())

program
  .command('sandbox', { hidden: true })
  .description('run the Certum sandbox alone')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .requiredOption('--database <file>', 'file of its state')
  .requiredOption('--http-port <port>', 'console, SOAP and side door', Number)
  .requiredOption('--dns-port <port>', 'DNS', Number)
  .requiredOption('--smtp-port <port>', 'mailbox', Number)
  .action(async (options) => (await import('./commands/sandbox.ts')).sandbox(options))

program
  .command('migrate')
  .description('bring the database and the engine’s search attributes up to date')
  .action(async () => (await import('./commands/migrate.ts')).migrateCommand())

/** A wrong setting is a line for people; anything else is a fault, shown with where it came from. */
function explain(error: unknown): void {
  if (error instanceof SettingsError) console.error(error.message)
  else console.error(error)
}

try {
  await program.parseAsync()
} catch (error) {
  explain(error)
  process.exit(1)
}
