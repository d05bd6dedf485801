import {
  type Environment,
  loadServiceSettings,
  type Settings,
  SettingsError,
} from '../../platform/settings.ts'
import { migrate } from '../processes/migrate.ts'
import { registerSearchAttributes } from '../processes/register-search-attributes.ts'
import { seed } from '../processes/seed.ts'
import type { DataFolder } from './data-folder.ts'
import { type FirstStartSecrets, firstStartSecrets } from './first-start-secrets.ts'
import { nodePart } from './node-part.ts'
import { OwnedProcesses } from './owned-processes.ts'
import { Part, type PartPlan } from './part.ts'
import { PART_NAMES, type PartName } from './part-names.ts'
import { choosePorts, DEFAULT_PORTS, type Ports } from './ports.ts'
import { ensureDatabase, type PostgresPlan, postgresPart, postgresUrl } from './postgres-part.ts'
import { writePrivateJson } from './private-json.ts'
import { ADMIN_EMAIL, type ReadyInfo } from './ready-info.ts'
import { type SandboxInfo, sandboxInfoSchema } from './sandbox-info.ts'
import { type Brought, localUrl, SETTLED, serviceEnvironment } from './service-environment.ts'
import { findTemporalCli } from './temporal-cli.ts'
import { temporalPart } from './temporal-part.ts'

const DATABASE = 'certloom'

/** The processes of one data folder: brought up step by step, kept running, and ended in order. */
export class Stack {
  readonly #folder: DataFolder
  readonly #given: Environment
  readonly #settings: Settings
  readonly #owned: OwnedProcesses
  readonly #say: (line: string) => void
  readonly #stopping = new AbortController()
  readonly #parts = new Map<PartName, Part>()
  readonly #secrets: FirstStartSecrets
  #ports: Ports = { ...DEFAULT_PORTS }
  #sandbox: SandboxInfo | null = null
  #isReady = false

  constructor(folder: DataFolder, given: Environment, settings: Settings, say: (line: string) => void) {
    if (settings.databaseUrl !== null && settings.secret === null)
      throw new SettingsError('CERTLOOM_SECRET', 'CERTLOOM_SECRET is missing: DATABASE_URL needs one with it')
    this.#folder = folder
    this.#given = given
    this.#settings = settings
    this.#say = say
    this.#owned = new OwnedProcesses(folder.pidsFile)
    this.#secrets = firstStartSecrets(folder.secretsFile)
  }

  /** The parts of this stack that are not given by a setting. */
  get brings(): readonly PartName[] {
    const { databaseUrl, temporal, certum, smtpUrl } = this.#settings
    const given: Record<PartName, boolean> = {
      postgres: databaseUrl !== null,
      temporal: temporal.address !== null,
      sandbox: certum !== null && smtpUrl !== null,
      worker: false,
      web: false,
    }
    return PART_NAMES.filter((name) => !given[name])
  }

