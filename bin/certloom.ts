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
    exitWith(await start())
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

program
  .command('doctor')
  .description('say which settings are in force, what is reachable and what is not')
  .action(async () => exitWith(await (await import('./commands/doctor.ts')).doctor()))

program
  .command('admin')
  .description('people who look after the installation')
  .command('create <email>')
  .description('make an admin, or give one a new password')
  .option('--name <name>', 'how pages call them')
  .action(async (email, options) =>
    exitWith(await (await import('./commands/admin-create.ts')).adminCreate(email, options)),
  )

program
  .command('token')
  .description('API tokens of billing systems')
  .command('create')
  .description('make an API token')
  .option('--billing-system <name>', 'whose token it is; made if it is new')
  .option('--scopes <list>', 'separated by commas', 'orders:read,orders:write')
  .option('--name <name>', 'how lists call it', 'command line')
  .action(async (options) =>
    exitWith(await (await import('./commands/token-create.ts')).tokenCreate(options)),
  )

program
  .command('catalogue')
  .description('what is sold')
  .command('import')
  .description('bring the catalogue up to what a CA account may sell')
  .option('--account <name>', 'by which account, its name or id; the preferred one if not given')
  .action(async (options) =>
    exitWith(await (await import('./commands/catalogue-import.ts')).catalogueImport(options)),
  )

program
  .command('test [what]')
  .description('run the tests: all, `quick`, or those whose path holds these letters')
  .action(async (what) => exitWith(await (await import('./commands/test.ts')).test(what)))

program
  .command('faults', { hidden: true })
  .description('order from a CA that fails by seed, and compare the books in the end')
  .option('--seeds <count>', 'how many seeds', Number, 200)
  .option('--from <seed>', 'the first of them', Number, 1)
  .option('--rate <share>', 'share of the calls that fail', Number, 0.1)
  .action(async (options) => exitWith(await (await import('./commands/faults.ts')).faults(options)))

program
  .command('bench [what]')
  .description('measure speed and cost: all, or what holds these letters')
  .action(async (what) => exitWith(await (await import('./commands/bench.ts')).bench(what)))

program
  .command('check')
  .description('look at format, lint, types, dependency rules and unused code')
  .action(async () => exitWith(await (await import('./commands/check.ts')).check()))

/** Ends the process at once: sockets that are still closing do not hold it. */
function exitWith(code: number): never {
  process.exit(code)
}

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