  /** Ends what an earlier start left running, and chooses the ports. Gives the names of what was left. */
  async prepare(): Promise<readonly PartName[]> {
    const left = await this.#owned.stopLeftovers()
    this.#owned.add('start', process.pid)
    this.#ports = await choosePorts(this.#folder.portsFile, {
      host: this.#settings.host,
      webPort: this.#settings.port,
    })
    return left
  }

  async startPostgres(): Promise<void> {
    await this.#start(postgresPart(this.#postgresPlan()))
    await ensureDatabase(this.#postgresPlan(), DATABASE)
  }

  /** Starts the engine; `tell` hears of a long download or build. */
  async startTemporal(tell: (words: string) => void): Promise<void> {
    const program = await findTemporalCli({ tell, stopped: this.#stopping.signal })
    await this.#start(
      temporalPart({
        program,
        port: this.#ports.temporal,
        uiPort: this.#ports.temporalUi,
        namespace: this.#settings.temporal.namespace,
        file: this.#folder.temporalFile,
        logFile: this.#log('temporal'),
      }),
    )
  }

  async startSandbox(): Promise<void> {
    const { sandbox, sandboxDns, sandboxSmtp } = this.#ports
    const ports = [`--http-port=${sandbox}`, `--dns-port=${sandboxDns}`, `--smtp-port=${sandboxSmtp}`]
    await this.#start(
      nodePart({
        name: 'sandbox',
        logFile: this.#log('sandbox'),
        arguments: ['sandbox', ...ports, `--database=${this.#folder.sandboxFile}`],
        environment: this.#given,
        onReady: (details) => {
          this.#sandbox = sandboxInfoSchema.parse(details)
        },
      }),
    )
  }

  /** Brings the embedded database's schema up to date and writes the first records; both change nothing twice. */
  async prepareRecords(): Promise<void> {
    const settings = loadServiceSettings(this.#environment())
    if (this.#settings.databaseUrl === null) await migrate(settings)
    else await registerSearchAttributes(settings)
    await seed(settings, {
      adminEmail: ADMIN_EMAIL,
      adminPassword: this.#secrets.adminPassword,
      apiToken: this.#secrets.apiToken,
      sandbox: this.#settings.certum === null ? this.#sandbox : null,
      apiUrl: `${localUrl(this.#settings, this.#ports.web)}/api/v1`,
    })
  }

  async startService(name: 'worker' | 'web'): Promise<void> {
    await this.#start(
      nodePart({
        name,
        logFile: this.#log(name),
        arguments: [name],
        environment: this.#environment(),
      }),
    )
  }

  /** Says that everything answers: writes the files that others read. */
  declareReady(): ReadyInfo {
    this.#isReady = true
    const environment = this.#environment()
    writePrivateJson(
      this.#folder.environmentFile,
      Object.fromEntries(SETTLED.map((name) => [name, environment[name]])),
    )
    return this.#writeReadyFile()
  }

  /** Ends all parts, one after the other, so that each finishes while those it needs still answer. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const name of PART_NAMES) await this.#parts.get(name)?.stop()
    this.#owned.clear()
  }

  /** Ends all parts at once. */
  kill(): void {
    this.#stopping.abort()
    for (const part of this.#parts.values()) part.kill()
  }

  async #start(plan: PartPlan): Promise<void> {
    if (this.#stopping.signal.aborted) throw new Error('stopped')
    const part = new Part(plan, {
      started: (name, pid) => {
        this.#owned.add(name, pid)
        if (this.#isReady) this.#writeReadyFile()
      },
      died: (name, why, againInMs) =>
        this.#say(`${name} ${why.replace(`${name} `, '')}; starting it again in ${againInMs / 1000} s`),
      restarted: (name) => this.#say(`${name} runs again`),
    })
    this.#parts.set(plan.name, part)
    await part.start()
  }

  #log(name: PartName): string {
    return `${this.#folder.logs}/${name}.log`
  }

  #postgresPlan(): PostgresPlan {
    return {
      directory: this.#folder.postgres,
      port: this.#ports.postgres,
      password: this.#secrets.postgresPassword,
      logFile: this.#log('postgres'),
    }
  }

  #brought(): Brought {
    const { databaseUrl, temporal, secret } = this.#settings
    return {
      databaseUrl: databaseUrl ?? postgresUrl(this.#postgresPlan(), DATABASE),
      temporalAddress: temporal.address ?? `127.0.0.1:${this.#ports.temporal}`,
      temporalUiUrl:
        temporal.uiUrl ?? (temporal.address === null ? `http://127.0.0.1:${this.#ports.temporalUi}` : null),
      secret: secret ?? this.#secrets.secret,
      sandbox: this.#sandbox,
    }
  }

  #environment(): Record<string, string | undefined> {
    return serviceEnvironment(this.#given, this.#settings, this.#ports, this.#brought())
  }

  #writeReadyFile(): ReadyInfo {
    const info = this.#readyInfo()
    writePrivateJson(this.#folder.readyFile, info)
    return info
  }

  #readyInfo(): ReadyInfo {
    const pages = localUrl(this.#settings, this.#ports.web)
    const { databaseUrl, temporalAddress, temporalUiUrl, sandbox } = this.#brought()
    const pid = (name: PartName): number | null => this.#parts.get(name)?.pid ?? null
    return {
      pages,
      admin: { url: `${pages}/admin`, email: ADMIN_EMAIL, password: this.#secrets.adminPassword },
      api: { url: `${pages}/api/v1`, token: this.#secrets.apiToken },
      apiDocs: `${pages}/api/docs`,
      temporal: {
        ui: temporalUiUrl,
        address: temporalAddress,
        namespace: this.#settings.temporal.namespace,
      },
      sandbox: sandbox && {
        url: sandbox.url,
        soap: sandbox.soapUrl,
        dns: sandbox.dns,
        smtp: sandbox.smtp,
        userName: sandbox.userName,
        password: sandbox.password,
      },
      database: { url: databaseUrl },
      pids: {
        start: process.pid,
        worker: pid('worker'),
        web: pid('web'),
        sandbox: pid('sandbox'),
        temporal: pid('temporal'),
        postgres: pid('postgres'),
      },
    }
  }
}
